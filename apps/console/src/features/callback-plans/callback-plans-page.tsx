import { CheckOutlined, ExclamationCircleFilled, PlusOutlined, ScheduleOutlined } from '@ant-design/icons';
import { type CallbackPlan, CallbackPlanInput, CallbackPlanQuery } from '@zuoxi/contract';
import { Button, Form, Input, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { serverNow } from '../../api/server-clock.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { formatInstant } from '../../ui/format.ts';
import { SelectFilter } from '../../ui/list-filters.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { useEditor } from '../../ui/use-editor.ts';
import { DialNumbers } from '../customers/dial-numbers.tsx';
import { DueField, dueRule } from './due-field.tsx';
import { useFinishPlan } from './use-finish-plan.ts';

const callbackPlansApi = crud('/api/callback-plans');

/** What of a plan is edited. */
type PlanValues = Pick<CallbackPlanInput, 'number' | 'note'> & { dueAt: string | null };

const planState = CallbackPlanQuery.shape.state.unwrap();

/** Without a filter: what is to be done, the next one first. */
function fetchPage(state: string | undefined): typeof callbackPlansApi.list {
  const shown = planState.catch('open').parse(state);
  return (query, signal) =>
    api.get('/api/callback-plans', {
      params: { query: { ...query, ...(query.sort ? {} : { sort: 'dueAt', order: shown === 'open' ? 'asc' : 'desc' }), state: shown } },
      signal,
    });
}

/** 回访计划: one's own. */
export default function CallbackPlansPage() {
  const { t } = useTranslation();
  const control = useListState<'state'>(['state']);
  const editor = useEditor<CallbackPlan, PlanValues, CallbackPlan>({
    queryKey: 'callback-plans',
    save: (values, row) => {
      // The form has refused a plan without a time.
      const input = { customerId: row?.customerId ?? null, customerName: row?.customerName ?? null, ...values, dueAt: values.dueAt ?? '' };
      return row ? callbackPlansApi.update(row.id, input) : callbackPlansApi.create(input);
    },
    nameOf: ({ number }) => number,
    fieldOf: {},
  });
  const { open } = editor;
  const finish = useFinishPlan();
  const { state } = control.state.filters;
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('callbackPlans.create')}
    </Button>
  );
  return (
    <Page title={t('callbackPlans.title')} note={t('callbackPlans.note')} actions={create}>
      <DataList<CallbackPlan>
        list="callbackPlans"
        queryKey={['callback-plans', state]}
        control={control}
        fetchPage={fetchPage(state)}
        rowKey={(plan) => plan.id}
        columns={planColumns(t, open, finish)}
        empty={{ icon: <ScheduleOutlined />, title: t('callbackPlans.empty'), hint: t('callbackPlans.emptyHint'), action: create }}
        filters={
          <SelectFilter
            label={t('callbackPlans.states.open')}
            value={state}
            options={planState.options.map((value) => ({ value, label: t(`callbackPlans.states.${value}`) }))}
            onChange={(value) => control.setFilter('state', value)}
          />
        }
        onRowClick={(plan) => (plan.doneAt === null ? open(plan) : undefined)}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('callbackPlans.edit', { number: editor.row.number }) : t('callbackPlans.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={{ number: editor.row?.number ?? '', dueAt: editor.row?.dueAt ?? null, note: editor.row?.note ?? '' }}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <Form.Item
          name="number"
          label={t('callbackPlans.number')}
          rules={[schemaRule(CallbackPlanInput.shape.number, t('callbackPlans.number'))]}
        >
          <Input autoFocus inputMode="tel" maxLength={20} />
        </Form.Item>
        <Form.Item name="dueAt" label={t('callbackPlans.dueAt')} rules={[dueRule(t('callbackPlans.dueAt'))]}>
          <DueField />
        </Form.Item>
        <Form.Item name="note" label={t('callbackPlans.remark')}>
          <Input.TextArea rows={4} maxLength={500} showCount />
        </Form.Item>
      </FormDrawer>
    </Page>
  );
}

function planColumns(t: TFunction, edit: (plan: CallbackPlan) => void, finish: (plan: CallbackPlan) => void): ListColumn<CallbackPlan>[] {
  return [
    { key: 'dueAt', title: t('callbackPlans.dueAt'), width: 210, render: (row) => <Due plan={row} /> },
    {
      key: 'customerName',
      title: t('callbackPlans.customer'),
      width: 140,
      render: (row) => <strong>{row.customerName ?? t('common.none')}</strong>,
    },
    { key: 'number', title: t('callbackPlans.number'), width: 150, render: (row) => <PhoneNumber number={row.number} /> },
    { key: 'note', title: t('callbackPlans.remark'), width: 320, sortable: false, render: (row) => row.note },
    {
      key: 'doneAt',
      title: t('callbackPlans.state'),
      width: 200,
      render: (row) => (
        <OnOff on={row.doneAt !== null}>
          {row.doneAt === null ? t('callbackPlans.states.open') : `${t('callbackPlans.states.done')} ${formatInstant(row.doneAt, false)}`}
        </OnOff>
      ),
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 148,
      sortable: false,
      render: (row) => <PlanActions plan={row} edit={edit} finish={finish} />,
    },
  ];
}

function Due({ plan }: { plan: CallbackPlan }) {
  const { t } = useTranslation();
  const isOverdue = plan.doneAt === null && Date.parse(plan.dueAt) <= serverNow();
  return (
    <span className="num">
      {formatInstant(plan.dueAt, false)}
      {isOverdue ? (
        <span style={{ color: 'var(--zx-ringing)', marginInlineStart: 8 }}>
          <ExclamationCircleFilled /> {t('callbackPlans.overdue')}
        </span>
      ) : null}
    </span>
  );
}

function PlanActions({ plan, edit, finish }: { plan: CallbackPlan; edit(plan: CallbackPlan): void; finish(plan: CallbackPlan): void }) {
  const { t } = useTranslation();
  const name = plan.customerName ?? plan.number;
  const remove = () => callbackPlansApi.remove(plan.id);
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      <DialNumbers name={name} numbers={[{ number: plan.number, label: '' }]} />
      {plan.doneAt === null ? (
        <Tooltip title={t('callbackPlans.finish')}>
          <Button
            type="text"
            size="small"
            icon={<CheckOutlined />}
            aria-label={t('callbackPlans.finishWho', { name })}
            onClick={() => finish(plan)}
          />
        </Tooltip>
      ) : null}
      <RowActions
        name={name}
        queryKey="callback-plans"
        hint={t('callbackPlans.deleteHint')}
        {...(plan.doneAt === null ? { onEdit: () => edit(plan) } : {})}
        remove={remove}
      />
    </span>
  );
}

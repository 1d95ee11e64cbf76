import { ExperimentOutlined, LogoutOutlined, PlusOutlined } from '@ant-design/icons';
import type { DialRule, DialRuleInput } from '@zuoxi/contract';
import { Alert, Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { inRuleOrder, MoveButtons, type RuleOrder, useRuleOrder } from '../../ui/rule-order.tsx';
import { WithSidePanel } from '../../ui/side-panel.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { DialRuleFields, useTrunkOptions } from './dial-rule-fields.tsx';
import { DialTestPanel } from './dial-test-panel.tsx';

const dialRulesApi = {
  ...crud('/api/dial-rules'),
  order: (ids: string[]) => api.put('/api/dial-rules/order', { body: { ids } }),
};

const fieldOf = { 'dialRules.nameTaken': 'name' };
const fetchPage = inRuleOrder(dialRulesApi.list);

function toInput(rule: DialRule | null): DialRuleInput {
  if (!rule) {
    return { name: '', pattern: '', strip: 0, prefix: '', trunkIds: [], callerId: '', permissionClass: 'national', enabled: true };
  }
  const { id: _id, position: _position, createdAt: _at, ...input } = rule;
  return input;
}

export default function DialRulesPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const [isTesting, setTesting] = useState(false);
  const order = useRuleOrder('dial-rules', dialRulesApi);
  const { trunks, isPending } = useTrunkOptions();
  const editor = useEditor<DialRule, DialRuleInput, DialRule>({
    queryKey: 'dial-rules',
    save: (input, row) => (row ? dialRulesApi.update(row.id, input) : dialRulesApi.create(input)),
    nameOf: (input) => input.name,
    fieldOf,
  });
  const { open } = editor;
  const trunkName = (id: string) => trunks.find(({ value }) => value === id)?.label ?? (isPending ? '…' : t('destinations.unknown'));
  const columns = ruleColumns(t, open, order, trunkName);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('dialRules.create')}
    </Button>
  );
  const actions = (
    <>
      <Button icon={<ExperimentOutlined />} aria-pressed={isTesting} onClick={() => setTesting(!isTesting)}>
        {t('dialRules.test.title')}
      </Button>
      {create}
    </>
  );
  return (
    <Page title={t('dialRules.title')} note={t('rules.note')} actions={actions}>
      <Alert type="info" showIcon title={t('dialRules.safety')} />
      <WithSidePanel side={isTesting ? <DialTestPanel /> : null}>
        <DataList<DialRule>
          list="dialRules"
          queryKey={['dial-rules']}
          control={control}
          fetchPage={fetchPage}
          rowKey={(rule) => rule.id}
          columns={columns}
          empty={{ icon: <LogoutOutlined />, title: t('dialRules.empty'), hint: t('dialRules.emptyHint'), action: create }}
          onRowClick={open}
        />
      </WithSidePanel>
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('dialRules.edit', { name: editor.row.name }) : t('dialRules.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <DialRuleFields />
      </FormDrawer>
    </Page>
  );
}

function ruleColumns(
  t: TFunction,
  edit: (rule: DialRule) => void,
  order: RuleOrder,
  trunkName: (id: string) => string,
): ListColumn<DialRule>[] {
  const none = <span className="muted">{t('common.none')}</span>;
  const transform = ({ strip, prefix }: DialRule) =>
    [strip > 0 ? t('dialRules.stripped', { count: strip }) : '', prefix ? t('dialRules.prefixed', { prefix }) : '']
      .filter(Boolean)
      .join(' · ');
  return [
    {
      key: 'position',
      title: t('rules.order'),
      width: 90,
      sortable: false,
      render: (row) => <MoveButtons id={row.id} name={row.name} order={order} />,
    },
    { key: 'name', title: t('dialRules.name'), width: 150, render: (row) => <strong>{row.name}</strong> },
    { key: 'pattern', title: t('dialRules.pattern'), width: 150, render: (row) => <code>{row.pattern}</code> },
    { key: 'transform', title: t('dialRules.transform'), width: 170, sortable: false, render: (row) => transform(row) || none },
    {
      key: 'trunks',
      title: t('dialRules.trunks'),
      width: 220,
      sortable: false,
      render: (row) => row.trunkIds.map(trunkName).join(' → ') || <span className="muted">{t('dialRules.refused')}</span>,
    },
    { key: 'callerId', title: t('dialRules.callerId'), width: 142, sortable: false, render: (row) => row.callerId || none },
    {
      key: 'permissionClass',
      title: t('dialRules.permissionClass'),
      width: 110,
      sortable: false,
      render: (row) => t(`permissionClass.${row.permissionClass}`),
    },
    {
      key: 'enabled',
      title: t('dialRules.enabled'),
      width: 90,
      sortable: false,
      render: (row) => <OnOff on={row.enabled}>{t(row.enabled ? 'common.on' : 'common.off')}</OnOff>,
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions name={row.name} queryKey="dial-rules" onEdit={() => edit(row)} remove={() => dialRulesApi.remove(row.id)} />
      ),
    },
  ];
}

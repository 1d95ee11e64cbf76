import { ClockCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { type OpeningHours, OpeningHoursInput } from '@zuoxi/contract';
import { Button, Form, Input, Switch, Tag } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { formatInZone } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { RowActions } from '../../ui/row-actions.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { useEditor } from '../../ui/use-editor.ts';
import { WeekField, weekText } from './week-field.tsx';

const openingHoursApi = crud('/api/opening-hours');

const fieldOf = { 'openingHours.nameTaken': 'name' };
const fields = OpeningHoursInput.shape;
/** Whether it is open now is said anew this often. */
const REFRESH_MS = 30_000;
const timeZones = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value }));

function toInput(row: OpeningHours | null): OpeningHoursInput {
  if (row) return { name: row.name, timeZone: row.timeZone, weekly: row.weekly, observesHolidays: row.observesHolidays };
  const office = () => [{ from: '09:00', to: '18:00' }];
  return {
    name: '',
    timeZone: 'Asia/Shanghai',
    weekly: [office(), office(), office(), office(), office(), [], []],
    observesHolidays: true,
  };
}

export function HoursList() {
  const { t } = useTranslation();
  const control = useListState([]);
  const editor = useEditor<OpeningHours, OpeningHoursInput, OpeningHours>({
    queryKey: 'opening-hours',
    save: (input, row) => (row ? openingHoursApi.update(row.id, input) : openingHoursApi.create(input)),
    nameOf: (input) => input.name,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => hoursColumns(t, open), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('openingHours.create')}
    </Button>
  );
  return (
    <>
      <DataList<OpeningHours>
        list="openingHours"
        queryKey={['opening-hours']}
        control={control}
        fetchPage={openingHoursApi.list}
        rowKey={(row) => row.id}
        columns={columns}
        filters={create}
        empty={{ icon: <ClockCircleOutlined />, title: t('openingHours.empty'), hint: t('openingHours.emptyHint'), action: create }}
        onRowClick={open}
        refreshEveryMs={REFRESH_MS}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('openingHours.edit', { name: editor.row.name }) : t('openingHours.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <Form.Item name="name" label={t('openingHours.name')} rules={[schemaRule(fields.name, t('openingHours.name'))]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="timeZone" label={t('openingHours.timeZone')}>
          <Choice isOfWords options={timeZones} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <Form.Item
          name="weekly"
          label={t('openingHours.week')}
          extra={t('openingHours.weekHint')}
          rules={[
            {
              validator: (_rule, value: unknown) =>
                fields.weekly.safeParse(value).success ? Promise.resolve() : Promise.reject(new Error(t('openingHours.weekInvalid'))),
            },
          ]}
        >
          <WeekField />
        </Form.Item>
        <Form.Item
          name="observesHolidays"
          label={t('openingHours.observesHolidays')}
          extra={t('openingHours.observesHolidaysHint')}
          layout="horizontal"
          valuePropName="checked"
        >
          <Switch size="small" />
        </Form.Item>
      </FormDrawer>
    </>
  );
}

/** Open or closed at this moment, why, and until when. */
function NowCell({ row }: { row: OpeningHours }) {
  const { t } = useTranslation();
  const { isOpen, because, day } = row.now;
  return (
    <>
      <Tag color={isOpen ? 'success' : 'default'}>{t(isOpen ? 'openingHours.isOpen' : 'openingHours.isClosed')}</Tag>{' '}
      <span className="muted">
        {day === null ? null : `${t(`openingHours.because.${because}`)} ${day} · `}
        {row.nextChangeAt === null
          ? t('openingHours.noChange')
          : t(isOpen ? 'openingHours.closesAt' : 'openingHours.opensAt', { at: formatInZone(row.nextChangeAt, row.timeZone) })}
      </span>
    </>
  );
}

function hoursColumns(t: TFunction, edit: (row: OpeningHours) => void): ListColumn<OpeningHours>[] {
  return [
    { key: 'name', title: t('openingHours.name'), width: 160, render: (row) => <strong>{row.name}</strong> },
    { key: 'now', title: t('openingHours.now'), width: 320, sortable: false, render: (row) => <NowCell row={row} /> },
    { key: 'week', title: t('openingHours.week'), width: 340, sortable: false, render: (row) => weekText(t, row.weekly) },
    { key: 'timeZone', title: t('openingHours.timeZone'), width: 150, sortable: false, render: (row) => row.timeZone },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions
          id={row.id}
          name={row.name}
          queryKey="opening-hours"
          onEdit={() => edit(row)}
          remove={() => openingHoursApi.remove(row.id)}
        />
      ),
    },
  ];
}

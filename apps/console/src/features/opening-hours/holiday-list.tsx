import { CalendarOutlined, ImportOutlined, PlusOutlined } from '@ant-design/icons';
import type { Holiday, HolidayInput } from '@zuoxi/contract';
import { Button, Space, Tag } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { HolidayFields } from './holiday-fields.tsx';
import { HolidayImport } from './holiday-import.tsx';
import { weekdayOf } from './weekdays.ts';

const holidaysApi = crud('/api/holidays');

function toInput(row: Holiday | null): HolidayInput {
  if (row) return { name: row.name, fromDate: row.fromDate, toDate: row.toDate, kind: row.kind, asWeekday: row.asWeekday };
  return { name: '', fromDate: '', toDate: '', kind: 'closed', asWeekday: 1 };
}

/** The days that are not what their weekday says. */
export function HolidayList() {
  const { t } = useTranslation();
  const control = useListState([]);
  const [isImporting, setImporting] = useState(false);
  const editor = useEditor<Holiday, HolidayInput, Holiday>({
    queryKey: 'holidays',
    save(values, row) {
      // The weekday of a closed day is not shown.
      const input = { ...toInput(row), ...values };
      return row ? holidaysApi.update(row.id, input) : holidaysApi.create(input);
    },
    nameOf: (input) => input.name,
    fieldOf: {},
  });
  const { open } = editor;
  const columns = useMemo(() => holidayColumns(t, open), [t, open]);
  const create = (
    <Space>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
        {t('holidays.create')}
      </Button>
      <Button icon={<ImportOutlined />} onClick={() => setImporting(true)}>
        {t('holidays.import')}
      </Button>
    </Space>
  );
  return (
    <>
      <DataList<Holiday>
        list="holidays"
        queryKey={['holidays']}
        control={control}
        fetchPage={holidaysApi.list}
        rowKey={(row) => row.id}
        columns={columns}
        filters={create}
        empty={{ icon: <CalendarOutlined />, title: t('holidays.empty'), hint: t('holidays.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('holidays.edit', { name: editor.row.name }) : t('holidays.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <HolidayFields />
      </FormDrawer>
      <HolidayImport open={isImporting} onClose={() => setImporting(false)} />
    </>
  );
}

function holidayColumns(t: TFunction, edit: (row: Holiday) => void): ListColumn<Holiday>[] {
  return [
    {
      key: 'fromDate',
      title: t('holidays.days'),
      width: 220,
      render: (row) => <span className="num">{row.fromDate === row.toDate ? row.fromDate : `${row.fromDate} – ${row.toDate}`}</span>,
    },
    { key: 'name', title: t('holidays.name'), width: 240, render: (row) => <strong>{row.name}</strong> },
    {
      key: 'kind',
      title: t('holidays.kind'),
      width: 260,
      sortable: false,
      render: (row) =>
        row.kind === 'closed' ? (
          <Tag>{t('holidays.kinds.closed')}</Tag>
        ) : (
          <>
            <Tag color="processing">{t('holidays.kinds.workday')}</Tag>{' '}
            <span className="muted">{t('holidays.hoursOf', { day: t(`weekday.${weekdayOf(row.asWeekday)}`) })}</span>
          </>
        ),
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions name={row.name} queryKey="holidays" onEdit={() => edit(row)} remove={() => holidaysApi.remove(row.id)} />
      ),
    },
  ];
}

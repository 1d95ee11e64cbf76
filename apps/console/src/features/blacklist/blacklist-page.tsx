import { PlusOutlined, StopOutlined } from '@ant-design/icons';
import { type BlacklistEntry, BlacklistInput } from '@zuoxi/contract';
import { Button, Form, Input } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { useEditor } from '../../ui/use-editor.ts';

const blacklistApi = crud('/api/blacklist');

const fieldOf = { 'blacklist.numberTaken': 'number' };

export default function BlacklistPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const editor = useEditor<BlacklistEntry, BlacklistInput, BlacklistEntry>({
    queryKey: 'blacklist',
    save: (input, row) => (row ? blacklistApi.update(row.id, input) : blacklistApi.create(input)),
    nameOf: (input) => input.number,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => blacklistColumns(t, open), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('blacklist.create')}
    </Button>
  );
  return (
    <Page title={t('blacklist.title')} note={t('blacklist.note')} actions={create}>
      <DataList<BlacklistEntry>
        list="blacklist"
        queryKey={['blacklist']}
        control={control}
        fetchPage={blacklistApi.list}
        rowKey={(entry) => entry.id}
        columns={columns}
        empty={{ icon: <StopOutlined />, title: t('blacklist.empty'), hint: t('blacklist.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('blacklist.edit', { number: editor.row.number }) : t('blacklist.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={{ number: editor.row?.number ?? '', note: editor.row?.note ?? '' }}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <Form.Item
          name="number"
          label={t('blacklist.number')}
          extra={t('blacklist.numberHint')}
          rules={[schemaRule(BlacklistInput.shape.number, t('blacklist.number'))]}
        >
          <Input autoFocus inputMode="tel" maxLength={32} />
        </Form.Item>
        <Form.Item name="note" label={t('blacklist.reason')}>
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      </FormDrawer>
    </Page>
  );
}

function blacklistColumns(t: TFunction, edit: (entry: BlacklistEntry) => void): ListColumn<BlacklistEntry>[] {
  return [
    { key: 'number', title: t('blacklist.number'), width: 180, render: (row) => <strong className="num">{row.number}</strong> },
    { key: 'note', title: t('blacklist.reason'), width: 360, render: (row) => row.note },
    { key: 'updatedByName', title: t('blacklist.updatedBy'), width: 140, render: (row) => row.updatedByName ?? t('common.none') },
    { key: 'updatedAt', title: t('blacklist.updatedAt'), width: 170, render: (row) => formatInstant(row.updatedAt, false) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions name={row.number} queryKey="blacklist" onEdit={() => edit(row)} remove={() => blacklistApi.remove(row.id)} />
      ),
    },
  ];
}

import { ContactsOutlined, PlusOutlined } from '@ant-design/icons';
import type { CrmField, Customer, CustomerFieldValue } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { useMe } from '../../app/session.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { CustomerFields, useCrmFields } from './customer-fields.tsx';
import { type CustomerFormValues, numberText, toCustomerInput, toFormValues } from './customer-form.ts';
import { DialNumbers } from './dial-numbers.tsx';

const customersApi = crud('/api/customers');

const fieldOf = { 'customers.numberTaken': 'numbers' };

export default function CustomersPage() {
  const { t } = useTranslation();
  const { role } = useMe();
  const control = useListState([]);
  const fields = useCrmFields();
  const editor = useEditor<Customer, CustomerFormValues, Customer>({
    queryKey: 'customers',
    save: (values, row) => {
      const input = toCustomerInput(values);
      return row ? customersApi.update(row.id, input) : customersApi.create(input);
    },
    nameOf: ({ name }) => name,
    fieldOf,
  });
  const { open } = editor;
  const mayRemove = role !== 'agent';
  const columns = useMemo(() => customerColumns(t, fields, mayRemove, open), [t, fields, mayRemove, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('customers.create')}
    </Button>
  );
  return (
    <Page title={t('customers.title')} actions={create}>
      <DataList<Customer>
        list="customers"
        queryKey={['customers']}
        control={control}
        fetchPage={customersApi.list}
        rowKey={(customer) => customer.id}
        columns={columns}
        searchPlaceholder={t('customers.search')}
        empty={{ icon: <ContactsOutlined />, title: t('customers.empty'), hint: t('customers.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('customers.edit', { name: editor.row.name }) : t('customers.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toFormValues(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <CustomerFields fields={fields} />
      </FormDrawer>
    </Page>
  );
}

function customerColumns(
  t: TFunction,
  fields: readonly CrmField[],
  mayRemove: boolean,
  edit: (customer: Customer) => void,
): ListColumn<Customer>[] {
  return [
    { key: 'name', title: t('customers.name'), width: 140, fixed: 'left', render: (row) => <strong>{row.name}</strong> },
    { key: 'numbers', title: t('customers.numbers'), width: 250, render: (row) => <Numbers customer={row} /> },
    {
      key: 'assignedAgentName',
      title: t('customers.assignedAgent'),
      width: 140,
      render: (row) => row.assignedAgentName ?? <span className="muted">{t('customers.nobody')}</span>,
    },
    ...fields.map(({ id, name }) => ({
      key: id,
      title: name,
      width: 130,
      render: (row: Customer) => fieldText(row.fields[id]),
    })),
    { key: 'createdByName', title: t('customers.createdBy'), width: 120, render: (row) => row.createdByName ?? t('customers.unknown') },
    { key: 'updatedByName', title: t('customers.updatedBy'), width: 120, render: (row) => row.updatedByName ?? t('customers.unknown') },
    { key: 'updatedAt', title: t('customers.updatedAt'), width: 150, render: (row) => formatInstant(row.updatedAt, false) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: mayRemove ? 116 : 84,
      sortable: false,
      render: (row) => (
        <span style={{ display: 'inline-flex', gap: 4 }}>
          <DialNumbers name={row.name} numbers={row.numbers} />
          <RowActions
            name={row.name}
            queryKey="customers"
            hint={t('customers.deleteHint')}
            onEdit={() => edit(row)}
            {...(mayRemove ? { remove: () => customersApi.remove(row.id) } : {})}
          />
        </span>
      ),
    },
  ];
}

function Numbers({ customer }: { customer: Customer }) {
  const text = customer.numbers.map(numberText).join(' · ');
  return (
    <span className="num" title={text}>
      {text}
    </span>
  );
}

function fieldText(value: CustomerFieldValue | undefined): string {
  return Array.isArray(value) ? value.join(' · ') : String(value ?? '');
}

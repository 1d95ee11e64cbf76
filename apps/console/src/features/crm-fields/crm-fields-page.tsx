import { FormOutlined, PlusOutlined } from '@ant-design/icons';
import { type CrmField, CrmFieldInput, CrmFieldKind } from '@zuoxi/contract';
import { Button, Form, Input, Switch } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { inRuleOrder, MoveButtons, type RuleOrder, useRuleOrder } from '../../ui/rule-order.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { useEditor } from '../../ui/use-editor.ts';

const crmFieldsApi = {
  ...crud('/api/crm-fields'),
  order: (ids: string[]) => api.put('/api/crm-fields/order', { body: { ids } }),
};

const fieldOf = { 'crmFields.nameTaken': 'name', 'crmFields.kindFixed': 'kind' };
const fetchPage = inRuleOrder(crmFieldsApi.list);

function toInput(field: CrmField | null): CrmFieldInput {
  if (!field) return { name: '', kind: 'text', options: [], required: false };
  const { id: _id, position: _position, ...input } = field;
  return input;
}

/** 自定义表: what is asked of a customer besides his name and numbers. */
export default function CrmFieldsPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const order = useRuleOrder('crm-fields', crmFieldsApi);
  const editor = useEditor<CrmField, CrmFieldInput, CrmField>({
    queryKey: 'crm-fields',
    // Options that are not shown are not sent.
    save: (values, row) => {
      const input = { ...values, options: values.options ?? [] };
      return row ? crmFieldsApi.update(row.id, input) : crmFieldsApi.create(input);
    },
    nameOf: ({ name }) => name,
    fieldOf,
  });
  const { open } = editor;
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('crmFields.create')}
    </Button>
  );
  return (
    <Page title={t('crmFields.title')} note={t('crmFields.note')} actions={create}>
      <DataList<CrmField>
        list="crmFields"
        queryKey={['crm-fields']}
        control={control}
        fetchPage={fetchPage}
        rowKey={(field) => field.id}
        columns={fieldColumns(t, open, order)}
        empty={{ icon: <FormOutlined />, title: t('crmFields.empty'), hint: t('crmFields.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('crmFields.edit', { name: editor.row.name }) : t('crmFields.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <FieldFields />
      </FormDrawer>
    </Page>
  );
}

function FieldFields() {
  const { t } = useTranslation();
  const kind = CrmFieldKind.catch('text').parse(Form.useWatch('kind', Form.useFormInstance()));
  const choosing = kind === 'choice' || kind === 'choices';
  return (
    <>
      <Form.Item name="name" label={t('crmFields.name')} rules={[schemaRule(CrmFieldInput.shape.name, t('crmFields.name'))]}>
        <Input autoFocus maxLength={40} />
      </Form.Item>
      <Form.Item name="kind" label={t('crmFields.kind')}>
        <Choice options={CrmFieldKind.options.map((value) => ({ value, label: t(`crmFields.kinds.${value}`) }))} />
      </Form.Item>
      {choosing ? (
        <Form.Item
          name="options"
          label={t('crmFields.options')}
          extra={t('crmFields.optionsHint')}
          rules={[{ required: true, message: t('common.required', { field: t('crmFields.options') }) }]}
        >
          <Choice mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、', '\n']} maxCount={50} />
        </Form.Item>
      ) : null}
      <Form.Item name="required" label={t('crmFields.required')} extra={t('crmFields.requiredHint')} valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
    </>
  );
}

function fieldColumns(t: TFunction, edit: (field: CrmField) => void, order: RuleOrder): ListColumn<CrmField>[] {
  return [
    {
      key: 'position',
      title: t('crmFields.position'),
      width: 92,
      render: (row) => <MoveButtons id={row.id} name={row.name} order={order} />,
    },
    { key: 'name', title: t('crmFields.name'), width: 180, render: (row) => <strong>{row.name}</strong> },
    { key: 'kind', title: t('crmFields.kind'), width: 130, render: (row) => t(`crmFields.kinds.${row.kind}`) },
    {
      key: 'required',
      title: t('crmFields.required'),
      width: 110,
      sortable: false,
      render: (row) => <OnOff on={row.required}>{t(row.required ? 'crmFields.required' : 'crmFields.optional')}</OnOff>,
    },
    { key: 'options', title: t('crmFields.options'), width: 360, sortable: false, render: (row) => row.options.join(' · ') },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions
          name={row.name}
          queryKey="crm-fields"
          hint={t('crmFields.deleteHint')}
          onEdit={() => edit(row)}
          remove={() => crmFieldsApi.remove(row.id)}
        />
      ),
    },
  ];
}

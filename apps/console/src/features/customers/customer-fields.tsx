import { useQuery } from '@tanstack/react-query';
import { type CrmField, CustomerInput } from '@zuoxi/contract';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { CrmFieldItem } from './crm-field-item.tsx';
import styles from './customers.module.css';
import { NumberChips, numbersRule } from './number-chips.tsx';

const crmFieldsApi = crud('/api/crm-fields');

const FRESH_MS = 60_000;

/** In the administrator's order. */
export function useCrmFields(): CrmField[] {
  const { data } = useQuery({
    queryKey: ['crm-fields', 'all'],
    queryFn: ({ signal }) => allRows((query, abort) => crmFieldsApi.list({ ...query, sort: 'position' }, abort), signal),
    staleTime: FRESH_MS,
  });
  return data ?? [];
}

/** The fields of a customer: in the drawer of the list, and on the card of a call. */
export function CustomerFields({ fields }: { fields: readonly CrmField[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="name" label={t('customers.name')} required rules={[schemaRule(CustomerInput.shape.name, t('customers.name'))]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="numbers"
        label={t('customers.numbers')}
        required
        tooltip={t('customers.numbersHint')}
        rules={[numbersRule(t('customers.numbers'))]}
        // While one types on, a wrong chip is red; the sentence comes with the submit.
        validateTrigger="onSubmit"
      >
        <NumberChips />
      </Form.Item>
      <Form.Item name="assignedAgentId" label={t('customers.assignedAgent')} tooltip={t('customers.assignedAgentHint')}>
        <AgentSelect />
      </Form.Item>
      <div className={styles.fields}>
        {fields.map((field) => (
          <CrmFieldItem key={field.id} field={field} />
        ))}
      </div>
    </>
  );
}

function AgentSelect({ value, onChange, id }: { value?: string | null; onChange?(id: string | null): void; id?: string }) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({
    queryKey: ['assignable-agents'],
    queryFn: () => api.get('/api/customers/agents'),
    staleTime: FRESH_MS,
  });
  return (
    <Choice<string>
      {...(id === undefined ? {} : { id })}
      value={value ?? null}
      onChange={(next: string | undefined) => onChange?.(next ?? null)}
      options={(data ?? []).map((agent) => ({ value: agent.id, label: `${agent.extension} ${agent.name}` }))}
      placeholder={t('customers.nobody')}
      loading={isPending}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
    />
  );
}

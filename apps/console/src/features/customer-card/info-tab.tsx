import { LockOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { showBesideField } from '../../ui/schema-rule.ts';
import { CustomerFields } from '../customers/customer-fields.tsx';
import { type CustomerFormValues, toCustomerInput, toFormValues } from '../customers/customer-form.ts';
import styles from './card.module.css';
import { type CardProps, useRefreshCard } from './use-card.ts';

const customersApi = crud('/api/customers');

const fieldOf = { 'customers.numberTaken': 'numbers' };

/** 客户信息: filled for whom we know, blank for whom we do not. What was typed stays until it is saved or given up. */
export function InfoTab({ subject, card, drafts }: CardProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<CustomerFormValues>();
  const [error, setError] = useState<unknown>(null);
  const refresh = useRefreshCard();
  const { customer } = card;
  const draft = drafts.of(subject.number)?.info;
  const isTyped = draft !== undefined;
  // Whoever else saves him meanwhile is shown, but never over what was typed here.
  useEffect(() => {
    if (!isTyped) form.setFieldsValue(toFormValues(customer, subject.number));
  }, [isTyped, customer, subject.number, form]);

  const save = useMutation({
    mutationFn: (values: CustomerFormValues) => {
      const input = toCustomerInput(values);
      return customer ? customersApi.update(customer.id, input) : customersApi.create(input);
    },
    onMutate: () => setError(null),
    async onSuccess() {
      await refresh();
      drafts.put(subject, { info: undefined });
      void message.success(t('customerCard.saved'));
    },
    onError(refused) {
      if (!showBesideField(form, refused, fieldOf, t('admin.fieldInvalid'))) setError(refused);
    },
  });
  const discard = () => {
    setError(null);
    form.resetFields();
    drafts.put(subject, { info: undefined });
  };
  return (
    <Form<CustomerFormValues>
      form={form}
      className={styles.tab}
      layout="vertical"
      disabled={!subject.mayEdit || save.isPending}
      initialValues={draft ?? toFormValues(customer, subject.number)}
      onValuesChange={(_part, values: CustomerFormValues) => drafts.put(subject, { info: values })}
      onFinish={save.mutate}
      scrollToFirstError={{ focus: true }}
      autoComplete="off"
    >
      <div className={styles.scroll}>
        {error ? <Alert type="error" showIcon role="alert" title={errorText(error)} style={{ marginBottom: 12 }} /> : null}
        <CustomerFields fields={card.fields} />
      </div>
      <div className={styles.foot}>
        <span className={styles.footNote}>{subject.mayEdit ? isTyped && t('customerCard.unsaved') : <AfterAnswer />}</span>
        {isTyped ? <Button onClick={discard}>{t('customerCard.discard')}</Button> : null}
        <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="save-customer">
          {t('customerCard.submit')}
        </Button>
      </div>
    </Form>
  );
}

function AfterAnswer() {
  const { t } = useTranslation();
  return (
    <>
      <LockOutlined /> {t('customerCard.afterAnswer')}
    </>
  );
}

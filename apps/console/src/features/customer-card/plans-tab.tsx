import { CheckOutlined, DeleteOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { type CallbackPlan, numberKey } from '@zuoxi/contract';
import { Alert, App, Button, Form, Input, Popconfirm, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { formatInstant } from '../../ui/format.ts';
import { DueField, dueRule } from '../callback-plans/due-field.tsx';
import { useFinishPlan, useRefreshPlans } from '../callback-plans/use-finish-plan.ts';
import styles from './card.module.css';
import type { CardProps } from './use-card.ts';

const callbackPlansApi = crud('/api/callback-plans');

interface PlanValues {
  dueAt: string | null;
  note: string;
}

const blank: PlanValues = { dueAt: null, note: '' };

/** 回访计划: when to call him again, and what is planned already (PAN-11). */
export function PlansTab(props: CardProps) {
  const { t } = useTranslation();
  const canBeCalled = numberKey(props.subject.number).length > 1;
  return (
    <div className={styles.scroll}>
      {canBeCalled ? <NewPlan {...props} /> : <div className={styles.caption}>{t('customerCard.planNoNumber')}</div>}
      <OpenPlans plans={props.card.plans} />
    </div>
  );
}

function NewPlan({ subject, card, drafts }: CardProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const refresh = useRefreshPlans();
  const [form] = Form.useForm<PlanValues>();
  const add = useMutation({
    mutationFn: ({ dueAt, note }: PlanValues) =>
      callbackPlansApi.create({
        number: numberKey(subject.number),
        customerId: card.customer?.id ?? null,
        customerName: card.customer?.name ?? subject.name,
        // The form has refused a plan without a time.
        dueAt: dueAt ?? '',
        note,
      }),
    onSuccess() {
      form.setFieldsValue(blank);
      drafts.put(subject, { plan: undefined });
      void message.success(t('customerCard.planSaved'));
      refresh();
    },
  });
  return (
    <Form<PlanValues>
      form={form}
      layout="vertical"
      disabled={add.isPending}
      initialValues={drafts.of(subject.number)?.plan ?? blank}
      onValuesChange={(_part, values: PlanValues) => drafts.put(subject, { plan: values })}
      onFinish={add.mutate}
    >
      <Form.Item
        name="dueAt"
        label={t('customerCard.planTime')}
        rules={[dueRule(t('customerCard.planTime'))]}
        validateTrigger="onSubmit"
        style={{ marginBottom: 12 }}
      >
        <DueField />
      </Form.Item>
      <Form.Item name="note" label={t('customerCard.planNote')} style={{ marginBottom: 8 }}>
        <Input.TextArea rows={2} maxLength={500} placeholder={t('customerCard.planNotePlaceholder')} />
      </Form.Item>
      {add.error ? <Alert type="error" showIcon role="alert" title={errorText(add.error)} style={{ marginBottom: 8 }} /> : null}
      <div className={styles.submit}>
        <Button type="primary" htmlType="submit" loading={add.isPending} data-testid="save-plan">
          {t('customerCard.planAdd')}
        </Button>
      </div>
    </Form>
  );
}

function OpenPlans({ plans }: { plans: readonly CallbackPlan[] }) {
  const { t } = useTranslation();
  if (plans.length === 0) return <div className={styles.caption}>{t('customerCard.planEmpty')}</div>;
  return (
    <>
      <div className={styles.caption}>{t('customerCard.planOpen')}</div>
      <ul className={styles.rows} data-testid="open-plans">
        {plans.map((plan) => (
          <OpenPlan key={plan.id} plan={plan} />
        ))}
      </ul>
    </>
  );
}

function OpenPlan({ plan }: { plan: CallbackPlan }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const finish = useFinishPlan();
  const refresh = useRefreshPlans();
  const remove = useMutation({
    mutationFn: () => callbackPlansApi.remove(plan.id),
    onError: (error) => void message.error(errorText(error)),
    onSettled: refresh,
  });
  const when = formatInstant(plan.dueAt, false);
  return (
    <li className={styles.plan}>
      <div>
        <strong className="num">{when}</strong>
        <div className={styles.content}>{plan.note}</div>
      </div>
      <span>
        <Tooltip title={t('callbackPlans.finish')}>
          <Button
            type="text"
            size="small"
            icon={<CheckOutlined />}
            aria-label={t('callbackPlans.finishWho', { name: when })}
            onClick={() => finish(plan)}
          />
        </Tooltip>
        <Popconfirm
          title={t('admin.deleteTitle', { name: when })}
          okText={t('common.delete')}
          cancelText={t('common.cancel')}
          onConfirm={() => remove.mutate()}
        >
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            loading={remove.isPending}
            aria-label={`${t('common.delete')} ${when}`}
          />
        </Popconfirm>
      </span>
    </li>
  );
}

import { useMutation } from '@tanstack/react-query';
import { type ServiceRecord, ServiceRecordInput } from '@zuoxi/contract';
import { Alert, App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { formatInstant } from '../../ui/format.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import styles from './card.module.css';
import { type CardProps, useRefreshCard } from './use-card.ts';

/** 服务过程: the last 5, and a new one; of a new customer only after he is saved (PAN-10). */
export function ServiceTab({ subject, card, drafts, goToInfo }: CardProps & { goToInfo(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const refresh = useRefreshCard();
  const { customer, serviceRecords } = card;
  const content = drafts.of(subject.number)?.service ?? '';
  const add = useMutation({
    mutationFn: (customerId: string) =>
      api.post('/api/customers/{id}/service-records', { params: { path: { id: customerId } }, body: { content, callId: subject.callId } }),
    async onSuccess() {
      drafts.put(subject, { service: undefined });
      void message.success(t('customerCard.serviceSaved'));
      await refresh();
    },
  });
  const isBlank = !ServiceRecordInput.shape.content.safeParse(content).success;
  return (
    <div className={styles.scroll}>
      {customer ? null : (
        <Alert
          type="info"
          showIcon
          title={t('customerCard.saveFirst')}
          action={
            <Button size="small" onClick={goToInfo}>
              {t('customerCard.goToInfo')}
            </Button>
          }
          style={{ marginBottom: 12 }}
        />
      )}
      <Form layout="vertical" onFinish={() => customer && add.mutate(customer.id)}>
        <Form.Item label={t('customerCard.serviceNew')} htmlFor="service-record" style={{ marginBottom: 8 }}>
          <Input.TextArea
            id="service-record"
            rows={4}
            maxLength={4000}
            value={content}
            disabled={add.isPending}
            placeholder={t('customerCard.servicePlaceholder')}
            onChange={(event) => drafts.put(subject, { service: event.target.value })}
          />
        </Form.Item>
        {add.error ? <Alert type="error" showIcon role="alert" title={errorText(add.error)} style={{ marginBottom: 8 }} /> : null}
        <div className={styles.submit}>
          <ReasonedButton
            type="primary"
            htmlType="submit"
            why={customer ? (isBlank ? t('common.why.enterText') : undefined) : t('customerCard.saveFirst')}
            loading={add.isPending}
            data-testid="save-service"
          >
            {t('customerCard.submit')}
          </ReasonedButton>
        </div>
      </Form>
      <ServiceList records={serviceRecords} />
    </div>
  );
}

function ServiceList({ records }: { records: readonly ServiceRecord[] }) {
  const { t } = useTranslation();
  if (records.length === 0) return <div className={styles.caption}>{t('customerCard.serviceEmpty')}</div>;
  return (
    <>
      <div className={styles.caption}>{t('customerCard.serviceLast', { count: records.length })}</div>
      <ul className={styles.rows} data-testid="service-records">
        {records.map(({ id, createdAt, agentName, content }) => (
          <li key={id} className={styles.record}>
            <div className={styles.small}>
              <span className="num">{formatInstant(createdAt, false)}</span> {agentName ?? t('customerCard.formerAgent')}
            </div>
            <div className={styles.content}>{content}</div>
          </li>
        ))}
      </ul>
    </>
  );
}

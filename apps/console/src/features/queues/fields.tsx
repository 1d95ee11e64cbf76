import { QueueInput } from '@zuoxi/contract';
import { Form, InputNumber, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { schemaRule } from '../../ui/schema-rule.ts';
import styles from './queue-form.module.css';

/** Fields of a queue that are numbers. */
type NumberName =
  | 'ringTimeoutS'
  | 'retryS'
  | 'missesBeforePause'
  | 'wrapUpS'
  | 'wrapUpExtensionS'
  | 'wrapUpExtensions'
  | 'serviceLevelS'
  | 'announceEveryS'
  | 'periodicEveryS'
  | 'maxWaitS'
  | 'maxLength'
  | 'voicemailAfterS'
  | 'callbackAfterS'
  | 'callbackAttempts'
  | 'callbackRetryS'
  | 'callbackExpiryS'
  | 'priority'
  | 'stickyDays'
  | 'stickyWaitS';
type SwitchName =
  | 'recordingEnabled'
  | 'announcePosition'
  | 'announceWait'
  | 'leaveWhenEmpty'
  | 'stickyAgent'
  | 'voicemailEnabled'
  | 'callbackEnabled'
  | 'dispositionRequired';

/** A number with its sentence; the contract says what it may be. */
export function NumberField({ name }: { name: NumberName }) {
  const { t } = useTranslation();
  const label = t(`queues.labels.${name}`);
  return (
    <Form.Item name={name} label={label} extra={t(`queues.hints.${name}`)} rules={[schemaRule(QueueInput.shape[name], label)]}>
      <InputNumber precision={0} suffix={name.endsWith('S') ? t('common.secondsUnit') : null} style={{ width: '100%' }} />
    </Form.Item>
  );
}

export function SwitchField({ name }: { name: SwitchName }) {
  const { t } = useTranslation();
  return (
    <div className={styles.switch}>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch size="small" aria-label={t(`queues.labels.${name}`)} />
      </Form.Item>
      <div>
        {t(`queues.labels.${name}`)}
        <div className={styles.hint}>{t(`queues.hints.${name}`)}</div>
      </div>
    </div>
  );
}

/** Fields side by side. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={styles.pair}>{children}</div>;
}

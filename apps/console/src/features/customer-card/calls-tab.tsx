import type { CustomerCall, CustomerCard } from '@zuoxi/contract';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { AnswerMark } from '../../ui/answer-mark.tsx';
import { formatDuration, formatInstant } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import styles from './card.module.css';
import { useCalls } from './use-card.ts';

/** 通话记录: the last 10 with the customer, whoever had him (PAN-9). */
export function CallsTab({ card }: { card: CustomerCard }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCalls(card.number, card.customer?.id);
  if (!data) {
    if (error) return <ErrorNotice title={t('customerCard.callsFailed')} error={error} onRetry={() => void refetch()} />;
    return <Skeleton active title={false} paragraph={{ rows: 5 }} style={{ padding: 16 }} />;
  }
  if (data.rows.length === 0) return <Notice title={t('customerCard.callsEmpty')} />;
  return (
    <div className={styles.scroll}>
      <div className={styles.caption}>{t('customerCard.callsOf', { shown: data.rows.length, total: data.total })}</div>
      <ul className={styles.rows}>
        {data.rows.map((call) => (
          <CallRow key={call.id} call={call} />
        ))}
      </ul>
    </div>
  );
}

/** Two lines hold the seven columns of the manual: time, type, duration; queue and its number, agent and extension. */
function CallRow({ call }: { call: CustomerCall }) {
  const { t } = useTranslation();
  const queue = call.queueNumber ? `${call.queueName} ${call.queueNumber}` : call.queueName;
  return (
    <li className={styles.call}>
      <span>
        <span className="num">{formatInstant(call.startedAt, false)}</span> <span className="muted">{t(`callType.${call.type}`)}</span>
      </span>
      {call.answer === 'answered' ? <span className="num">{formatDuration(call.talkS)}</span> : <AnswerMark answer={call.answer} />}
      <span className={`${styles.small} ellipsis`}>{queue}</span>
      <span className={styles.small}>
        {call.agentName ?? t('customerCard.nobody')} <span className="num">{call.extension}</span>
      </span>
    </li>
  );
}

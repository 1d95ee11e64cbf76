import type { CallRecord } from '@zuoxi/contract';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { AnswerMark } from '../../ui/answer-mark.tsx';
import { formatDuration, formatInstant } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import styles from './panel.module.css';
import { useHistory } from './use-customer.ts';

export function CustomerHistory({ number }: { number: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useHistory(number);
  if (!data) {
    if (error) return <ErrorNotice title={t('panel.historyFailed')} error={error} onRetry={() => void refetch()} />;
    return <Skeleton active title={false} paragraph={{ rows: 5 }} style={{ padding: 16 }} />;
  }
  if (data.rows.length === 0) return <Notice title={t('panel.historyEmpty')} />;
  return (
    <ul className={styles.history}>
      {data.rows.map((call) => (
        <HistoryRow key={call.id} call={call} />
      ))}
    </ul>
  );
}

/** Two lines hold the seven columns of the manual: time, type, duration; queue and its number, agent and extension. */
function HistoryRow({ call }: { call: CallRecord }) {
  const { t } = useTranslation();
  const queue = call.queueNumber ? `${call.queueName} ${call.queueNumber}` : call.queueName;
  return (
    <li className={styles.historyRow}>
      <div className={styles.historyTop}>
        <span className="num">{formatInstant(call.startedAt, false)}</span>
        <span className="muted">{t(`callType.${call.type}`)}</span>
      </div>
      {call.answer === 'answered' ? <span className="num">{formatDuration(call.talkS)}</span> : <AnswerMark answer={call.answer} />}
      <div className={`${styles.historySub} ellipsis`}>{queue}</div>
      <div className={styles.historySub}>
        {call.agentName ?? t('calls.other')} <span className="num">{call.extension}</span>
      </div>
    </li>
  );
}

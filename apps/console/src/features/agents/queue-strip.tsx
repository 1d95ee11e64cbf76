import { ClockCircleOutlined } from '@ant-design/icons';
import type { QueueStatus } from '@zuoxi/contract';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Elapsed } from '../../ui/timer.tsx';
import styles from './agents.module.css';

interface QueueStripProps {
  queues: readonly QueueStatus[];
  chosen: string | null;
  onChoose(queueId: string | null): void;
}

/** One card for each queue: who waits and since when is what a supervisor looks for first. */
export const QueueStrip = memo(function QueueStrip({ queues, chosen, onChoose }: QueueStripProps) {
  const inOrder = useMemo(() => [...queues].sort((a, b) => a.queueNumber.localeCompare(b.queueNumber)), [queues]);
  if (queues.length === 0) return null;
  return (
    <div className={styles.strip}>
      {inOrder.map((queue) => (
        <button
          key={queue.queueId}
          type="button"
          className={styles.queue}
          aria-pressed={chosen === queue.queueId}
          onClick={() => onChoose(chosen === queue.queueId ? null : queue.queueId)}
        >
          <QueueCard queue={queue} />
        </button>
      ))}
    </div>
  );
});

const QueueCard = memo(function QueueCard({ queue }: { queue: QueueStatus }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={styles.queueHead}>
        <span className="ellipsis" title={queue.queueName}>
          {queue.queueName}
        </span>
        <span className="muted num">{queue.queueNumber}</span>
      </span>
      <span className={styles.figures}>
        <Figure label={t('agents.waiting')} value={queue.waiting} alert={queue.waiting > 0} />
        <Figure label={t('agents.ready')} value={queue.ready} alert={queue.ready === 0 && queue.waiting > 0} />
        <Figure label={t('agents.talking')} value={queue.talking} />
        <Figure label={t('agents.signedIn')} value={queue.signedIn} />
      </span>
      <span className={`${styles.oldest} ${queue.oldestSince ? styles.alert : ''}`}>
        <ClockCircleOutlined /> {t('agents.oldest')} {queue.oldestSince ? <Elapsed since={queue.oldestSince} /> : '—'}
        {queue.callbacks > 0 ? <span className={styles.callbacks}>{t('callbacks.onBoard', { count: queue.callbacks })}</span> : null}
      </span>
    </>
  );
});

function Figure({ label, value, alert = false }: { label: string; value: number; alert?: boolean }) {
  return (
    <span className={styles.figure}>
      <b className={`num ${alert ? styles.alert : ''}`}>{value}</b>
      <span>{label}</span>
    </span>
  );
}

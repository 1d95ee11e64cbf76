import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { AgentStatus, AgentWhy } from '@zuoxi/contract';
import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { reasonText } from '../../ui/reason.ts';
import styles from './why.module.css';

const REFRESH_MS = 3000;

/** For each of an agent's queues: whether he gets its calls at this moment, and what keeps them from him (AGT-9). */
export function WhyDrawer({ agent, onClose }: { agent: AgentStatus | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['why', agent?.accountId],
    queryFn: () => api.get('/api/agents/{id}/why', { params: { path: { id: agent?.accountId ?? '' } } }),
    enabled: agent !== null,
    refetchInterval: REFRESH_MS,
    gcTime: 0,
  });
  return (
    <Drawer
      open={agent !== null}
      onClose={onClose}
      size={460}
      destroyOnHidden
      title={t('why.title', { name: agent ? `${agent.displayName} ${agent.extension}` : '' })}
    >
      {error && !data ? <ErrorNotice title={t('why.failed')} error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton active /> : null}
      {data?.queues.length === 0 ? <Notice title={t('why.noQueues')} /> : null}
      <ul className={styles.queues}>
        {data?.queues.map((queue) => (
          <QueueWhy key={queue.queueId} queue={queue} />
        ))}
      </ul>
    </Drawer>
  );
}

function QueueWhy({ queue }: { queue: AgentWhy['queues'][number] }) {
  const { t } = useTranslation();
  const { why, place, penalty, misses, waiting } = queue;
  const details = [
    penalty > 0 && t('why.penalty', { penalty }),
    misses > 0 && t('why.misses', { count: misses }),
    waiting > 0 && t('why.waiting', { count: waiting }),
  ].filter((text) => text !== false);
  return (
    <li className={styles.queue}>
      <span className={why === null ? styles.gets : styles.getsNone}>{why === null ? <CheckCircleFilled /> : <MinusCircleOutlined />}</span>
      <div>
        <strong>{queue.queueName}</strong>
        <div>{why === null ? t('why.getsCalls', { place: place ?? 1 }) : t('why.getsNone', { why: whyText() })}</div>
        {details.length > 0 ? <div className={styles.details}>{details.join(' · ')}</div> : null}
      </div>
    </li>
  );

  function whyText(): string {
    if (why === null) return '';
    const text = t(`passedOver.${why}`);
    const reason = why === 'notReady' ? reasonText(queue.reason) : null;
    return reason ? t('dryRun.reason', { why: text, reason }) : text;
  }
}

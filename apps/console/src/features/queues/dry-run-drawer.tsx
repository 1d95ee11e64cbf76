import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { Queue } from '@zuoxi/contract';
import { Button, Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { DryRunView } from './dry-run-view.tsx';

/** Asks who would be rung by a caller of the queue at this moment; nobody is. */
export function DryRunDrawer({ queue, onClose }: { queue: Queue | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['queue-dry-run', queue?.id],
    queryFn: () => api.get('/api/queues/{id}/dry-run', { params: { path: { id: queue?.id ?? '' } } }),
    enabled: queue !== null,
    gcTime: 0,
  });
  return (
    <Drawer
      open={queue !== null}
      onClose={onClose}
      size={460}
      destroyOnHidden
      title={t('dryRun.titleOf', { name: queue?.name ?? '' })}
      extra={
        <Button icon={<ReloadOutlined />} loading={isFetching} onClick={() => void refetch()}>
          {t('dryRun.again')}
        </Button>
      }
    >
      {error && !data ? <ErrorNotice title={t('dryRun.failed')} error={error} onRetry={() => void refetch()} /> : null}
      {data ? <DryRunView result={data} /> : null}
      {!data && !error ? <Skeleton active /> : null}
    </Drawer>
  );
}

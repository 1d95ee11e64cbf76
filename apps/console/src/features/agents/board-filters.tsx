import type { QueueStatus } from '@zuoxi/contract';
import { Select } from 'antd';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchBox } from '../../ui/search-box.tsx';

interface BoardFiltersProps {
  queues: readonly QueueStatus[];
  queueId: string | null;
  search: string;
  onQueue(queueId: string | null): void;
  onSearch(search: string): void;
}

/** Queue and search. On their own, so that they are not drawn anew with every change of an agent. */
export const BoardFilters = memo(function BoardFilters({ queues, queueId, search, onQueue, onSearch }: BoardFiltersProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select<string>
        value={queueId}
        onChange={(chosen) => onQueue(chosen ?? null)}
        options={queues.map((queue) => ({ value: queue.queueId, label: `${queue.queueName} ${queue.queueNumber}` }))}
        placeholder={t('agents.allQueues')}
        aria-label={t('agents.queueFilter')}
        allowClear
        popupMatchSelectWidth={false}
        style={{ width: 150, marginInlineStart: 'auto' }}
      />
      <SearchBox value={search} onSearch={onSearch} placeholder={t('agents.searchPlaceholder')} />
    </>
  );
});

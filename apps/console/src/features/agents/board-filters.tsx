import type { QueueStatus } from '@zuoxi/contract';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';

interface BoardFiltersProps {
  queues: readonly QueueStatus[];
  /** The queues are on their way. */
  loading: boolean;
  queueId: string | null;
  search: string;
  onQueue(queueId: string | null): void;
  onSearch(search: string): void;
}

/** Queue and search. On their own, so that they are not drawn anew with every change of an agent. */
export const BoardFilters = memo(function BoardFilters({ queues, loading, queueId, search, onQueue, onSearch }: BoardFiltersProps) {
  const { t } = useTranslation();
  return (
    <>
      <Choice<string>
        value={queueId}
        loading={loading}
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

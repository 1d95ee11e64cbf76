import { TeamOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgents, useQueueStatuses } from '../../realtime/realtime-context.tsx';
import { useListState } from '../../ui/list-state.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useEvent } from '../../ui/use-event.ts';
import { SupervisionBar } from '../supervision/supervision-bar.tsx';
import { AgentTable } from './agent-table.tsx';
import styles from './agents.module.css';
import { agentStates, type BoardFilter, countStates, matching } from './board.ts';
import { BoardFilters } from './board-filters.tsx';
import { HandFilter } from './hand-filter.tsx';
import { QueueStrip } from './queue-strip.tsx';
import { StateFilter } from './state-filter.tsx';

const filterNames = ['state', 'queue', 'hand'] as const;

/** 坐席状态: queues above, the members below, everything live. */
export default function AgentsPage() {
  const { t } = useTranslation();
  const { rows: agents, loaded, error, retry } = useAgents();
  const { rows: queues, loaded: queuesLoaded } = useQueueStatuses();
  const control = useListState(filterNames);
  const { search, filters } = control.state;
  const filter: BoardFilter = {
    state: agentStates.find((state) => state === filters.state) ?? null,
    queueId: filters.queue ?? null,
    search: useDeferredValue(search),
  };
  const found = useMemo(
    () => matching(agents, { state: null, queueId: filter.queueId, search: filter.search }),
    [agents, filter.queueId, filter.search],
  );
  const counts = useMemo(() => countStates(found), [found]);
  const hands = useMemo(() => found.filter((agent) => agent.handSince !== null).length, [found]);
  const handOnly = filters.hand === '1';
  const shown = useMemo(
    () => found.filter((agent) => (filter.state === null || agent.state === filter.state) && (!handOnly || agent.handSince !== null)),
    [found, filter.state, handOnly],
  );
  const filterQueue = useEvent((queueId: string | null) => control.setFilter('queue', queueId));
  const searchFor = useEvent((next: string) => control.change({ search: next }));

  return (
    <Page title={t('agents.title')} note={loaded ? t('agents.count', { count: agents.length, shown: shown.length }) : null}>
      <SupervisionBar />
      <QueueStrip queues={queues} chosen={filter.queueId} onChoose={filterQueue} />
      <div className={styles.board}>
        <div className={styles.toolbar}>
          <StateFilter counts={counts} total={found.length} chosen={filter.state} onChoose={(state) => control.setFilter('state', state)} />
          <HandFilter count={hands} chosen={handOnly} onChoose={(only) => control.setFilter('hand', only ? '1' : null)} />
          <BoardFilters
            queues={queues}
            loading={!queuesLoaded}
            queueId={filter.queueId}
            search={search}
            onQueue={filterQueue}
            onSearch={searchFor}
          />
        </div>
        {error ? <ErrorNotice title={t('agents.failed')} error={error} onRetry={retry} /> : null}
        {!loaded && !error ? <Skeleton active title={false} paragraph={{ rows: 10 }} style={{ padding: 24 }} /> : null}
        {loaded && shown.length === 0 ? <Nobody narrowed={control.narrowed} onReset={control.reset} /> : null}
        {loaded && shown.length > 0 ? <AgentTable agents={shown} /> : null}
      </div>
    </Page>
  );
}

function Nobody({ narrowed, onReset }: { narrowed: boolean; onReset: () => void }) {
  const { t } = useTranslation();
  if (!narrowed) return <Notice icon={<TeamOutlined />} title={t('agents.empty')} hint={t('agents.emptyHint')} />;
  return <Notice title={t('agents.emptyFilter')} action={<Button onClick={onReset}>{t('common.reset')}</Button>} />;
}

import type { AgentStatus } from '@zuoxi/contract';
import { Table, type TableColumnType } from 'antd';
import type { TFunction } from 'i18next';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/session.tsx';
import { DoNotDisturbTag } from '../../ui/do-not-disturb-tag.tsx';
import { formatTimeOfDay } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { StateTag } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { useEvent } from '../../ui/use-event.ts';
import { useHeight } from '../../ui/use-height.ts';
import { HandIcon } from '../supervision/hand-icon.tsx';
import { ActionCell } from './action-cell.tsx';
import { AgentName } from './agent-name.tsx';
import styles from './agents.module.css';
import { type BoardSort, sorted } from './board.ts';
import { useAgentActions } from './use-agent-actions.tsx';
import { WhyDrawer } from './why-drawer.tsx';

const HEADER_HEIGHT = 38;

/** Only the rows in sight are drawn, and of those only the ones that changed: 500 agents stay smooth. */
export function AgentTable({ agents }: { agents: readonly AgentStatus[] }) {
  const { t } = useTranslation();
  const [ref, height] = useHeight();
  const [sort, setSort] = useState<{ by: BoardSort; order: 'asc' | 'desc' }>({ by: 'extension', order: 'asc' });
  const rows = useMemo(() => sorted(agents, sort.by, sort.order), [agents, sort]);
  const [asked, setAsked] = useState<AgentStatus | null>(null);
  const { perform, dialog } = useAgentActions();
  const { accountId, extension } = useMe();
  const hasPhone = extension !== null;
  // Must not change while the board lives: the cells are drawn anew only with their agent.
  const stablePerform = useEvent(perform);
  const columns = useMemo(() => {
    const onlooker = { accountId, hasPhone };
    const actions = (agent: AgentStatus) => <ActionCell agent={agent} onlooker={onlooker} perform={stablePerform} onWhy={setAsked} />;
    return boardColumns(t, actions);
  }, [t, accountId, hasPhone, stablePerform]);
  const withOrder = columns.map((column) =>
    column.key === sort.by ? { ...column, sortOrder: sort.order === 'asc' ? ('ascend' as const) : ('descend' as const) } : column,
  );
  return (
    <div className={styles.table} ref={ref}>
      {height > 0 ? (
        <Table<AgentStatus>
          virtual
          size="small"
          rowKey="accountId"
          columns={withOrder}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 1134, y: height - HEADER_HEIGHT }}
          showSorterTooltip={false}
          onRow={boardRow}
          onChange={(_page, _filters, sorter) => {
            const chosen = Array.isArray(sorter) ? sorter[0] : sorter;
            const by = sortKeys.find((key) => key === chosen?.columnKey);
            if (by && chosen?.order) setSort({ by, order: chosen.order === 'ascend' ? 'asc' : 'desc' });
            else setSort({ by: 'extension', order: 'asc' });
          }}
        />
      ) : null}
      {dialog}
      <WhyDrawer agent={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

const sortKeys: readonly BoardSort[] = ['extension', 'displayName', 'state', 'since'];

function boardRow(agent: AgentStatus): React.HTMLAttributes<HTMLElement> & { 'data-testid': string } {
  return { 'data-testid': `board-row-${agent.extension}` };
}

/** A row's object stays the same until the agent changes. */
const changed = (next: AgentStatus, before: AgentStatus): boolean => next !== before;

function boardColumns(t: TFunction, actions: (agent: AgentStatus) => ReactNode): TableColumnType<AgentStatus>[] {
  const sortable = { sorter: true, sortOrder: null };
  const cell = { ellipsis: true, shouldCellUpdate: changed };
  return [
    { ...cell, ...sortable, key: 'extension', title: t('agents.extension'), width: 76, render: (_v, agent) => agent.extension },
    { ...cell, ...sortable, key: 'displayName', title: t('agents.name'), width: 116, render: (_v, agent) => <NameCell agent={agent} /> },
    { ...cell, key: 'phone', title: t('agents.phone'), width: 136, render: (_v, agent) => <PhoneCell agent={agent} /> },
    { ...cell, ...sortable, key: 'state', title: t('agents.state'), width: 140, render: (_v, agent) => <StateCell agent={agent} /> },
    {
      ...cell,
      ...sortable,
      key: 'since',
      title: t('agents.since'),
      width: 92,
      align: 'right',
      render: (_v, agent) => <Elapsed since={agent.since} />,
    },
    { ...cell, key: 'with', title: t('agents.with'), width: 138, render: (_v, agent) => <WithCell agent={agent} /> },
    {
      ...cell,
      key: 'queue',
      title: t('agents.queue'),
      width: 100,
      render: (_v, agent) => (agent.callId ? (agent.queueName ?? t('agents.direct')) : ''),
    },
    {
      ...cell,
      key: 'supervisors',
      title: t('supervision.supervisedBy'),
      width: 116,
      render: (_v, agent) => <SupervisorsCell agent={agent} />,
    },
    { ...cell, key: 'actions', title: t('supervision.actions'), width: 220, fixed: 'end', render: (_v, agent) => actions(agent) },
  ];
}

const NameCell = memo(function NameCell({ agent }: { agent: AgentStatus }) {
  return (
    <span className={styles.nameCell}>
      <AgentName agent={agent} />
      {agent.handSince ? <Hand since={agent.handSince} /> : null}
    </span>
  );
});

function Hand({ since }: { since: string }) {
  const { t } = useTranslation();
  return <HandIcon title={t('supervision.handSince', { time: formatTimeOfDay(since) })} />;
}

/** Ready in some of his queues only: in how many. */
const StateCell = memo(function StateCell({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const ready = agent.queues.filter((queue) => queue.ready).length;
  return (
    <>
      <StateTag state={agent.state} reason={agent.reason} />
      {agent.state === 'idle' && ready < agent.queues.length ? (
        <span className="muted"> {t('agents.readyIn', { ready, total: agent.queues.length })}</span>
      ) : null}
    </>
  );
});

const SupervisorsCell = memo(function SupervisorsCell({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const texts = agent.supervisors.map(({ name, mode }) => t('supervision.supervisor', { name, mode: t(`supervision.${mode}`) }));
  return <span title={texts.join('、')}>{texts.join('、')}</span>;
});

const PhoneCell = memo(function PhoneCell({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`phoneType.${agent.phoneType}`)}
      {agent.phoneOnline ? null : <span className="muted"> · {t('agents.phoneOffline')}</span>}
      {agent.doNotDisturb ? <DoNotDisturbTag compact /> : null}
    </>
  );
});

const WithCell = memo(function WithCell({ agent }: { agent: AgentStatus }) {
  if (!agent.withNumber) return null;
  return (
    <>
      <PhoneNumber number={agent.withNumber} />
      {agent.withName ? <span className="muted"> {agent.withName}</span> : null}
    </>
  );
});

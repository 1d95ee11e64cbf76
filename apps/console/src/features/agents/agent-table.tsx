import { QuestionCircleOutlined } from '@ant-design/icons';
import type { AgentStatus } from '@zuoxi/contract';
import { Button, Table, type TableColumnType } from 'antd';
import type { TFunction } from 'i18next';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DoNotDisturbTag } from '../../ui/do-not-disturb-tag.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { StateTag } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { useHeight } from '../../ui/use-height.ts';
import { AgentName } from './agent-name.tsx';
import styles from './agents.module.css';
import { type BoardSort, sorted } from './board.ts';
import { WhyDrawer } from './why-drawer.tsx';

const HEADER_HEIGHT = 38;

/** Only the rows in sight are drawn, and of those only the ones that changed: 500 agents stay smooth. */
export function AgentTable({ agents }: { agents: readonly AgentStatus[] }) {
  const { t } = useTranslation();
  const [ref, height] = useHeight();
  const [sort, setSort] = useState<{ by: BoardSort; order: 'asc' | 'desc' }>({ by: 'extension', order: 'asc' });
  const rows = useMemo(() => sorted(agents, sort.by, sort.order), [agents, sort]);
  const [asked, setAsked] = useState<AgentStatus | null>(null);
  const columns = useMemo(() => boardColumns(t, setAsked), [t]);
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
          scroll={{ x: 1140, y: height - HEADER_HEIGHT }}
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

function boardColumns(t: TFunction, ask: (agent: AgentStatus) => void): TableColumnType<AgentStatus>[] {
  const sortable = { sorter: true, sortOrder: null };
  const cell = { ellipsis: true, shouldCellUpdate: changed };
  return [
    { ...cell, ...sortable, key: 'extension', title: t('agents.extension'), width: 90, render: (_v, agent) => agent.extension },
    { ...cell, ...sortable, key: 'displayName', title: t('agents.name'), width: 130, render: (_v, agent) => <AgentName agent={agent} /> },
    { ...cell, key: 'phone', title: t('agents.phone'), width: 210, render: (_v, agent) => <PhoneCell agent={agent} /> },
    {
      ...cell,
      ...sortable,
      key: 'state',
      title: t('agents.state'),
      width: 150,
      render: (_v, agent) => <StateTag state={agent.state} reason={agent.reason} />,
    },
    {
      ...cell,
      ...sortable,
      key: 'since',
      title: t('agents.since'),
      width: 100,
      align: 'right',
      render: (_v, agent) => <Elapsed since={agent.since} />,
    },
    { ...cell, key: 'with', title: t('agents.with'), width: 190, render: (_v, agent) => <WithCell agent={agent} /> },
    {
      ...cell,
      key: 'queue',
      title: t('agents.queue'),
      width: 120,
      render: (_v, agent) => (agent.callId ? (agent.queueName ?? t('agents.direct')) : ''),
    },
    { ...cell, key: 'queues', title: t('agents.queues'), width: 100, render: (_v, agent) => <ReadyCell agent={agent} /> },
    {
      ...cell,
      key: 'why',
      title: '',
      width: 70,
      render: (_v, agent) => (
        <Button
          type="text"
          size="small"
          icon={<QuestionCircleOutlined />}
          aria-label={`${t('why.button')} ${agent.displayName}`}
          title={t('why.button')}
          onClick={() => ask(agent)}
        />
      ),
    },
  ];
}

const PhoneCell = memo(function PhoneCell({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`phoneType.${agent.phoneType}`)}
      <span className="muted"> · {t(agent.phoneOnline ? 'agents.phoneOnline' : 'agents.phoneOffline')}</span>
      {agent.doNotDisturb ? <DoNotDisturbTag /> : null}
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

const ReadyCell = memo(function ReadyCell({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const ready = agent.queues.filter((queue) => queue.ready).length;
  return <span className={ready === 0 ? 'muted' : ''}>{t('agents.readyIn', { ready, total: agent.queues.length })}</span>;
});

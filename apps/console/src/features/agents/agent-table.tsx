import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { AgentStatus } from '@zuoxi/contract';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/session.tsx';
import { useEvent } from '../../ui/use-event.ts';
import { AgentRow } from './agent-row.tsx';
import styles from './agents.module.css';
import { type BoardSort, sorted } from './board.ts';
import { useAgentActions } from './use-agent-actions.tsx';
import { WhyDrawer } from './why-drawer.tsx';

/** As in the style sheet. */
const ROW_HEIGHT = 39;
/** Drawn besides those in sight, so that scrolling shows no gaps. */
const OVERSCAN = 12;

interface Order {
  by: BoardSort;
  order: 'asc' | 'desc';
}

const byExtension: Order = { by: 'extension', order: 'asc' };

/** Only the rows in sight are drawn, and of those only the ones that changed: 500 agents stay smooth at 50 changes a second. */
export function AgentTable({ agents }: { agents: readonly AgentStatus[] }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState(byExtension);
  const [asked, setAsked] = useState<AgentStatus | null>(null);
  const rows = useMemo(() => sorted(agents, sort.by, sort.order), [agents, sort]);
  const { perform, dialog } = useAgentActions();
  const { accountId, extension } = useMe();
  const hasPhone = extension !== null;
  const onlooker = useMemo(() => ({ accountId, hasPhone }), [accountId, hasPhone]);
  // Must not change while the board lives: rows are drawn anew only with their agent.
  const stablePerform = useEvent(perform);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  return (
    <div className={styles.table}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot leave out the rows that are out of sight */}
      <div className={styles.scroller} ref={scroller} role="table" aria-rowcount={rows.length + 1} aria-label={t('agents.title')}>
        <Head sort={sort} onSort={setSort} />
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="rowgroup">
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const agent = rows[index];
            if (!agent) return null;
            return (
              <AgentRow
                key={agent.accountId}
                agent={agent}
                position={index}
                top={start}
                onlooker={onlooker}
                perform={stablePerform}
                onWhy={setAsked}
              />
            );
          })}
        </div>
      </div>
      {dialog}
      <WhyDrawer agent={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

function Head({ sort, onSort }: { sort: Order; onSort: (sort: Order) => void }) {
  const { t } = useTranslation();
  const sortable = (by: BoardSort, title: string) => <SortedHead by={by} title={title} sort={sort} onSort={onSort} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons are
    <div className={`${styles.row} ${styles.head}`} role="row" aria-rowindex={1}>
      {sortable('extension', t('agents.extension'))}
      {sortable('displayName', t('agents.name'))}
      <HeadCell>{t('agents.phone')}</HeadCell>
      {sortable('state', t('agents.state'))}
      {sortable('since', t('agents.since'))}
      <HeadCell>{t('agents.with')}</HeadCell>
      <HeadCell>{t('agents.queue')}</HeadCell>
      <HeadCell>{t('supervision.supervisedBy')}</HeadCell>
      <HeadCell>{t('supervision.actions')}</HeadCell>
    </div>
  );
}

interface HeadCellProps {
  sorted?: 'ascending' | 'descending' | 'none';
  children: ReactNode;
}

function HeadCell({ sorted, children }: HeadCellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <span className={styles.cell} role="columnheader" {...(sorted ? { 'aria-sort': sorted } : {})}>
      {children}
    </span>
  );
}

/** A first click sorts upwards, a second one downwards, a third one by extension again. */
function SortedHead({ by, title, sort, onSort }: { by: BoardSort; title: string; sort: Order; onSort: (sort: Order) => void }) {
  const order = sort.by === by ? sort.order : null;
  const next = (): Order => {
    if (order === null) return { by, order: 'asc' };
    return order === 'asc' ? { by, order: 'desc' } : byExtension;
  };
  return (
    <HeadCell sorted={order === null ? 'none' : order === 'asc' ? 'ascending' : 'descending'}>
      <button type="button" className={styles.sort} onClick={() => onSort(next())}>
        {title}
        <span className={styles.carets} aria-hidden="true">
          <CaretUpFilled className={order === 'asc' ? styles.sortedBy : ''} />
          <CaretDownFilled className={order === 'desc' ? styles.sortedBy : ''} />
        </span>
      </button>
    </HeadCell>
  );
}

import type { AgentStatus } from '@zuoxi/contract';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DoNotDisturbTag } from '../../ui/do-not-disturb-tag.tsx';
import { formatTimeOfDay } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { StateIcon, StateTag } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { HandIcon } from '../supervision/hand-icon.tsx';
import { ActionCell, type ActionCellProps } from './action-cell.tsx';
import { AgentName } from './agent-name.tsx';
import styles from './agents.module.css';
import { supervisorsText } from './supervisors-text.ts';

interface AgentRowProps extends ActionCellProps {
  /** Among all rows, from 0. */
  position: number;
  /** In pixels. */
  top: number;
}

/** Drawn anew when its agent has changed or its place has: a row's object stays the same until then. */
export const AgentRow = memo(function AgentRow({ position, top, ...cells }: AgentRowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot leave out the rows that are out of sight
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons are
    <div
      className={`${styles.row} ${styles.agentRow}`}
      style={{ top }}
      role="row"
      aria-rowindex={position + 2}
      data-testid={`board-row-${cells.agent.extension}`}
    >
      <Cells {...cells} />
    </div>
  );
});

const Cells = memo(function Cells(props: ActionCellProps) {
  const { t } = useTranslation();
  const { agent } = props;
  return (
    <>
      <Cell>
        <span className="num">{agent.extension}</span>
      </Cell>
      <Cell>
        <span className={styles.nameCell}>
          <AgentName agent={agent} />
          {agent.handSince ? <HandIcon title={t('supervision.handSince', { time: formatTimeOfDay(agent.handSince) })} /> : null}
        </span>
      </Cell>
      <Cell>
        <Phone agent={agent} />
      </Cell>
      <Cell>
        <State agent={agent} />
      </Cell>
      <Cell>
        <Elapsed since={agent.since} />
      </Cell>
      <Cell>
        {agent.withNumber ? <PhoneNumber number={agent.withNumber} /> : null} <span className="muted">{agent.withName}</span>
      </Cell>
      <Cell>{agent.callId ? (agent.queueName ?? t('agents.direct')) : null}</Cell>
      <Cell>
        <Supervisors agent={agent} />
      </Cell>
      <Cell>
        <ActionCell {...props} />
      </Cell>
    </>
  );
});

function Cell({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <span className={styles.cell} role="cell">
      {children}
    </span>
  );
}

/** A filled lamp is a phone that can be called; its word is in the details, too. */
function Phone({ agent: { phoneType, phoneOnline, doNotDisturb } }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const text = t(phoneOnline ? 'agents.phoneOnline' : 'agents.phoneOffline');
  return (
    <span className={styles.phone}>
      <span role="img" aria-label={text} title={text}>
        <StateIcon state={phoneOnline ? 'idle' : 'offline'} size={9} />
      </span>
      {t(`phoneType.${phoneType}`)}
      {doNotDisturb ? <DoNotDisturbTag compact /> : null}
    </span>
  );
}

/** Ready in some of his queues only: in how many. */
function State({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const ready = agent.queues.filter((queue) => queue.ready).length;
  const isPartly = agent.state === 'idle' && ready < agent.queues.length;
  return (
    <>
      <StateTag state={agent.state} reason={agent.reason} />
      {isPartly ? <span className="muted"> {t('agents.readyIn', { ready, total: agent.queues.length })}</span> : null}
    </>
  );
}

function Supervisors({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  if (agent.supervisors.length === 0) return null;
  const text = supervisorsText(t, agent);
  return <span title={text}>{text}</span>;
}

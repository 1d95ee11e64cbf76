import type { AgentState } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { reasonText } from './reason.ts';
import styles from './status-lamp.module.css';

/** A shape for each state besides its colour, so that it is told apart without seeing colours. */
const shapes: Readonly<Record<AgentState, React.ReactNode>> = {
  idle: <circle cx="7" cy="7" r="5.5" fill="currentColor" />,
  busy: (
    <>
      <circle cx="7" cy="7" r="5.5" fill="currentColor" />
      <rect x="3.8" y="5.9" width="6.4" height="2.2" rx="1" className={styles.cut} />
    </>
  ),
  ringing: <path d="M7 .9 13.1 7 7 13.1.9 7Z" fill="currentColor" />,
  talking: (
    <path
      d="M2 1.2h10A1.3 1.3 0 0 1 13.3 2.5v6A1.3 1.3 0 0 1 12 9.8H7.4L4.2 13V9.8H2A1.3 1.3 0 0 1 .7 8.5v-6A1.3 1.3 0 0 1 2 1.2Z"
      fill="currentColor"
    />
  ),
  wrapUp: (
    <>
      <circle cx="7" cy="7" r="4.9" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 2.1a4.9 4.9 0 0 1 0 9.8Z" fill="currentColor" />
    </>
  ),
  offline: <circle cx="7" cy="7" r="4.7" fill="none" stroke="currentColor" strokeWidth="1.7" />,
};

const colours: Readonly<Record<AgentState, string | undefined>> = {
  idle: styles.idle,
  busy: styles.busy,
  ringing: styles.ringing,
  talking: styles.talking,
  wrapUp: styles.wrapUp,
  offline: styles.offline,
};

export function StateIcon({ state, size = 12 }: { state: AgentState; size?: number }) {
  return (
    <svg className={`${styles.icon} ${colours[state]}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[state]}
    </svg>
  );
}

/** Shape, colour and word of an agent's state, and the reason beside 忙. */
export function StateTag({ state, reason }: { state: AgentState; reason?: string | null }) {
  const { t } = useTranslation();
  return (
    <span className={`${styles.tag} ${colours[state]}`}>
      <StateIcon state={state} />
      <span>{t(`agentState.${state}`)}</span>
      {state === 'busy' && reason ? <span className={styles.reason}>{reasonText(reason)}</span> : null}
    </span>
  );
}

/** The round lamp of the manual: green = usable, red = not; the red one carries a bar as well. */
export function Lamp({ usable, size = 12 }: { usable: boolean; size?: number }) {
  return <StateIcon state={usable ? 'idle' : 'busy'} size={size} />;
}

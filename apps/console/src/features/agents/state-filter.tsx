import type { AgentState } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { StateIcon } from '../../ui/status-lamp.tsx';
import styles from './agents.module.css';
import { agentStates } from './board.ts';

interface StateFilterProps {
  counts: Readonly<Record<AgentState, number>>;
  total: number;
  chosen: AgentState | null;
  onChoose(state: AgentState | null): void;
}

/** How many are in each state; a click shows only those, a second one all again. */
export function StateFilter({ counts, total, chosen, onChoose }: StateFilterProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.states} aria-label={t('agents.stateFilter')}>
      <button type="button" className={styles.state} aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        {t('common.all')} <b className="num">{total}</b>
      </button>
      {agentStates.map((state) => (
        <button
          key={state}
          type="button"
          className={styles.state}
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? null : state)}
        >
          <StateIcon state={state} /> {t(`agentState.${state}`)} <b className="num">{counts[state]}</b>
        </button>
      ))}
    </fieldset>
  );
}

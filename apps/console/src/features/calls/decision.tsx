import { DecisionDetail } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { candidateFigures } from '../queues/candidate-figures.ts';
import styles from './decision.module.css';

interface DecisionViewProps {
  detail: unknown;
  /** When it was decided. */
  at: string;
}

/** Why this phone was rung and no other: a sentence, and below it everybody who was looked at. */
export function DecisionView({ detail, at }: DecisionViewProps) {
  const { t } = useTranslation();
  const parsed = DecisionDetail.safeParse(detail);
  // Calls of before have none.
  if (!parsed.success) return null;
  const { because, candidates, passedOver } = parsed.data;
  const nameOf = (name: string | null) => name ?? t('decision.unknown');
  return (
    <details className={styles.decision}>
      <summary>{t('decision.because', { because: t(`because.${because}`) })}</summary>
      {candidates.length > 0 ? (
        <>
          <h4>{t('decision.candidates')}</h4>
          <ol className={styles.list}>
            {candidates.map(({ agentId, name, penalty, level, idleSince, calls, talkMs }) => (
              <li key={agentId}>
                {nameOf(name)}{' '}
                <span className="muted">
                  {candidateFigures(t, { penalty, level, idleS: (Date.parse(at) - idleSince) / 1000, calls, talkS: talkMs / 1000 })}
                </span>
              </li>
            ))}
          </ol>
        </>
      ) : null}
      {passedOver.length > 0 ? (
        <>
          <h4>{t('decision.passedOver')}</h4>
          <ul className={styles.list}>
            {passedOver.map(({ agentId, name, why }) => (
              <li key={agentId}>
                {nameOf(name)} <span className="muted">{t(`passedOver.${why}`)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </details>
  );
}

import type { QueueDryRun } from '@zuoxi/contract';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/language.ts';
import { useNow } from '../../ui/clock.ts';
import { formatDuration, formatList } from '../../ui/format.ts';
import { reasonText } from '../../ui/reason.ts';
import { candidateFigures, decisiveFigure } from './candidate-figures.ts';
import styles from './dry-run.module.css';

/** What a caller of the queue would meet now, in sentences: who is rung first and why, and why the others are not. */
export function DryRunView({ result }: { result: QueueDryRun }) {
  const { t } = useTranslation();
  const now = useNow();
  const { strategy, candidates, passedOver, waiting, estimatedWaitS, open } = result;
  const figuresOf = (one: QueueDryRun['candidates'][number]) => ({ ...one, idleS: (now - Date.parse(one.idleSince)) / 1000 });
  return (
    <div className={styles.view} data-testid="queue-dry-run">
      <Alert type={open && candidates.length > 0 ? 'success' : 'warning'} showIcon title={sentence()} description={waitText()} />
      {candidates.length > 0 ? (
        <section>
          <h4>{t('dryRun.order')}</h4>
          <ol>
            {candidates.map((one) => (
              <li key={one.agentId}>
                <strong>{one.name}</strong> <span className="num muted">{one.extension}</span>
                <div className={styles.figures}>{candidateFigures(t, figuresOf(one))}</div>
              </li>
            ))}
          </ol>
          {strategy === 'ringAll' ? null : <p className={styles.note}>{t('dryRun.orderNote')}</p>}
        </section>
      ) : null}
      {passedOver.length > 0 ? (
        <section>
          <h4>{t('dryRun.notChosen')}</h4>
          <ul>
            {passedOver.map(({ agentId, name, extension, why, reason }) => (
              <li key={agentId}>
                {name} <span className="num muted">{extension}</span> <span className={styles.why}>{whyText(why, reason)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );

  function sentence(): string {
    if (!open) return t('dryRun.closed');
    const [first] = candidates;
    if (!first) return t('dryRun.nobody');
    const because = t(`because.${strategy}`);
    if (strategy === 'ringAll') {
      // Those of the lowest penalty ring together.
      const names = candidates.filter(({ penalty }) => penalty === first.penalty).map(({ name }) => name);
      return t('dryRun.all', { names: formatList(names, currentLanguage()), because });
    }
    return t('dryRun.first', { name: first.name, figure: decisiveFigure(t, strategy, figuresOf(first)), because });
  }

  function waitText(): string | null {
    const parts = [
      waiting > 0 && t('dryRun.afterWaiting', { count: waiting }),
      candidates.length === 0 && estimatedWaitS !== null && t('dryRun.wait', { time: formatDuration(estimatedWaitS) }),
    ].filter((text) => text !== false);
    return parts.length > 0 ? parts.join(' · ') : null;
  }

  function whyText(why: QueueDryRun['passedOver'][number]['why'], reason: string | null): string {
    const text = t(`passedOver.${why}`);
    const own = why === 'notReady' ? reasonText(reason) : null;
    return own ? t('dryRun.reason', { why: text, reason: own }) : text;
  }
}

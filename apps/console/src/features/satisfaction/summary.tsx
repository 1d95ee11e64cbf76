import { useQuery } from '@tanstack/react-query';
import type { SatisfactionQuery } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { formatPercent } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './satisfaction.module.css';

const percent = (share: number | null): string => (share === null ? '—' : formatPercent(share));

/** Counts and shares over all that the filters leave, with what each share is a share of. */
export function Summary({ query }: { query: Partial<SatisfactionQuery> }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['satisfaction', 'summary', query],
    queryFn: ({ signal }) => api.get('/api/satisfaction/summary', { params: { query }, signal }),
    placeholderData: (before) => before,
  });
  if (error && !data) return <ErrorNotice title={t('satisfaction.summaryFailed')} error={error} onRetry={() => void refetch()} />;
  const levels = data?.levels ?? [];
  const reasons = data?.reasons ?? [];
  return (
    <div className={styles.summary} data-testid="satisfaction-summary">
      <Figure
        label={t('satisfaction.responseRate')}
        value={data ? percent(data.responseRate) : '—'}
        hint={data ? t('satisfaction.ofAsked', { asked: data.asked, answered: data.answered }) : ''}
      />
      {levels.map(({ level, count, share }) => (
        <Figure
          key={level}
          label={t(`satisfaction.levels.${level}`)}
          value={String(count)}
          hint={t('satisfaction.ofAnswers', { share: percent(share) })}
        />
      ))}
      {reasons.map(({ reason, count, share }) => (
        <Figure
          key={reason}
          label={t(`satisfaction.reasons.${reason}`)}
          value={String(count)}
          hint={t('satisfaction.ofDissatisfied', { share: percent(share) })}
        />
      ))}
    </div>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <div className={styles.figure}>
      <span className="ellipsis" title={label}>
        {label}
      </span>
      <b className="num">{value}</b>
      <span className="ellipsis" title={hint}>
        {hint}
      </span>
    </div>
  );
}

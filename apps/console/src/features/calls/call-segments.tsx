import type { CallSegment } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatTimeOfDay } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import styles from './calls.module.css';

/** Who took part, in what part, and how long each had the customer. */
export function CallSegments({ segments }: { segments: readonly CallSegment[] }) {
  const { t } = useTranslation();
  return (
    <table className={styles.segments} aria-label={t('calls.segments')}>
      <thead>
        <tr>
          <th>{t('segment.who')}</th>
          <th>{t('segment.role')}</th>
          <th>{t('segment.from')}</th>
          <th>{t('segment.to')}</th>
          <th className={styles.figure}>{t('segment.talk')}</th>
          <th className={styles.figure}>{t('segment.hold')}</th>
        </tr>
      </thead>
      <tbody>
        {segments.map((segment) => (
          <tr key={segment.position}>
            <td>
              {segment.agentName === null ? null : `${segment.agentName} `}
              <span className={segment.agentName === null ? 'num' : 'num muted'}>
                <PhoneNumber number={segment.number} />
              </span>
            </td>
            <td>{t(`segmentRole.${segment.role}`)}</td>
            <td className="num">{formatTimeOfDay(segment.startedAt)}</td>
            <td className="num">{formatTimeOfDay(segment.endedAt)}</td>
            <td className={`num ${styles.figure}`}>{formatDuration(segment.talkS)}</td>
            <td className={`num ${styles.figure}`}>{formatDuration(segment.holdS)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

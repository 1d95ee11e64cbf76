import type { CallDetail } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatTimeOfDay } from '../../ui/format.ts';
import styles from './calls.module.css';
import { DecisionView } from './decision.tsx';
import { eventDetail, eventSentence } from './event-text.ts';

interface CallTimelineProps {
  events: CallDetail['events'];
  startedAt: string;
}

/** What happened, when, and how far into the call. */
export function CallTimeline({ events, startedAt }: CallTimelineProps) {
  const { t } = useTranslation();
  if (events.length === 0) return <p className="muted">{t('calls.timelineEmpty')}</p>;
  const start = Date.parse(startedAt);
  return (
    <ol className={styles.timeline}>
      {events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the events of an ended call do not change
        <li key={index}>
          <span className={`num ${styles.at}`}>{formatTimeOfDay(event.at)}</span>
          <span className={styles.dot} />
          <span>
            <span className={styles.event}>{eventSentence(event)}</span>
            <span className={styles.eventDetail}>{eventDetail(event)}</span>
            {event.type === 'offered' ? <DecisionView detail={event.detail} at={event.at} /> : null}
          </span>
          <span className={`num muted ${styles.offset}`}>+{formatDuration((Date.parse(event.at) - start) / 1000)}</span>
        </li>
      ))}
    </ol>
  );
}

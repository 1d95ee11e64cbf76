import type { CallDetail } from '@zuoxi/contract';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { zh } from '../../i18n/zh.ts';
import { formatDuration, formatTimeOfDay } from '../../ui/format.ts';
import styles from './calls.module.css';

type KnownEvent = keyof typeof zh.callEvent;
const isKnown = (type: string): type is KnownEvent => Object.hasOwn(zh.callEvent, type);

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
            <span className={styles.event}>{eventText(event.type)}</span>
            {event.agentName ? <span> {event.agentName}</span> : null}
            <span className={styles.eventDetail}>{detailText(event.detail)}</span>
          </span>
          <span className={`num muted ${styles.offset}`}>+{formatDuration((Date.parse(event.at) - start) / 1000)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Events the console does not know by name (yet) are shown as they are called. */
function eventText(type: string): string {
  return isKnown(type) ? i18next.t(`callEvent.${type}`) : type;
}

const isReason = (value: unknown): value is keyof typeof zh.endReason => typeof value === 'string' && Object.hasOwn(zh.endReason, value);

/** The values worth reading: words and numbers; ids and nested data are for the log. */
function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([key, value]) => !/id$/i.test(key) && (typeof value === 'string' || typeof value === 'number'))
    .map(([, value]) => (isReason(value) ? i18next.t(`endReason.${value}`) : String(value)))
    .join(' · ');
}

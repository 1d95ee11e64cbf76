import { type CallDetail, QualityDetail } from '@zuoxi/contract';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { zh } from '../../i18n/zh.ts';
import { formatDuration, formatPercent, formatTimeOfDay } from '../../ui/format.ts';
import styles from './calls.module.css';
import { DecisionView } from './decision.tsx';

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
            <span className={styles.eventDetail}>{detailText(event.type, event.detail)}</span>
            {event.type === 'offered' ? <DecisionView detail={event.detail} at={event.at} /> : null}
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

/** A word of one of the translated lists, or nothing. */
function wordOf<Word extends string>(words: Readonly<Record<Word, string>>, value: unknown): Word | null {
  // Object.hasOwn has checked it.
  return typeof value === 'string' && Object.hasOwn(words, value) ? (value as Word) : null;
}

/** What is worth reading in the detail of a fact; ids and names of files are for the log. */
function detailText(type: string, detail: Readonly<Record<string, unknown>>): string {
  const callType = type === 'started' ? wordOf(zh.callType, detail.callType) : null;
  const outcome = type === 'offerEnded' ? wordOf(zh.offerOutcome, detail.outcome) : null;
  const reason = type === 'ended' ? wordOf(zh.endReason, detail.reason) : null;
  const endedBy = type === 'ended' ? wordOf(zh.endedBy, detail.endedBy) : null;
  const quality = type === 'quality' ? qualityText(detail) : null;
  const number =
    (type.startsWith('transfer') || type === 'outsideDialled' || type === 'forwarded') && typeof detail.number === 'string'
      ? `→ ${detail.number}`
      : null;
  const parts = [
    quality,
    number,
    callType && i18next.t(`callType.${callType}`),
    outcome && i18next.t(`offerOutcome.${outcome}`),
    reason && i18next.t(`endReason.${reason}`),
    endedBy && i18next.t(`endedBy.${endedBy}`),
    afterCallText(type, detail),
    (type === 'recordingFinished' || type === 'messageFinished') &&
      typeof detail.durationMs === 'number' &&
      formatDuration(detail.durationMs / 1000),
    type === 'flowInput' && typeof detail.digits === 'string' && detail.digits,
    (type === 'recordingFailed' || type === 'messageFailed') && typeof detail.problem === 'string' && detail.problem,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What became of a place in a queue, of the survey, of a callback. */
function afterCallText(type: string, detail: Readonly<Record<string, unknown>>): string {
  const left = type === 'leftQueue' ? wordOf(zh.queueOutcome, detail.outcome) : null;
  const level = type === 'surveyAnswered' ? wordOf(zh.satisfaction.levels, detail.level) : null;
  const reason = type === 'surveyAnswered' ? wordOf(zh.satisfaction.reasons, detail.reason) : null;
  const callback = type === 'callbackEnded' ? wordOf(zh.callbacks.states, detail.state) : null;
  const parts = [
    left && i18next.t(`queueOutcome.${left}`),
    level && i18next.t(`satisfaction.levels.${level}`),
    reason && i18next.t(`satisfaction.reasons.${reason}`),
    callback && i18next.t(`callbacks.states.${callback}`),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** `客户侧 · MOS 4.31 · 丢包 收0.2% 发0% · 抖动 3ms · 往返 12ms`: what came from the party; of what it heard, losses only. */
function qualityText(detail: Readonly<Record<string, unknown>>): string {
  const parsed = QualityDetail.safeParse(detail);
  if (!parsed.success) return '';
  const { party, quality } = parsed.data;
  const lossOf = ({ packets, lost }: { packets: number; lost: number }) => formatPercent(packets + lost > 0 ? lost / (packets + lost) : 0);
  const parts = [
    i18next.t(`callQuality.${party}`),
    quality.received.mos !== null && `MOS ${quality.received.mos.toFixed(2)}`,
    i18next.t('callQuality.loss', { in: lossOf(quality.received), out: lossOf(quality.sent) }),
    i18next.t('callQuality.jitter', { ms: Math.round(quality.received.jitterMs) }),
    quality.roundTripMs > 0 && i18next.t('callQuality.roundTrip', { ms: Math.round(quality.roundTripMs) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

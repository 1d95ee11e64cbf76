import { type CallDetail, QualityDetail } from '@zuoxi/contract';
import i18next from 'i18next';
import { zh as shared } from '../../i18n/zh.ts';
import { formatDuration, formatPercent } from '../../ui/format.ts';
import { zh as ofCallbacks } from '../callbacks/texts.zh.ts';
import { zh as ofSatisfaction } from '../satisfaction/texts.zh.ts';
import { zh } from './texts.zh.ts';

type CallEvent = CallDetail['events'][number];
type Detail = CallEvent['detail'];
type KnownEvent = keyof typeof zh.callEvent;
const isKnown = (type: string): type is KnownEvent => Object.hasOwn(zh.callEvent, type);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What happened, with the names of those it happened to. Events the console does not know (yet) are shown as they are called. */
export function eventSentence({ type, agentName, detail }: CallEvent): string {
  if (!isKnown(type)) return type;
  const number = textOf(detail.number) ?? i18next.t('outsideParty');
  return i18next
    .t(`callEvent.${type}`, {
      agent: agentName ?? number,
      to: textOf(detail.toAgentName) ?? textOf(detail.queueName) ?? number,
      from: textOf(detail.fromAgentName) ?? '',
      supervisor: textOf(detail.supervisorName) ?? i18next.t('endedBy.supervisor'),
      queue: textOf(detail.queueName) ?? '',
      number,
    })
    .trim();
}

/** A word of a translated list, or nothing. */
function wordOf<Word extends string>(words: Readonly<Record<Word, string>>, value: unknown, say: (word: Word) => string): string | null {
  // Object.hasOwn has checked it.
  return typeof value === 'string' && Object.hasOwn(words, value) ? say(value as Word) : null;
}

/** The words that facts use, in the console's language. */
const say = {
  callType: (value: unknown) => wordOf(zh.callType, value, (word) => i18next.t(`callType.${word}`)),
  offerOutcome: (value: unknown) => wordOf(zh.offerOutcome, value, (word) => i18next.t(`offerOutcome.${word}`)),
  queueOutcome: (value: unknown) => wordOf(zh.queueOutcome, value, (word) => i18next.t(`queueOutcome.${word}`)),
  consultOutcome: (value: unknown) => wordOf(zh.consultOutcome, value, (word) => i18next.t(`consultOutcome.${word}`)),
  talkingWith: (value: unknown) => wordOf(zh.talkingWith, value, (word) => i18next.t(`talkingWith.${word}`)),
  forwardedWhen: (value: unknown) => wordOf(zh.forwardedWhen, value, (word) => i18next.t(`forwardedWhen.${word}`)),
  endReason: (value: unknown) => wordOf(zh.endReason, value, (word) => i18next.t(`endReason.${word}`)),
  endedBy: (value: unknown) => wordOf(zh.endedBy, value, (word) => i18next.t(`endedBy.${word}`)),
  mode: (value: unknown) => wordOf(shared.inCall.modes, value, (word) => i18next.t(`inCall.modes.${word}`)),
  level: (value: unknown) => wordOf(ofSatisfaction.satisfaction.levels, value, (word) => i18next.t(`satisfaction.levels.${word}`)),
  levelReason: (value: unknown) => wordOf(ofSatisfaction.satisfaction.reasons, value, (word) => i18next.t(`satisfaction.reasons.${word}`)),
  callbackState: (value: unknown) => wordOf(ofCallbacks.callbacks.states, value, (word) => i18next.t(`callbacks.states.${word}`)),
};

const lengthOf = ({ durationMs }: Detail) => [typeof durationMs === 'number' ? formatDuration(durationMs / 1000) : null];
const problemOf = ({ problem }: Detail) => [textOf(problem)];

/** What is worth reading besides; ids and names of files are for the log. */
const detailParts: Readonly<Partial<Record<KnownEvent, (detail: Detail) => (string | null)[]>>> = {
  started: ({ callType }) => [say.callType(callType)],
  callerKnown: ({ name }) => [textOf(name)],
  customerNamed: ({ name }) => [textOf(name)],
  leftQueue: ({ outcome }) => [say.queueOutcome(outcome)],
  offerEnded: ({ outcome }) => [say.offerOutcome(outcome)],
  forwarded: ({ when }) => [say.forwardedWhen(when)],
  transferFailed: ({ reason }) => [say.endReason(reason)],
  talkingWith: (detail) => [say.talkingWith(detail.with)],
  consultEnded: ({ outcome }) => [say.consultOutcome(outcome) ?? say.endReason(outcome)],
  customerLeft: ({ endedBy }) => [endedByText(endedBy)],
  talkEnded: ({ endedBy }) => [endedByText(endedBy)],
  supervisionStarted: ({ mode }) => [say.mode(mode)],
  supervisionChanged: ({ mode }) => [say.mode(mode)],
  disposed: ({ disposition, note }) => [textOf(disposition), textOf(note)],
  recordingFinished: lengthOf,
  recordingFailed: problemOf,
  messageFinished: lengthOf,
  messageFailed: problemOf,
  surveyAnswered: ({ level, reason }) => [say.level(level), say.levelReason(reason)],
  callbackEnded: ({ state }) => [say.callbackState(state)],
  flowInput: ({ digits }) => [textOf(digits)],
  quality: qualityParts,
  ended: ({ reason, endedBy }) => [say.endReason(reason), endedByText(endedBy)],
};

/** The words below an event's sentence; '' when there is nothing to add. */
export function eventDetail({ type, detail }: CallEvent): string {
  const parts = isKnown(type) ? (detailParts[type]?.(detail) ?? []) : [];
  return parts.filter((part) => part !== null).join(' · ');
}

function endedByText(endedBy: unknown): string | null {
  const who = say.endedBy(endedBy);
  return who && i18next.t('endedByWhom', { who });
}

/** `客户侧 · MOS 4.31 · 丢包 收 0.2% 发 0% · 抖动 3 ms · 往返 12 ms`: what came from the party; of what it heard, losses only. */
function qualityParts(detail: Detail): (string | null)[] {
  const parsed = QualityDetail.safeParse(detail);
  if (!parsed.success) return [];
  const { party, quality } = parsed.data;
  const lossOf = ({ packets, lost }: { packets: number; lost: number }) => formatPercent(packets + lost > 0 ? lost / (packets + lost) : 0);
  return [
    i18next.t(`callQuality.${party}`),
    quality.received.mos === null ? null : `MOS ${quality.received.mos.toFixed(2)}`,
    i18next.t('callQuality.loss', { in: lossOf(quality.received), out: lossOf(quality.sent) }),
    i18next.t('callQuality.jitter', { ms: Math.round(quality.received.jitterMs) }),
    quality.roundTripMs > 0 ? i18next.t('callQuality.roundTrip', { ms: Math.round(quality.roundTripMs) }) : null,
  ];
}

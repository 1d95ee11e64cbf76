import { LISTEN, startDialogue } from '../../parts/dialogue.ts';
import { startMusic, stopMusic } from '../../parts/queue-music.ts';
import { shipped, spokenCount, spokenNumber } from '../../parts/spoken.ts';
import type { QueueConfig } from '../../port/directory.ts';
import { estimatedWaitMs, queueMemory, serversOf } from '../../rules/queue-memory.ts';
import { leaveQueue } from '../../rules/queue-place.ts';
import type { Step } from '../../rules/step.ts';
import type { Call, CallIn } from '../../world/call.ts';
import { placeOf } from '../../world/states.ts';
import { waitingCalls } from './dispatch.ts';

// What a caller in a queue is told from time to time, and the keys he may press.

export const VOICEMAIL_KEY = '1';

export const CALLBACK_KEY = '2';

/** Sounds of the queue are this far apart at least: two at the same time follow each other. */
const APART_MS = 5000;

export function waitingTimePassed(step: Step, call: CallIn<'queued'>): void {
  const { waiting } = call.state;
  const queue = step.directory.queue(call.queueId ?? '');
  if (!waiting || !queue) return;
  if (waiting.wakeAt !== null && waiting.wakeAt <= step.now) {
    waiting.wakeAt = null;
    step.mark(call);
    step.dirtyQueues.add(queue.id);
  }
  if (call.dialogue) return;
  const due = (at: number | null) => at !== null && at <= step.now;
  if (due(waiting.offerAt)) {
    step.mark(call);
    waiting.offerAt = null;
    waiting.keys = { voicemail: queue.voicemailEnabled, callback: queue.callbackEnabled };
    say(step, call, offerOf(queue));
  } else if (due(waiting.announceAt)) {
    step.mark(call);
    waiting.announceAt = step.now + queue.announceEveryS * 1000;
    say(step, call, positionAndWait(step, call, queue));
  } else if (due(waiting.periodicAt)) {
    step.mark(call);
    waiting.periodicAt = step.now + queue.periodicEveryS * 1000;
    say(step, call, queue.prompts.periodic === null ? [] : [queue.prompts.periodic]);
  }
}

/** Nothing: what there was when they came has been switched off meanwhile. */
function offerOf({ voicemailEnabled, callbackEnabled, language }: QueueConfig): string[] {
  if (!voicemailEnabled && !callbackEnabled) return [];
  const name = voicemailEnabled && callbackEnabled ? 'offer-both' : voicemailEnabled ? 'offer-voicemail' : 'offer-callback';
  return [shipped(name, language)];
}

function say(step: Step, call: Call, media: readonly string[]): void {
  if (media.length === 0) return;
  stopMusic(step, call);
  startDialogue(step, call, 'waiting', media, LISTEN);
}

/** What he was told is over: music again, and the next sound not at once. */
export function toldWaiting(step: Step, call: Call): void {
  startMusic(step, call);
  const waiting = placeOf(call)?.waiting;
  if (!waiting) return;
  step.mark(call);
  const soonest = step.now + APART_MS;
  for (const key of ['announceAt', 'periodicAt', 'offerAt'] as const) {
    const at = waiting[key];
    if (at !== null && at < soonest) waiting[key] = soonest;
  }
}

/** "You are number 3. The wait is about 4 minutes." The place counts whoever is served before him. */
function positionAndWait(step: Step, call: Call, queue: QueueConfig): string[] {
  const place = waitingCalls(step, queue.id).indexOf(call) + 1;
  if (place === 0) return [];
  const { language } = queue;
  const media = queue.announcePosition
    ? [shipped('position-before', language), ...spokenNumber(place, language), shipped('position-after', language)]
    : [];
  const waitMs = queue.announceWait ? estimatedWaitMs(queueMemory(step, queue.id), place, serversOf(step, queue.id), step.now) : undefined;
  if (waitMs === undefined) return media;
  const minutes = Math.round(waitMs / 60_000);
  if (minutes < 1) return [...media, shipped('wait-under-a-minute', language)];
  const unit = shipped(minutes === 1 ? 'wait-minute' : 'wait-minutes', language);
  return [...media, shipped('wait-before', language), ...spokenCount(minutes, language), unit];
}

/** A key that has a meaning in the queue. */
export function waitingKey(step: Step, call: CallIn<'queued'>, digit: string): void {
  const { queueId } = call;
  const { waiting } = call.state;
  if (!waiting || queueId === null) return;
  if (digit === VOICEMAIL_KEY && waiting.keys.voicemail) {
    leaveQueue(step, call, 'voicemail');
    step.places.voicemail(step, call, queueId);
  } else if (digit === CALLBACK_KEY && waiting.keys.callback) {
    step.places.callback(step, call, queueId);
  }
}

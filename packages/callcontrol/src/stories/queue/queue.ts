import { endDialogue, LISTEN, startDialogue } from '../../parts/dialogue.ts';
import { startMusic } from '../../parts/queue-music.ts';
import { giveUp, lastWord, sendTo } from '../../parts/send.ts';
import { shipped } from '../../parts/spoken.ts';
import type { QueueConfig } from '../../port/directory.ts';
import { endCall } from '../../rules/end-call.ts';
import { guarded } from '../../rules/guard.ts';
import { enterPhase } from '../../rules/phases.ts';
import { serversOf } from '../../rules/queue-memory.ts';
import type { SendOptions, Step } from '../../rules/step.ts';
import { type Call, isIn, type Waiting } from '../../world/call.ts';
import { callersIn } from '../../world/look-up.ts';
import { placeOf } from '../../world/states.ts';

/** The caller comes to a queue: in, or on to wherever it sends whom it does not take. */
export function enterQueue(step: Step, call: Call, queueId: string, options: SendOptions): void {
  const queue = step.directory.queue(queueId);
  if (!queue) return giveUp(step, call, { reason: 'failed', exit: 'failed' });
  call.queueId = queue.id;
  // What an IVR asks for holds until it asks for something else, also in the queues of an overflow.
  if (options.priority !== undefined) call.priority = call.routePriority + options.priority;
  if (options.skills) call.skills = options.skills;
  if (queue.hoursId !== null && !step.directory.isOpen(queue.hoursId, step.wallNow)) return closed(step, call, queue);
  call.overflow = [...queue.overflow];
  if (queue.maxLength > 0 && queueLength(step, queue.id) >= queue.maxLength)
    return giveUp(step, call, { reason: 'queueFull', exit: 'failed' });
  if (queue.leaveWhenEmpty && serversOf(step, queue.id) === 0) return giveUp(step, call, { reason: 'nobodyThere', exit: 'failed' });
  // Who was transferred has been welcomed, and has talked: they wait at once.
  if (options.skipGreeting || call.handover) return enqueue(step, call);
  enterPhase(step, call, { phase: 'greeting' }, step.now + GREETING_LIMIT_MS);
  startDialogue(step, call, 'greeting', [queue.prompts.greeting], LISTEN);
}

/** Queues were deleted: whoever was in one goes where it would have sent whom nobody takes. */
export function leaveDeletedQueues(step: Step): void {
  for (const call of [...step.world.calls.values()]) {
    if (call.queueId === null || step.directory.queue(call.queueId) || !isIn(call, 'greeting', 'queued', 'ringing')) continue;
    // A callback rings an agent; nobody waits on the line.
    if (!isIn(call, 'greeting') && !placeOf(call)?.waiting) continue;
    guarded(
      step,
      () => ({ kind: 'call', call }),
      () => giveUp(step, call, { reason: 'failed', exit: 'failed' }),
    );
  }
}

/** A greeting that never ends must not hold a caller. */
const GREETING_LIMIT_MS = 10 * 60_000;

function closed(step: Step, call: Call, queue: QueueConfig): void {
  if (queue.closedDestination) return sendTo(step, call, queue.closedDestination);
  if (call.flow) return giveUp(step, call, { reason: 'closed', exit: 'failed' });
  lastWord(step, call, [shipped('closed', queue.language)], { reason: 'closed', endedBy: 'system' });
}

/** Callers in the queue, on the line or not. */
function queueLength(step: Step, queueId: string): number {
  let length = 0;
  for (const call of callersIn(step.world, queueId)) if (placeOf(call)?.waiting) length += 1;
  for (const callback of step.world.callbacks.values()) if (callback.queueId === queueId && callback.callId === null) length += 1;
  return length;
}

/** The greeting is over: wait with music until a member is free. */
export function enqueue(step: Step, call: Call): void {
  const queue = step.directory.queue(call.queueId ?? '');
  if (!queue) return endCall(step, call, { reason: 'failed', endedBy: 'system' });
  endDialogue(step, call);
  // Who comes from another queue has waited already.
  call.enqueuedAt ??= step.now;
  const after = (isOn: boolean, seconds: number) => (isOn && seconds > 0 ? step.now + seconds * 1000 : null);
  const waiting: Waiting = {
    enteredAt: step.now,
    announceAt: after(queue.announcePosition || queue.announceWait, queue.announceEveryS),
    periodicAt: after(queue.prompts.periodic !== null, queue.periodicEveryS),
    offerAt: offerAt(step, queue),
    keys: { voicemail: false, callback: false },
    retryAt: 0,
    wakeAt: null,
  };
  enterPhase(step, call, { phase: 'queued', waiting, music: null }, step.now + queue.maxWaitS * 1000);
  step.callFact(call, { type: 'enqueued', queueId: queue.id, priority: queue.priority + call.priority });
  startMusic(step, call);
  step.dirtyQueues.add(queue.id);
}

/** Voicemail and callback are offered after a while, and at once where nobody takes calls. */
function offerAt(step: Step, queue: QueueConfig): number | null {
  if (!queue.voicemailEnabled && !queue.callbackEnabled) return null;
  if (serversOf(step, queue.id) === 0) return step.now;
  const after = Math.min(
    queue.voicemailEnabled ? queue.voicemailAfterS : Number.POSITIVE_INFINITY,
    queue.callbackEnabled ? queue.callbackAfterS : Number.POSITIVE_INFINITY,
  );
  return step.now + after * 1000;
}

/** Waited too long: on to the overflow; without one he is told, and let go. */
export function waitedTooLong(step: Step, call: Call): void {
  const queue = step.directory.queue(call.queueId ?? '');
  giveUp(step, call, { reason: 'maxWait', exit: 'failed', word: queue?.prompts.maxWait });
}

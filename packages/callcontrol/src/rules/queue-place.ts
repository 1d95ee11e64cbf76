import type { Call } from '../world/call.ts';
import { placeOf } from '../world/states.ts';
import type { QueueOutcome } from '../world/terms.ts';
import type { Step } from './step.ts';

/** Whatever takes the caller out of the queue says what became of it, once: before the phase is another one. */
export function leaveQueue(step: Step, call: Call, outcome: QueueOutcome): void {
  const place = placeOf(call);
  if (!place?.waiting) return;
  if (call.queueId) step.callFact(call, { type: 'leftQueue', queueId: call.queueId, outcome });
  place.waiting = null;
}

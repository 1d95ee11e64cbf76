import type { Call } from '../world/call.ts';
import type { QueueOutcome } from '../world/terms.ts';
import type { Step } from './step.ts';

/** Whatever takes him out of the queue says what became of it, once. */
export function leaveQueue(step: Step, call: Call, outcome: QueueOutcome): void {
  if (!call.waiting) return;
  if (call.queueId) step.callFact(call, { type: 'leftQueue', queueId: call.queueId, outcome });
  call.waiting = null;
}

import { endCall } from '../rules/end-call.ts';
import type { Phase, Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';

/** A last word is over; or it never came to its end. */
function end(step: Step, call: Call): void {
  endCall(step, call, call.parting ?? { reason: 'failed', endedBy: 'system' });
}

export const announcing: Phase = {
  timeUp: end,
  heard(step, call, topic) {
    // A customer who is called back has heard who calls: into the queue, with the time they have waited.
    if (topic === 'callbackGreeting') step.places.queueAgain(step, call);
    else end(step, call);
  },
  abandoned: ({ parting }) => parting ?? { reason: 'abandonedInQueue', endedBy: 'customer' },
};

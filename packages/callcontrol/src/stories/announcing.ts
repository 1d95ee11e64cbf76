import { endCall } from '../rules/end-call.ts';
import type { Phase } from '../rules/step.ts';
import type { CallIn } from '../world/call.ts';

export const announcing: Phase<CallIn<'announcing'>> = {
  timeUp(step, call) {
    const { next } = call.state;
    endCall(step, call, next === 'queue' ? { reason: 'failed', endedBy: 'system' } : next);
  },
  heard(step, call) {
    const { next } = call.state;
    // A customer who is called back has heard who calls: they have waited already.
    if (next === 'queue') step.places.queueAgain(step, call);
    else endCall(step, call, next);
  },
  isDone: ({ state: { next } }) => next !== 'queue',
  abandoned: ({ state: { next } }) => (next === 'queue' ? { reason: 'abandonedInQueue', endedBy: 'customer' } : next),
};

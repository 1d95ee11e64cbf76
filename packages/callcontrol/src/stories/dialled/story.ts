import { otherPartyRings } from '../../parts/other-party.ts';
import { endCall } from '../../rules/end-call.ts';
import type { Phase } from '../../rules/step.ts';
import type { CallIn } from '../../world/call.ts';
import { settingKept } from './codes.ts';
import { agentNotReached, agentReady, diallingFailed, diallingTimedOut, otherPartyAnswered } from './outgoing.ts';
import { colleagueTaken } from './pickup.ts';

export const callingAgent: Phase<CallIn<'callingAgent'>> = {
  answered(step, call, leg) {
    if (leg.role === 'agent') agentReady(step, call);
  },
  gone: agentNotReached,
  impossible: (step, call) => endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system' }),
  timeUp: (step, call) => endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system' }),
};

export const dialling: Phase<CallIn<'dialling'>> = {
  rings(step, call, leg) {
    if (leg.role === 'customer') otherPartyRings(step, call, call.state.onPhone);
  },
  answered(step, call, leg) {
    if (leg.role === 'customer') otherPartyAnswered(step, call);
  },
  gone: diallingFailed,
  takenBy: (step, call, _, by) => colleagueTaken(step, call, by),
  impossible(step, call, leg, reason) {
    if (leg.role === 'customer') endCall(step, call, { reason, endedBy: 'system' });
  },
  timeUp: diallingTimedOut,
};

/** Kept, or an echo: nothing is said until it is known. */
export const code: Phase<CallIn<'code'>> = {
  served: settingKept,
  abandoned: () => ({ reason: 'hangup', endedBy: 'system' }),
  timeUp: (step, call) => endCall(step, call, { reason: 'hangup', endedBy: 'system' }),
};

import { endCall } from '../../rules/end-call.ts';
import type { ErrandKind, Phase } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import { agentReady, attemptFailed, diallingTimedOut, otherPartyAnswered, otherPartyRings } from './outgoing.ts';
import { colleagueTaken } from './pickup.ts';

export const callingAgent: Phase = {
  answered(step, call, leg) {
    if (leg.role === 'agent') agentReady(step, call);
  },
  gone: (step, call, { role, channelId }, cause) => attemptFailed(step, call, role, cause, channelId),
  timeUp: (step, call) => endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system' }),
};

export const dialling: Phase = {
  rings(step, call, leg) {
    if (leg.role === 'customer') otherPartyRings(step, call);
  },
  answered(step, call, leg) {
    if (leg.role !== 'customer') return;
    const errand = errandOf(call);
    if (errand) step.table.errands[errand](step, call);
    else otherPartyAnswered(step, call);
  },
  gone: (step, call, { role, channelId }, cause) => attemptFailed(step, call, role, cause, channelId),
  takenBy: (step, call, _, by) => colleagueTaken(step, call, by),
  timeUp: diallingTimedOut,
};

/** What their own phone rings for. */
function errandOf(call: Call): ErrandKind | undefined {
  if (call.flow?.test) return 'flowTest';
  if (call.promptRecording) return 'prompt';
  if (call.featureCode) return 'code';
  return call.internalCaller && call.peerAgentId !== null ? 'queue' : undefined;
}

import { stopRecording } from '../../parts/recording.ts';
import { endCall, endingLegOf } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { type Call, isIn } from '../../world/call.ts';
import { agentLegOf, consultedOf, customerLegOf, removeLeg, supervisorsOf } from '../../world/legs.ts';
import { hasCustomerLeft, talkOf } from '../../world/states.ts';
import type { EndedBy } from '../../world/terms.ts';

// Anyone may leave a conversation of more than two, the customer too: the others go on (PAN-4). For the customer the call is over then,
// and the record ends there; what the others say is no longer recorded.

/** Whether two remain who talk with each other when the customer goes. */
export function othersGoOn(call: Call): boolean {
  if (!isIn(call, 'talking') || !agentLegOf(call) || hasCustomerLeft(call)) return false;
  return consultedOf(call)?.state === 'up' || supervisorsOf(call).some((one) => one.mode === 'barge' && one.state === 'up');
}

/** The customer hangs up (`goneChannelId`), or is hung up on. */
export function customerLeaves(step: Step, call: Call, endedBy: EndedBy, goneChannelId?: string): void {
  const talk = talkOf(call);
  if (!talk || !othersGoOn(call)) {
    const gone = goneChannelId === undefined ? {} : { goneChannelId };
    return endCall(step, call, { reason: 'hangup', endedBy, ...gone });
  }
  const consult = consultedOf(call);
  if (goneChannelId === undefined) {
    step.command(call, { do: 'hangup', channelId: call.customerChannelId, reason: 'normal' });
    step.world.endingLegs.set(call.customerChannelId, endingLegOf(call, 'customer'));
  }
  removeLeg(call, customerLegOf(call));
  stopRecording(step, call);
  talk.held = false;
  talk.customerLeftAt = step.now;
  if (consult?.with === 'customer') {
    step.command(call, { do: 'stopMusic', channelId: consult.channelId });
    step.command(call, { do: 'joinBridge', bridgeId: talk.bridgeId, channelId: consult.channelId });
    consult.with = 'consulted';
  }
  step.callFact(call, { type: 'customerLeft', endedBy });
  touchAgents(step, call);
}

import { endByCaller } from '../parts/abandoned.ts';
import { endEarlyMedia, networkIsHeard, networkProgresses } from '../parts/early-media.ts';
import { outsideLegRings } from '../parts/trunks.ts';
import type { Input } from '../port/inputs.ts';
import { isLost } from '../rules/causes.ts';
import { endCall } from '../rules/end-call.ts';
import type { Step } from '../rules/step.ts';
import { connectAnswered, connectingPhoneGone } from '../stories/connect.ts';
import { codePhoneAnswered, isCodeRinging } from '../stories/dialled/codes.ts';
import { agentReady, attemptFailed, otherPartyAnswered, otherPartyRings } from '../stories/dialled/outgoing.ts';
import { internalCallerReady, isInternalCallerRinging } from '../stories/dialled/queue-dialled.ts';
import { isTestRinging, testCallAnswered } from '../stories/flow/test-call.ts';
import { isPromptRinging, promptPhoneAnswered } from '../stories/prompt-recording.ts';
import { offerAnswered, offeredPhoneGone } from '../stories/queue/offer.ts';
import { surveyOver } from '../stories/survey.ts';
import { agentLost, agentReturned, returnFailed } from '../stories/talk/absence.ts';
import { consultAnswered, consultedGone, endConsult } from '../stories/talk/consult.ts';
import { customerLeaves, othersGoOn } from '../stories/talk/customer-left.ts';
import { agentHangsUp } from '../stories/talk/leaving.ts';
import { supervisorAnswered } from '../stories/talk/supervise.ts';
import { endSupervision, supervisorLost } from '../stories/talk/supervision.ts';
import { setHeld } from '../stories/talk/talk.ts';
import { agentReplaced, transferAnswered, transferFailed, transferorLeft } from '../stories/talk/transfer.ts';
import type { Call } from '../world/call.ts';
import { consultedOf, secondLineOf, transferOf } from '../world/legs.ts';
import { legByChannel } from '../world/look-up.ts';

// What the engine says of one channel of a call.

export function channelRinging(s: Step, channelId: string): void {
  const found = legByChannel(s.world, channelId);
  if (found && 'outside' in found.leg) outsideLegRings(s, found.call, found.leg);
  if (found?.leg.role === 'customer' && found.call.phase === 'dialling') otherPartyRings(s, found.call);
}

/** Before the answer: the network of an outside number will speak, or not. */
export function channelProgress(s: Step, channelId: string): void {
  const found = legByChannel(s.world, channelId);
  if (found && 'outside' in found.leg) networkProgresses(s, found.call, found.leg);
}

export function channelHeard(s: Step, channelId: string): void {
  const found = legByChannel(s.world, channelId);
  if (found && 'outside' in found.leg) networkIsHeard(s, found.call, found.leg);
}

/** Of a leg that could be heard before: it has been in the application since it was dialled. */
export function channelAnswered(s: Step, engine: string, channelId: string): void {
  const found = legByChannel(s.world, channelId);
  if (found && 'outside' in found.leg && found.leg.outside?.early) channelUp(s, engine, channelId);
}

/** An originated channel was answered. */
export function channelUp(s: Step, engine: string, channelId: string): void {
  const found = legByChannel(s.world, channelId);
  if (!found) {
    // Its call ended while the phone was being picked up.
    s.command({ id: channelId, engine }, { do: 'hangup', channelId, reason: 'normal' });
    return;
  }
  const { call, leg } = found;
  const { role } = leg;
  if ('outside' in leg) endEarlyMedia(s, call, leg);
  if (role === 'customer' && leg.state === 'ringing') {
    leg.state = 'up';
    s.mark(call);
  }
  if (role === 'offer') offerAnswered(s, call, leg);
  else if (role === 'transfer') transferAnswered(s, call);
  else if (role === 'connecting') connectAnswered(s, call);
  else if (role === 'consulted') consultAnswered(s, call);
  else if (role === 'returning') agentReturned(s, call);
  else if (role === 'supervisor') supervisorAnswered(s, call, leg);
  else if (role === 'agent' && call.phase === 'callingAgent') agentReady(s, call);
  else if (role === 'customer' && isTestRinging(call)) testCallAnswered(s, call);
  else if (role === 'customer' && isPromptRinging(call)) promptPhoneAnswered(s, call);
  else if (role === 'customer' && isCodeRinging(call)) codePhoneAnswered(s, call);
  else if (role === 'customer' && isInternalCallerRinging(call)) internalCallerReady(s, call);
  else if (role === 'customer' && call.phase === 'dialling') otherPartyAnswered(s, call);
}

export function channelGone(s: Step, channelId: string, cause: number): void {
  s.world.endingLegs.delete(channelId);
  const found = legByChannel(s.world, channelId);
  if (!found) return;
  const { call, leg } = found;
  const { role } = leg;
  if (role === 'offer') offeredPhoneGone(s, call, leg, cause);
  else if (role === 'transfer') transferFailed(s, call, cause);
  else if (role === 'connecting') connectingPhoneGone(s, call, cause);
  else if (role === 'consulted') consultedGone(s, call, cause);
  else if (role === 'secondLine') endConsult(s, call, 'cancelled', channelId);
  else if (role === 'returning') returnFailed(s, call, cause);
  else if (role === 'supervisor' && isLost(cause)) supervisorLost(s, call, leg);
  else if (role === 'supervisor') endSupervision(s, call, leg, channelId);
  else if (role === 'agent' && transferOf(call)) transferorLeft(s, call);
  else if (call.phase === 'callingAgent' || call.phase === 'dialling') attemptFailed(s, call, role, cause, channelId);
  else if (role === 'agent' && isLost(cause)) agentLost(s, call);
  else if (role === 'agent') agentHangsUp(s, call, { channelId, cause });
  else if (call.phase === 'survey') surveyOver(s, call, channelId);
  else if (othersGoOn(call)) customerLeaves(s, call, endByCaller(call, cause).endedBy, channelId);
  else endCall(s, call, { ...endByCaller(call, cause), cause, goneChannelId: channelId });
}

export function channelReplaced(s: Step, input: Extract<Input, { type: 'channelReplaced' }>): void {
  const found = legByChannel(s.world, input.replacedChannelId);
  if (found?.leg.role === 'agent' && found.call.phase === 'talking' && !consultedOf(found.call)) agentReplaced(s, found.call, input);
  else s.command({ id: input.channelId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
}

const isHoldable = (call: Call) =>
  !transferOf(call) && call.customerLeftAt === null && (!consultedOf(call) || secondLineOf(call) !== undefined);

/** Hold pressed on the desk phone is the same hold as the one on the screen. */
export function channelHeld(s: Step, channelId: string, on: boolean): void {
  const { leg, call } = legByChannel(s.world, channelId) ?? {};
  if (leg?.role === 'agent' && call?.phase === 'talking' && call.agentId && isHoldable(call)) setHeld(s, call, call.agentId, on);
}

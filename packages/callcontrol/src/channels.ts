import { agentLost, agentReturned, returnFailed } from './absence.ts';
import type { Call, Offer, Supervision } from './call.ts';
import { connectAnswered, connectingPhoneGone } from './connect.ts';
import { consultAnswered, consultedGone, endConsult, mainLineHungUp, passOn } from './consult.ts';
import { customerLeaves, othersGoOn } from './customer-left.ts';
import { endCall } from './end-call.ts';
import type { EndedBy, EndReason } from './facts.ts';
import { codePhoneAnswered, isCodeRinging } from './feature-codes.ts';
import { isTestRinging, testCallAnswered } from './flow/test-call.ts';
import type { Input } from './inputs.ts';
import { internalCallerReady, isInternalCallerRinging } from './internal-caller.ts';
import { isLost } from './lost-causes.ts';
import { offerAnswered, offeredPhoneGone } from './offer.ts';
import { agentReady, attemptFailed, otherPartyAnswered, otherPartyRings } from './outbound.ts';
import { isPromptRinging, promptPhoneAnswered } from './prompt-recording.ts';
import type { Step } from './step-context.ts';
import { becomeAgent, endSupervision, supervisorAnswered, supervisorLost } from './supervision.ts';
import { isSurveyed, startSurvey, surveyOver } from './survey.ts';
import { setHeld } from './talk.ts';
import { agentReplaced, transferAnswered, transferFailed, transferorLeft } from './transfer.ts';
import { outsideLegRings } from './trunk-choice.ts';

// What the engine says of one channel, and whose channel it is.

type Found = { call: Call } & (
  | { role: 'customer' | 'agent' | 'transfer' | 'connecting' | 'consulted' | 'ownLine' | 'returning' }
  | { role: 'offer'; offer: Offer }
  | { role: 'supervisor'; supervision: Supervision }
);

export function findByChannel(s: Step, channelId: string): Found | undefined {
  for (const call of s.world.calls.values()) {
    if (call.customerChannelId === channelId && call.customerLeftAt === null) return { call, role: 'customer' };
    if (call.agentChannelId === channelId) return { call, role: 'agent' };
    for (const offer of call.offers) if (offer.channelId === channelId) return { call, role: 'offer', offer };
    if (call.transfer?.channelId === channelId) return { call, role: 'transfer' };
    if (call.connecting?.channelId === channelId) return { call, role: 'connecting' };
    if (call.consult?.channelId === channelId) return { call, role: 'consulted' };
    if (call.consult?.own?.channelId === channelId) return { call, role: 'ownLine' };
    if (call.absence?.channelId === channelId) return { call, role: 'returning' };
    for (const supervision of call.supervisions) if (supervision.channelId === channelId) return { call, role: 'supervisor', supervision };
  }
  return undefined;
}

export function channelRinging(s: Step, channelId: string): void {
  const found = findByChannel(s, channelId);
  if (found) outsideLegRings(found.call, channelId);
  if (found?.role === 'customer' && found.call.phase === 'dialling') otherPartyRings(s, found.call);
}

/** An originated channel was answered. */
export function channelUp(s: Step, engine: string, channelId: string): void {
  const found = findByChannel(s, channelId);
  if (!found) {
    // Its call ended while the phone was being picked up.
    s.command({ id: channelId, engine }, { do: 'hangup', channelId, reason: 'normal' });
    return;
  }
  const { call, role } = found;
  if (role === 'offer') offerAnswered(s, call, found.offer);
  else if (role === 'transfer') transferAnswered(s, call);
  else if (role === 'connecting') connectAnswered(s, call);
  else if (role === 'consulted') consultAnswered(s, call);
  else if (role === 'returning') agentReturned(s, call);
  else if (role === 'supervisor') supervisorAnswered(s, call, found.supervision);
  else if (role === 'agent' && call.phase === 'callingAgent') agentReady(s, call);
  else if (role === 'customer' && isTestRinging(call)) testCallAnswered(s, call);
  else if (role === 'customer' && isPromptRinging(call)) promptPhoneAnswered(s, call);
  else if (role === 'customer' && isCodeRinging(call)) codePhoneAnswered(s, call);
  else if (role === 'customer' && isInternalCallerRinging(call)) internalCallerReady(s, call);
  else if (role === 'customer' && call.phase === 'dialling') otherPartyAnswered(s, call);
}

export function channelGone(s: Step, channelId: string, cause: number): void {
  s.world.endingLegs.delete(channelId);
  const found = findByChannel(s, channelId);
  if (!found) return;
  const { call, role } = found;
  if (role === 'offer') offeredPhoneGone(s, call, found.offer, cause);
  else if (role === 'transfer') transferFailed(s, call, cause);
  else if (role === 'connecting') connectingPhoneGone(s, call, cause);
  else if (role === 'consulted') consultedGone(s, call, cause);
  else if (role === 'ownLine') endConsult(s, call, 'cancelled', channelId);
  else if (role === 'returning') returnFailed(s, call, cause);
  else if (role === 'supervisor' && isLost(cause)) supervisorLost(s, call, found.supervision);
  else if (role === 'supervisor') endSupervision(s, call, found.supervision, channelId);
  else if (role === 'agent' && call.transfer) transferorLeft(s, call);
  else if (call.phase === 'callingAgent' || call.phase === 'dialling') attemptFailed(s, call, role, cause, channelId);
  else if (role === 'agent' && isLost(cause)) agentLost(s, call);
  else if (role === 'agent') agentHangsUp(s, call, { channelId, cause });
  else if (call.phase === 'survey') surveyOver(s, call, channelId);
  else if (othersGoOn(call)) customerLeaves(s, call, endByCaller(call).endedBy, channelId);
  else endCall(s, call, { ...endByCaller(call), cause, goneChannelId: channelId });
}

/** Whoever is still in the conversation has the customer from now on; if nobody is, he is asked how it was, or the call is over. */
export function agentHangsUp(s: Step, call: Call, gone?: { channelId: string; cause: number }): void {
  const { consult, agentId } = call;
  const barging = call.supervisions.find((one) => one.agentId === agentId && one.mode === 'barge' && one.snoopId !== null);
  if (call.customerLeftAt !== null) return endCall(s, call, { reason: 'hangup', endedBy: 'agent', ...goneOf(gone) });
  if (consult?.own && gone) return mainLineHungUp(s, call, gone.channelId);
  if (consult?.state === 'talking') return passOn(s, call, gone?.channelId);
  if (barging && !consult) return becomeAgent(s, call, barging, gone?.channelId);
  if (isSurveyed(s, call)) return startSurvey(s, call, 'agent', gone?.channelId);
  endCall(s, call, { reason: 'hangup', endedBy: 'agent', ...goneOf(gone) });
}

const goneOf = (gone: { channelId: string; cause: number } | undefined) =>
  gone ? { goneChannelId: gone.channelId, cause: gone.cause } : {};

/** What it means that the caller has hung up there. */
export function endByCaller(call: Call): { reason: EndReason; endedBy: EndedBy } {
  switch (call.phase) {
    case 'flow':
      return { reason: 'abandonedInFlow', endedBy: 'customer' };
    case 'arrived':
    case 'greeting':
      return { reason: 'abandonedInGreeting', endedBy: 'customer' };
    case 'queued':
      return { reason: 'abandonedInQueue', endedBy: 'customer' };
    case 'ringing':
    case 'connecting':
      return { reason: 'abandonedWhileRinging', endedBy: 'customer' };
    case 'voicemail':
      // Most end a message so.
      return { reason: call.message?.state === 'prompt' ? 'abandonedInQueue' : 'voicemailLeft', endedBy: 'customer' };
    case 'announcing':
      // A called-back customer who hangs up before the queue has him.
      return call.parting ?? { reason: 'abandonedInQueue', endedBy: 'customer' };
    default:
      return { reason: 'hangup', endedBy: 'customer' };
  }
}
export function channelReplaced(s: Step, input: Extract<Input, { type: 'channelReplaced' }>): void {
  const found = findByChannel(s, input.replacedChannelId);
  if (found?.role === 'agent' && found.call.phase === 'talking' && !found.call.consult) agentReplaced(s, found.call, input);
  else s.command({ id: input.channelId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
}

const isHoldable = (call: Call) => !call.transfer && call.customerLeftAt === null && (!call.consult || call.consult.own !== null);

/** Hold pressed on the desk phone is the same hold as the one on the screen. */
export function channelHeld(s: Step, channelId: string, on: boolean): void {
  const found = findByChannel(s, channelId);
  const { role, call } = found ?? {};
  if (role === 'agent' && call?.phase === 'talking' && call.agentId && isHoldable(call)) setHeld(s, call, call.agentId, on);
}

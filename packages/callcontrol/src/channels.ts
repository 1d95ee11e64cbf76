import { connectAnswered, connectFailed } from './connect.ts';
import { endCall } from './end-call.ts';
import type { EndedBy, EndReason } from './facts.ts';
import { codePhoneAnswered, isCodeRinging } from './feature-codes.ts';
import { isTestRinging, testCallAnswered } from './flow/test-call.ts';
import type { Input } from './inputs.ts';
import { internalCallerReady, isInternalCallerRinging } from './internal-caller.ts';
import { offerAnswered, offerFailed } from './offer.ts';
import { agentReady, attemptFailed, otherPartyAnswered, otherPartyRings } from './outbound.ts';
import { isPromptRinging, promptPhoneAnswered } from './prompt-recording.ts';
import type { Step } from './step-context.ts';
import { isSurveyed, startSurvey, surveyOver } from './survey.ts';
import { setHeld } from './talk.ts';
import { agentReplaced, transferAnswered, transferFailed, transferorLeft } from './transfer.ts';
import { outsideLegRings } from './trunk-choice.ts';
import type { Call, Offer } from './world.ts';

// What the engine says of one channel, and whose channel it is.

type Found = { call: Call } & ({ role: 'customer' | 'agent' | 'transfer' | 'connecting' } | { role: 'offer'; offer: Offer });

export function findByChannel(s: Step, channelId: string): Found | undefined {
  for (const call of s.world.calls.values()) {
    if (call.customerChannelId === channelId) return { call, role: 'customer' };
    if (call.agentChannelId === channelId) return { call, role: 'agent' };
    for (const offer of call.offers) if (offer.channelId === channelId) return { call, role: 'offer', offer };
    if (call.transfer?.channelId === channelId) return { call, role: 'transfer' };
    if (call.connecting?.channelId === channelId) return { call, role: 'connecting' };
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
  if (role === 'offer') offerFailed(s, call, found.offer, cause);
  else if (role === 'transfer') transferFailed(s, call, cause);
  else if (role === 'connecting') connectFailed(s, call, cause);
  else if (role === 'agent' && call.transfer) transferorLeft(s, call);
  else if (call.phase === 'callingAgent' || call.phase === 'dialling') attemptFailed(s, call, role, cause, channelId);
  else if (role === 'agent' && isSurveyed(s, call)) startSurvey(s, call, 'agent', channelId);
  else if (role === 'agent') endCall(s, call, { reason: 'hangup', endedBy: 'agent', cause, goneChannelId: channelId });
  else if (call.phase === 'survey') surveyOver(s, call, channelId);
  else endCall(s, call, { ...endByCaller(call), cause, goneChannelId: channelId });
}

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
  if (found?.role === 'agent' && found.call.phase === 'talking') agentReplaced(s, found.call, input);
  else s.command({ id: input.channelId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
}

/** Hold pressed on the desk phone is the same hold as the one on the screen. */
export function channelHeld(s: Step, channelId: string, on: boolean): void {
  const found = findByChannel(s, channelId);
  if (found?.role === 'agent' && found.call.phase === 'talking' && !found.call.transfer) setHeld(s, found.call, on);
}

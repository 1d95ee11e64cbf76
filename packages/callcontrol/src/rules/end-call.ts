import type { HangupReason } from '@zuoxi/ari';
import type { OfferOutcome } from '../port/facts.ts';
import type { Call } from '../world/call.ts';
import type { EndingLeg } from '../world/ending-leg.ts';
import type { OfferLeg } from '../world/leg.ts';
import { agentsOf, bridgesOf, connectingOf, legsOf, offersOf, removeLeg } from '../world/legs.ts';
import type { EndedBy, EndReason } from '../world/terms.ts';
import { ensureAgent, setActivity } from './agent-state.ts';
import { leaveQueue } from './queue-place.ts';
import type { Step } from './step.ts';
import { releaseAgent } from './wrap-up.ts';

export interface CallEnd {
  reason: EndReason;
  endedBy: EndedBy;
  /** Q.850 value the engine gave, if it did. */
  cause?: number;
  /** The channel that is gone already and need not be hung up. */
  goneChannelId?: string;
}

/** What the other side is told where it is more than that the call is over. */
const HANGUP_REASON: Readonly<Partial<Record<EndReason, HangupReason>>> = {
  busy: 'busy',
  noSuchNumber: 'unallocated',
  trunkFull: 'congestion',
};

/**
 * Ends a call: exactly once, from whatever phase. Who closes whom: the call closes its channels, its bridge (and with
 * the customer's channel the snoop and the recording, which the engine closes itself) and frees its agents.
 */
export function endCall(step: Step, call: Call, end: CallEnd): void {
  if (!step.world.calls.delete(call.id)) return;
  step.ending.add(call);
  for (const offer of offersOf(call)) closeOffer(step, call, offer, 'callerGone', end.goneChannelId);
  closeConnecting(step, call, connectingOf(call)?.channelId === end.goneChannelId);
  const legs = legsOf(call).filter(({ channelId }) => channelId !== end.goneChannelId);
  for (const { role, channelId } of legs)
    if (role !== 'customer' && role !== 'agent' && channelId !== null) step.command(call, { do: 'hangup', channelId, reason: 'normal' });
  // A tap on a channel ends with it.
  for (const bridgeId of bridgesOf(call)) if (bridgeId !== call.bridgeId) step.command(call, { do: 'destroyBridge', bridgeId });
  const reason = HANGUP_REASON[end.reason] ?? 'normal';
  for (const { role, channelId } of legs) {
    if ((role !== 'customer' && role !== 'agent') || channelId === null) continue;
    step.command(call, { do: 'hangup', channelId, reason });
    if (call.answeredAt !== null) step.world.endingLegs.set(channelId, endingLegOf(call, role));
  }
  if (call.bridgeId) step.command(call, { do: 'destroyBridge', bridgeId: call.bridgeId });
  leaveQueue(step, call, end.endedBy === 'customer' ? 'abandoned' : 'released');
  step.callFact(call, { type: 'ended', reason: end.reason, endedBy: end.endedBy, cause: end.cause ?? null });
  for (const agentId of agentsOf(call)) releaseAgent(step, call, agentId);
  if (call.queueId) step.dirtyQueues.add(call.queueId);
  step.places.callEnded(step, call, end.reason);
  step.ending.delete(call);
}

export function endingLegOf(call: Call, party: EndingLeg['party']): EndingLeg {
  const { id: callId, tenantId, engine, agentId } = call;
  return { callId, tenantId, engine, party, agentId: party === 'agent' ? agentId : null };
}

/** Ends an offer: the agent is free again, their phone stops ringing. */
export function closeOffer(step: Step, call: Call, offer: OfferLeg, outcome: OfferOutcome, goneChannelId?: string): void {
  removeLeg(call, offer);
  step.callFact(call, { type: 'offerEnded', agentId: offer.agentId, outcome });
  if (offer.channelId !== goneChannelId) {
    // A phone that another one was quicker than has missed nothing (RFC 3326, "Call completed elsewhere").
    step.command(call, { do: 'hangup', channelId: offer.channelId, reason: outcome === 'elsewhere' ? 'answered_elsewhere' : 'normal' });
  }
  const agent = step.world.agents.get(offer.agentId);
  if (agent?.activity.kind === 'ringing' && agent.activity.callId === call.id) setActivity(step, agent, { kind: 'none' });
}

export const ringbackOf = (channelId: string): string => `${channelId}-ringback`;

/** The other phone stops ringing. */
export function closeConnecting(step: Step, call: Call, channelGone = false, reason: HangupReason = 'normal'): void {
  const connecting = connectingOf(call);
  if (!connecting) return;
  step.command(call, { do: 'stopPlayback', playbackId: ringbackOf(connecting.channelId) });
  const early = connecting.outside?.early;
  if (early?.state === 'heard') step.command(call, { do: 'destroyBridge', bridgeId: early.bridgeId });
  if (!channelGone && connecting.state === 'ringing') step.command(call, { do: 'hangup', channelId: connecting.channelId, reason });
  removeLeg(call, connecting);
  const agent = connecting.agentId ? ensureAgent(step, connecting.agentId) : undefined;
  if (agent?.activity.kind === 'ringing' && agent.activity.callId === call.id) setActivity(step, agent, { kind: 'none' });
}

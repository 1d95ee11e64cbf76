import { type HangupReason, cause as q850 } from '@zuoxi/ari';
import { agentOf, refreshShown, setActivity } from './agent-state.ts';
import { callbackCallEnded } from './callback.ts';
import { closeConnecting } from './connect.ts';
import type { EndedBy, EndReason, OfferOutcome } from './facts.ts';
import { leaveQueue } from './queue.ts';
import { rememberHandled } from './queue-memory.ts';
import type { Step } from './step-context.ts';
import type { Agent, Call, EndingLeg, Offer } from './world.ts';

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
  for (const offer of [...call.offers]) closeOffer(step, call, offer, 'callerGone', end.goneChannelId);
  closeConnecting(step, call, call.connecting?.channelId === end.goneChannelId);
  if (call.transfer) step.command(call, { do: 'hangup', channelId: call.transfer.channelId, reason: 'normal' });
  const reason = HANGUP_REASON[end.reason] ?? 'normal';
  for (const party of ['customer', 'agent'] as const) {
    const channelId = party === 'agent' ? call.agentChannelId : call.customerChannelLive ? call.customerChannelId : null;
    if (!channelId || channelId === end.goneChannelId) continue;
    step.command(call, { do: 'hangup', channelId, reason });
    if (call.answeredAt !== null) step.world.endingLegs.set(channelId, endingLegOf(call, party));
  }
  if (call.bridgeId) step.command(call, { do: 'destroyBridge', bridgeId: call.bridgeId });
  leaveQueue(step, call, end.endedBy === 'customer' ? 'abandoned' : 'released');
  step.callFact(call, { type: 'ended', reason: end.reason, endedBy: end.endedBy, cause: end.cause ?? null });
  for (const agentId of [call.agentId, call.peerAgentId, call.transfer?.agentId]) if (agentId) releaseAgent(step, call, agentId);
  if (call.queueId) step.dirtyQueues.add(call.queueId);
  callbackCallEnded(step, call, end.reason);
}

export function endingLegOf(call: Call, party: EndingLeg['party']): EndingLeg {
  const { id: callId, tenantId, engine, agentId } = call;
  return { callId, tenantId, engine, party, agentId: party === 'agent' ? agentId : null };
}

/** Ends an offer: the agent is free again, his phone stops ringing. */
export function closeOffer(step: Step, call: Call, offer: Offer, outcome: OfferOutcome, goneChannelId?: string): void {
  call.offers = call.offers.filter((one) => one !== offer);
  step.callFact(call, { type: 'offerEnded', agentId: offer.agentId, outcome });
  if (offer.channelId !== goneChannelId) {
    // A phone that another one was quicker than has missed nothing (RFC 3326, "Call completed elsewhere").
    step.command(call, { do: 'hangup', channelId: offer.channelId, reason: outcome === 'elsewhere' ? 'answered_elsewhere' : 'normal' });
  }
  const agent = step.world.agents.get(offer.agentId);
  if (agent?.activity.kind === 'ringing' && agent.activity.callId === call.id) setActivity(step, agent, { kind: 'none' });
}

export function releaseAgent(step: Step, call: Call, agentId: string): void {
  const agent = agentOf(step, agentId);
  if (!agent || agent.activity.kind === 'none' || agent.activity.callId !== call.id) return;
  // A colleague who was the caller has not served the queue.
  const hasServed = agent.activity.kind === 'talking' && agentId !== call.peerAgentId;
  if (hasServed) countTaken(step, call, agent);
  const wrapUpS = (call.queueId && step.directory.queue(call.queueId)?.wrapUpS) || 0;
  if (hasServed && wrapUpS > 0 && agent.signedIn) {
    setActivity(step, agent, { kind: 'wrapUp', callId: call.id, startedAt: step.now, endsAt: step.now + wrapUpS * 1000 });
  } else {
    setActivity(step, agent, { kind: 'none' });
  }
  refreshShown(step, agent);
}

/** What the strategies compare, and what the measured service rate is made of. */
function countTaken(step: Step, call: Call, agent: Agent): void {
  const { queueId } = call;
  if (!queueId || call.answeredAt === null) return;
  const talkMs = step.now - call.answeredAt;
  const before = agent.taken[queueId];
  agent.taken[queueId] = { calls: (before?.calls ?? 0) + 1, talkMs: (before?.talkMs ?? 0) + talkMs };
  rememberHandled(step, queueId, talkMs + (step.directory.queue(queueId)?.wrapUpS ?? 0) * 1000);
}

/** What a failed attempt to reach somebody means for the call record. Q.850 values as the engine reports them. */
export function endOfAttempt(value: number): { reason: EndReason; endedBy: EndedBy } {
  switch (value) {
    case q850.userBusy:
      return { reason: 'busy', endedBy: 'customer' };
    case q850.noAnswer:
    case q850.noUserResponse:
      return { reason: 'noAnswer', endedBy: 'customer' };
    case q850.callRejected:
      return { reason: 'rejected', endedBy: 'customer' };
    case q850.unallocated:
    case q850.noRouteDestination:
    case q850.invalidNumberFormat:
      return { reason: 'noSuchNumber', endedBy: 'carrier' };
    case q850.subscriberAbsent:
    case q850.destinationOutOfOrder:
      return { reason: 'unreachable', endedBy: 'carrier' };
    case q850.normalClearing:
      // A call that was cleared normally before its answer: the ringing time was over.
      return { reason: 'noAnswer', endedBy: 'customer' };
    default:
      return { reason: 'failed', endedBy: 'carrier' };
  }
}

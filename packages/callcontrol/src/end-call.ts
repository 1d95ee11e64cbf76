import { type HangupReason, cause as q850 } from '@zuoxi/ari';
import type { Activity, Agent } from './agent.ts';
import { agentOf, lowerHand, refreshShown, setActivity, takeNext } from './agent-state.ts';
import type { Call, Offer } from './call.ts';
import { callbackCallEnded } from './callback.ts';
import { closeConnecting } from './connect.ts';
import type { EndedBy, EndReason, OfferOutcome } from './facts.ts';
import { leaveQueue } from './queue.ts';
import { rememberHandled } from './queue-memory.ts';
import type { Step } from './step-context.ts';
import type { EndingLeg } from './world.ts';

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
  for (const channelId of otherChannels(call))
    if (channelId !== end.goneChannelId) step.command(call, { do: 'hangup', channelId, reason: 'normal' });
  for (const { bridgeId, snoopId } of call.supervisions) if (snoopId !== null) step.command(call, { do: 'destroyBridge', bridgeId });
  if (call.consult?.own) step.command(call, { do: 'destroyBridge', bridgeId: call.consult.own.bridgeId });
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
  const supervisors = call.supervisions.map((one) => one.supervisorId);
  const agents = [call.agentId, call.peerAgentId, call.transfer?.agentId, call.consult?.agentId, ...supervisors];
  for (const agentId of agents) if (agentId) releaseAgent(step, call, agentId);
  if (call.queueId) step.dirtyQueues.add(call.queueId);
  callbackCallEnded(step, call, end.reason);
}

/** Channels beside the customer's and the agent's. A tap on a channel ends with it. */
function otherChannels(call: Call): string[] {
  const { transfer, consult, absence, supervisions } = call;
  const ids = [transfer?.channelId, consult?.channelId, consult?.own?.channelId, absence?.channelId];
  return [...ids.flatMap((id) => (id ? [id] : [])), ...supervisions.map((one) => one.channelId)];
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

/** He is done with this call; who has had its customer has his notes to write, and what he wished for after the call comes true. */
export function releaseAgent(step: Step, call: Call, agentId: string): void {
  const agent = agentOf(step, agentId);
  if (!agent || agent.activity.kind === 'none' || agent.activity.callId !== call.id) return;
  // A colleague who was the caller, was asked or listened has not served the queue.
  const hasServed = agent.activity.kind === 'talking' && agentId === call.agentId;
  lowerHand(step, agent);
  if (hasServed) {
    countTaken(step, call, agent);
    takeNext(step, agent);
  }
  const notes = hasServed && agent.signedIn ? wrapUpOf(step, call) : undefined;
  setActivity(step, agent, notes ?? { kind: 'none' });
  refreshShown(step, agent);
}

/** How long he may take beyond the wrap-up time for a disposition that is required: nobody stays there for ever. */
const LONGEST_NOTES_MS = 10 * 60_000;

function wrapUpOf(step: Step, call: Call): Activity | undefined {
  const queue = call.queueId ? step.directory.queue(call.queueId) : undefined;
  if (!queue) return undefined;
  const isOwed = queue.dispositionRequired && queue.dispositions.length > 0 && !call.disposition;
  if (queue.wrapUpS === 0 && !isOwed) return undefined;
  const { id: callId, queueId, customerNumber, customerName, disposition } = call;
  return {
    kind: 'wrapUp',
    callId,
    startedAt: step.now,
    endsAt: step.now + queue.wrapUpS * 1000 + (isOwed ? LONGEST_NOTES_MS : 0),
    of: { queueId, customerNumber, customerName, disposition, ...(call.internalCaller ? { internal: true as const } : {}) },
  };
}

/** What the strategies compare, and what the measured service rate is made of. */
function countTaken(step: Step, call: Call, agent: Agent): void {
  const { queueId } = call;
  const since = call.agentSince;
  if (!queueId || since === null) return;
  const talkMs = (call.customerLeftAt ?? step.now) - since;
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

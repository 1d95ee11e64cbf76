import type { HangupReason } from '@zuoxi/ari';
import type { Call } from '../world/call.ts';
import type { EndingLeg } from '../world/ending-leg.ts';
import type { Leg } from '../world/leg.ts';
import { agentsOf, bridgesOf, legsOf } from '../world/legs.ts';
import { bridgeOf } from '../world/states.ts';
import type { EndedBy, EndReason } from '../world/terms.ts';
import { leaveQueue } from './queue-place.ts';
import { rulesOf, type SideLeg, type Step } from './step.ts';
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
  const legs = legsOf(call);
  for (const leg of legs) if (!isSide(leg)) drop(step, call, leg, leg.channelId === end.goneChannelId);
  // A tap on a channel ends with it.
  const ownBridgeId = bridgeOf(call);
  for (const bridgeId of bridgesOf(call)) if (bridgeId !== ownBridgeId) step.command(call, { do: 'destroyBridge', bridgeId });
  const reason = HANGUP_REASON[end.reason] ?? 'normal';
  for (const { role, channelId } of legs.filter(isSide)) {
    if (channelId === end.goneChannelId) continue;
    step.command(call, { do: 'hangup', channelId, reason });
    if (call.answeredAt !== null) step.world.endingLegs.set(channelId, endingLegOf(call, role));
  }
  if (ownBridgeId) step.command(call, { do: 'destroyBridge', bridgeId: ownBridgeId });
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

const isSide = (leg: Leg): leg is SideLeg => leg.role === 'customer' || leg.role === 'agent';

function drop(step: Step, call: Call, leg: Leg, isGone: boolean): void {
  const { dropped } = rulesOf(step, leg.role);
  if (dropped) dropped(step, call, leg, isGone);
  else if (!isGone && leg.channelId !== null) step.command(call, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
}

/** Ends it as of when it was last heard of, or of its present phase: time in which the engine was away is not talk. */
export function interrupt(step: Step, call: Call, heardAt: number, goneChannelId?: string): void {
  step.at = Math.min(step.now, Math.max(heardAt, call.phaseSince));
  try {
    endCall(step, call, { reason: 'interrupted', endedBy: 'system', ...(goneChannelId === undefined ? {} : { goneChannelId }) });
  } finally {
    step.at = step.now;
  }
}

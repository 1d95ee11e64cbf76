import { cause as q850 } from '@zuoxi/ari';
import { endEarlyMedia, type Listener, ringbackIsWanted } from '../../parts/early-media.ts';
import { type NobodyThere, type Way, wayOn, wayTo } from '../../parts/forwarding.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { failOver, startOutsideLeg } from '../../parts/trunks.ts';
import type { DialTarget } from '../../port/directory.ts';
import { setActivity } from '../../rules/agent-state.ts';
import { endOfAttempt } from '../../rules/causes.ts';
import { endCall } from '../../rules/end-call.ts';
import { newCall } from '../../rules/new-call.ts';
import { enterPhase } from '../../rules/phases.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Agent } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';
import type { OverTrunks } from '../../world/leg.ts';
import { agentChannelOf, agentLegOf, customerLegOf, removeLeg, setAgent, setCustomer } from '../../world/legs.ts';
import { GUARD_MS } from '../../world/limits.ts';
import type { OutsideTarget } from '../../world/terms.ts';

/** How long the other party's phone rings, in seconds. */
const CUSTOMER_RING_S = 60;

export const ringbackPlaybackId = (call: Pick<Call, 'id'>) => `${call.id}-ringback`;

export function outgoingCall(
  step: Step,
  place: Pick<Call, 'id' | 'engine'>,
  agent: Agent,
  number: string,
  target: Exclude<DialTarget, { kind: 'refused' | 'queue' }>,
  phase: 'callingAgent' | 'dialling',
): Call {
  const peer = target.kind === 'extension' ? step.directory.agent(target.agentId) : undefined;
  const call = newCall(step, place, agent.tenantId, peer ? 'internal' : 'manualOutbound', phase);
  setAgent(call, agent.id, null);
  call.customerNumber = peer?.extension ?? number;
  call.customerName = peer?.displayName ?? null;
  call.calledNumber = number;
  call.peerAgentId = peer?.id ?? null;
  call.outside = target.kind === 'outside' ? target : null;
  step.callFact(call, {
    type: 'started',
    callType: call.type,
    customerNumber: call.customerNumber,
    calledNumber: number,
    agentId: agent.id,
    queueId: null,
  });
  if (!peer) step.request(call, { ask: 'caller', tenantId: call.tenantId, number, queueId: null });
  touchAgents(step, call);
  return call;
}

/** The agent's phone was picked up. */
export function agentReady(step: Step, call: Call): void {
  const own = agentLegOf(call);
  if (own) own.state = 'up';
  enterPhase(step, call, 'dialling', step.now);
  callOtherParty(step, call);
}

export function callOtherParty(step: Step, call: Call): void {
  call.deadline = step.now + CUSTOMER_RING_S * 1000 + GUARD_MS;
  touchAgents(step, call);
  if (call.peerAgentId) return callColleague(step, call, wayTo(step, call, call.peerAgentId));
  const { outside, agentId } = call;
  call.outside = null;
  if (outside) callOutside(step, call, outside, agentId);
}

/** The agent hears what the network says, and our ringback once it is known to ring. */
const waitsFor = (call: Call, listenerId: string): Listener => ({
  listenerId,
  isUnanswered: call.dialledOnPhone,
  ringbackId: call.dialledOnPhone ? null : ringbackPlaybackId(call),
  ringsAtOnce: false,
});

/** `agentId`: on whose account. */
function callOutside(step: Step, call: Call, target: OutsideTarget, agentId: string | null, isForwarded = false): void {
  const forwarded = isForwarded ? { madeBy: 'forwarding' as const } : {};
  const originator = agentChannelOf(call);
  const listener = originator === null ? {} : { listener: waitsFor(call, originator) };
  const options = { timeoutS: CUSTOMER_RING_S, originator, formats: [], agentId, ...forwarded, ...listener };
  const dialled: OverTrunks = { channelId: null, outside: null };
  // Others have taken the last line while the agent's own phone rang.
  if (!startOutsideLeg(step, call, dialled, call.customerChannelId, target, options))
    return endCall(step, call, { reason: 'failed', endedBy: 'system', cause: q850.congestion });
  setCustomer(call, call.customerChannelId, null, { state: 'ringing', outside: dialled.outside });
}

const CAUSES: Readonly<Record<NobodyThere, number>> = {
  busy: q850.userBusy,
  noAnswer: q850.noAnswer,
  unreachable: q850.subscriberAbsent,
  noSuchNumber: q850.unallocated,
};

/** The colleague's phone, or whatever they forward to. */
function callColleague(step: Step, call: Call, way: Way): void {
  call.peerAgentId = null;
  if (way.kind === 'nowhere') {
    // They may belong to another call: nothing of theirs changes here.
    const cause = CAUSES[way.reason];
    return endCall(step, call, { ...endOfAttempt(cause), cause });
  }
  if (way.kind === 'outside') return callOutside(step, call, way.target, way.agentId, true);
  const { agent, ringS = CUSTOMER_RING_S } = way;
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  setActivity(step, agent, { kind: 'ringing', callId: call.id });
  setCustomer(call, call.customerChannelId, agent.id, { state: 'ringing' });
  call.deadline = step.now + ringS * 1000 + GUARD_MS;
  touchAgents(step, call);
  const caller = call.agentId ? step.directory.agent(call.agentId) : undefined;
  ringPhone(step, call, {
    agentId: agent.id,
    channelId: call.customerChannelId,
    shows: { name: caller?.displayName ?? '', number: caller?.extension ?? '' },
    timeoutS: ringS,
    originator: agentChannelOf(call),
  });
}

/** The colleague did not take it, and forwards such calls. `isGone`: their channel is. */
function goesToForwarding(step: Step, call: Call, value: number, isGone: boolean): boolean {
  const { peerAgentId } = call;
  // A phone that was called for its owner's own sake is not a colleague's.
  const way = peerAgentId && call.agentId ? wayOn(step, call, peerAgentId, endOfAttempt(value).reason) : undefined;
  if (!way || !peerAgentId) return false;
  if (!isGone) step.command(call, { do: 'hangup', channelId: call.customerChannelId, reason: 'normal' });
  if (!call.dialledOnPhone) step.command(call, { do: 'stopPlayback', playbackId: ringbackPlaybackId(call) });
  releaseAgent(step, call, peerAgentId);
  call.legCount += 1;
  const customer = customerLegOf(call);
  if (customer) endEarlyMedia(step, call, customer);
  removeLeg(call, customer);
  call.customerChannelId = `${call.id}-c${call.legCount}`;
  call.deadline = step.now + CUSTOMER_RING_S * 1000 + GUARD_MS;
  callColleague(step, call, way);
  return true;
}

/** It rang for too long, and the engine has not said so. */
export function diallingTimedOut(step: Step, call: Call): void {
  if (goesToForwarding(step, call, q850.noAnswer, false)) return;
  endCall(step, call, { reason: 'noAnswer', endedBy: 'customer' });
}

/** What the trunk could not carry goes over the next one; the agent hears nothing of it. */
function goesOverNextTrunk(step: Step, call: Call, value: number): boolean {
  const channelId = `${call.id}-c${call.legCount + 1}`;
  const customer = customerLegOf(call);
  if (!customer || !failOver(step, call, customer, value, channelId)) return false;
  call.legCount += 1;
  call.customerChannelId = channelId;
  call.deadline = step.now + CUSTOMER_RING_S * 1000 + GUARD_MS;
  return true;
}

/** The other party's phone rings: let the agent hear it. */
export function otherPartyRings(step: Step, call: Call): void {
  step.callFact(call, { type: 'ringing' });
  const agentChannelId = agentChannelOf(call);
  if (!agentChannelId || !ringbackIsWanted(step, call, customerLegOf(call)?.outside ?? null)) return;
  if (call.dialledOnPhone) {
    step.command(call, { do: 'ring', channelId: agentChannelId });
  } else {
    step.command(call, {
      do: 'play',
      channelId: agentChannelId,
      playbackId: ringbackPlaybackId(call),
      media: ['tone:ring;tonezone=cn'],
    });
  }
}

export function otherPartyAnswered(step: Step, call: Call): void {
  const { agentId } = call;
  const agentChannelId = agentChannelOf(call);
  if (call.callbackId && !agentChannelId) return step.places.greetCalledBack(step, call);
  if (!agentId || !agentChannelId) return;
  step.places.customerReached(step, call);
  if (call.dialledOnPhone) step.command(call, { do: 'answer', channelId: agentChannelId });
  else step.command(call, { do: 'stopPlayback', playbackId: ringbackPlaybackId(call) });
  step.places.talk(step, call, agentId, agentChannelId);
}

/** One of the two legs ended, or never came to be, before the conversation. */
export function attemptFailed(step: Step, call: Call, side: 'agent' | 'customer', value: number, goneChannelId?: string): void {
  if (side === 'customer') {
    if (goesOverNextTrunk(step, call, value) || goesToForwarding(step, call, value, true)) return;
    endCall(step, call, { ...endOfAttempt(value), cause: value, goneChannelId });
  } else if (call.phase === 'callingAgent' && value !== q850.callRejected && value !== q850.userBusy) {
    endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system', cause: value, goneChannelId });
  } else {
    endCall(step, call, { reason: 'cancelled', endedBy: 'agent', cause: value, goneChannelId });
  }
}

import { cause as q850 } from '@zuoxi/ari';
import { endEarlyMedia, type Listener } from '../../parts/early-media.ts';
import { type NobodyThere, type Way, wayOn, wayTo } from '../../parts/forwarding.ts';
import { attemptFailed, goesOverNextTrunk, OTHER_PARTY_RING_S, ringbackOf, stopRingback } from '../../parts/other-party.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { startOutsideLeg } from '../../parts/trunks.ts';
import type { DialTarget } from '../../port/directory.ts';
import { setActivity } from '../../rules/agent-state.ts';
import { endOfAttempt } from '../../rules/causes.ts';
import { endCall } from '../../rules/end-call.ts';
import { newCall } from '../../rules/new-call.ts';
import { enterPhase } from '../../rules/phases.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { SideLeg, Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Agent } from '../../world/agent.ts';
import { type Call, type CallIn, isIn } from '../../world/call.ts';
import type { OverTrunks } from '../../world/leg.ts';
import { agentChannelOf, agentLegOf, customerLegOf, removeLeg, setAgent, setCustomer } from '../../world/legs.ts';
import { GUARD_MS } from '../../world/limits.ts';
import type { OutsideTarget } from '../../world/terms.ts';

type Target = Exclude<DialTarget, { kind: 'refused' | 'queue' }>;

export function outgoingCall(
  step: Step,
  place: Pick<Call, 'id' | 'engine'>,
  agent: Agent,
  number: string,
  target: Target,
  state: CallIn<'callingAgent' | 'dialling'>['state'],
): Call {
  const peer = target.kind === 'extension' ? step.directory.agent(target.agentId) : undefined;
  const call = newCall(step, place, agent.tenantId, peer ? 'internal' : 'manualOutbound', state);
  setAgent(call, agent.id, null);
  call.customerNumber = peer?.extension ?? number;
  call.customerName = peer?.displayName ?? null;
  call.calledNumber = number;
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
export function agentReady(step: Step, call: CallIn<'callingAgent'>): void {
  const { target } = call.state;
  const own = agentLegOf(call);
  if (own) own.state = 'up';
  enterPhase(step, call, { phase: 'dialling', onPhone: false }, step.now);
  callOtherParty(step, call, target);
}

export function callOtherParty(step: Step, call: Call, target: Target): void {
  call.deadline = step.now + OTHER_PARTY_RING_S * 1000 + GUARD_MS;
  touchAgents(step, call);
  if (target.kind === 'outside') callOutside(step, call, target, call.agentId);
  else callColleague(step, call, wayTo(step, call, target.agentId));
}

/** The agent hears what the network says, and our ringback once it is known to ring. */
function waitsFor(call: Call, listenerId: string): Listener {
  const isUnanswered = isIn(call, 'dialling') && call.state.onPhone;
  return { listenerId, isUnanswered, ringbackId: isUnanswered ? null : ringbackOf(call), ringsAtOnce: false };
}

/** `agentId`: on whose account. */
function callOutside(step: Step, call: Call, target: OutsideTarget, agentId: string | null, isForwarded = false): void {
  const forwarded = isForwarded ? { madeBy: 'forwarding' as const } : {};
  const originator = agentChannelOf(call);
  const listener = originator === null ? {} : { listener: waitsFor(call, originator) };
  const options = { timeoutS: OTHER_PARTY_RING_S, originator, formats: [], agentId, ...forwarded, ...listener };
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
  const { agent, ringS = OTHER_PARTY_RING_S } = way;
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
function goesToForwarding(step: Step, call: CallIn<'dialling'>, value: number, isGone: boolean): boolean {
  const { peerAgentId } = call;
  const way = peerAgentId ? wayOn(step, call, peerAgentId, endOfAttempt(value).reason) : undefined;
  if (!way || !peerAgentId) return false;
  if (!isGone) step.command(call, { do: 'hangup', channelId: call.customerChannelId, reason: 'normal' });
  if (!call.state.onPhone) stopRingback(step, call);
  releaseAgent(step, call, peerAgentId);
  call.legCount += 1;
  const customer = customerLegOf(call);
  if (customer) endEarlyMedia(step, call, customer);
  removeLeg(call, customer);
  call.customerChannelId = `${call.id}-c${call.legCount}`;
  call.deadline = step.now + OTHER_PARTY_RING_S * 1000 + GUARD_MS;
  callColleague(step, call, way);
  return true;
}

/** It rang for too long, and the engine has not said so. */
export function diallingTimedOut(step: Step, call: CallIn<'dialling'>): void {
  if (goesToForwarding(step, call, q850.noAnswer, false)) return;
  endCall(step, call, { reason: 'noAnswer', endedBy: 'customer' });
}

export function otherPartyAnswered(step: Step, call: CallIn<'dialling'>): void {
  const { agentId } = call;
  const agentChannelId = agentChannelOf(call);
  if (!agentId || !agentChannelId) return;
  if (call.state.onPhone) step.command(call, { do: 'answer', channelId: agentChannelId });
  else stopRingback(step, call);
  step.places.talk(step, call, agentId, agentChannelId);
}

/** One of the two sides ended, or never came to be, before the conversation. */
export function diallingFailed(step: Step, call: CallIn<'dialling'>, leg: SideLeg, value: number): void {
  const goesOn = leg.role === 'customer' && (goesOverNextTrunk(step, call, value) || goesToForwarding(step, call, value, true));
  if (!goesOn) attemptFailed(step, call, leg, value);
}

/** The agent's own phone; nobody else has been dialled. */
export function agentNotReached(step: Step, call: Call, leg: SideLeg, value: number): void {
  if (value === q850.callRejected || value === q850.userBusy) return attemptFailed(step, call, leg, value);
  endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system', cause: value, goneChannelId: leg.channelId });
}

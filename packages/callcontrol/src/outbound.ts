import { type HangupReason, cause as q850 } from '@zuoxi/ari';
import type { Agent } from './agent.ts';
import { agentOf, setActivity } from './agent-state.ts';
import { type Call, enterPhase } from './call.ts';
import { callbackAnswered, reached } from './callback.ts';
import { startConsult } from './consult.ts';
import type { DialTarget, OutsideTarget, RefusedTarget } from './directory.ts';
import { isEngaged } from './disposition.ts';
import { endCall, endOfAttempt, releaseAgent } from './end-call.ts';
import { codeDialled, codeFromPanel, featureCodeOf } from './feature-codes.ts';
import { type NobodyThere, type Way, wayOn, wayTo } from './forwarding.ts';
import { type Input, RefusedError } from './inputs.ts';
import { queueDialled, queueFromPanel } from './internal-caller.ts';
import { newCall } from './new-call.ts';
import { becomeCaller } from './own-phone.ts';
import { customerOf, GUARD_MS, RING_S, ringPhone } from './ring-phone.ts';
import type { Step } from './step-context.ts';
import { startTalking, touchAgents } from './talk.ts';
import { anyHasRoom, failOver, startOutsideLeg } from './trunk-choice.ts';

/** How long the other party's phone rings, in seconds. */
const CUSTOMER_RING_S = 60;

export const ringbackPlaybackId = (call: Pick<Call, 'id'>) => `${call.id}-ringback`;

/** A click in the console: the agent's own phone is called first, then the other party. */
export function dialFromPanel(step: Step, input: Extract<Input, { type: 'dial' }>): void {
  const config = step.directory.agent(input.agentId);
  const agent = agentOf(step, input.agentId);
  if (!config || !agent) throw new RefusedError('panel.noExtension');
  const code = featureCodeOf(input.number);
  if (code) return codeFromPanel(step, input, agent, code);
  const target = step.directory.dialTarget(agent.id, input.number);
  const engine = meetingEngine(step, agent, target);
  if (engine === undefined) throw new RefusedError('panel.phoneOffline');
  if (target.kind === 'refused') throw new RefusedError(`panel.${target.reason}`, { number: input.number });
  // Better said now than when his own phone has rung.
  if (target.kind === 'outside' && !anyHasRoom(step, target.routes)) throw new RefusedError('panel.trunksBusy');
  becomeCaller(step, agent, input.callId);
  if (target.kind === 'queue') return queueFromPanel(step, input, agent, target.queueId, engine);
  const call = outgoingCall(step, { id: input.callId, engine }, agent, input.number, target, 'callingAgent');
  call.legs = 1;
  call.agentChannelId = `${call.id}-a1`;
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  ringPhone(step, call, {
    agentId: agent.id,
    channelId: call.agentChannelId,
    shows: customerOf(call),
    // Outside nobody speaks wide band: what the agent's phone does not speak need not be translated.
    formats: target.kind === 'outside' ? ['alaw', 'ulaw'] : [],
  });
}

/** One the agent's phone is registered with, of those the other phone is registered with, too, if there is such a one. */
function meetingEngine(step: Step, agent: Agent, target: DialTarget): string | undefined {
  const peer = target.kind === 'extension' ? agentOf(step, target.agentId) : undefined;
  return agent.registeredWith.find((engine) => peer?.registeredWith.includes(engine)) ?? agent.registeredWith[0];
}

/** The agent dialled on the phone itself: his channel is here and waits for the other party. */
export function dialFromPhone(step: Step, input: Extract<Input, { type: 'callArrived' }>, agentId: string): void {
  const agent = agentOf(step, agentId);
  const code = featureCodeOf(input.calledNumber);
  if (agent && code) return codeDialled(step, input, agent, code);
  const refuse = (reason: HangupReason) =>
    step.command({ id: input.callId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason });
  if (agent && onSecondLine(step, agent, input)) return;
  if (!agent || isEngaged(step, agent)) return refuse('busy');
  const target = step.directory.dialTarget(agentId, input.calledNumber);
  if (target.kind === 'refused') {
    step.agentFact(agent, { type: 'dialRefused', number: input.calledNumber, reason: target.reason });
    return refuse(hangupReasons[target.reason]);
  }
  becomeCaller(step, agent, input.callId);
  if (target.kind === 'queue') return queueDialled(step, input, agent, target.queueId);
  const call = outgoingCall(step, { id: input.callId, engine: input.engine }, agent, input.calledNumber, target, 'dialling');
  call.agentChannelId = input.channelId;
  call.dialledOnPhone = true;
  callOtherParty(step, call);
}

/** He has a customer and dials on the second line of his phone: he asks somebody (as PAN-2). */
function onSecondLine(step: Step, agent: Agent, { calledNumber, channelId, engine }: Extract<Input, { type: 'callArrived' }>): boolean {
  const call = agent.activity.kind === 'talking' ? step.world.calls.get(agent.activity.callId) : undefined;
  if (call?.engine !== engine) return false;
  try {
    startConsult(step, call, agent.id, calledNumber, channelId);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

/** What the phone is told, so that it shows or says something that fits. */
const hangupReasons: Readonly<Record<RefusedTarget['reason'], HangupReason>> = {
  numberInvalid: 'unallocated',
  noTrunk: 'congestion',
  notAllowed: 'rejected',
  blacklisted: 'rejected',
  capReached: 'rejected',
};

function outgoingCall(
  step: Step,
  place: Pick<Call, 'id' | 'engine'>,
  agent: Agent,
  number: string,
  target: Exclude<DialTarget, { kind: 'refused' | 'queue' }>,
  phase: 'callingAgent' | 'dialling',
): Call {
  const peer = target.kind === 'extension' ? step.directory.agent(target.agentId) : undefined;
  const call = newCall(step, place, agent.tenantId, peer ? 'internal' : 'manualOutbound', phase);
  call.agentId = agent.id;
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
  enterPhase(call, 'dialling', step.now, step.now);
  callOtherParty(step, call);
}

function callOtherParty(step: Step, call: Call): void {
  call.deadline = step.now + CUSTOMER_RING_S * 1000 + GUARD_MS;
  touchAgents(step, call);
  if (call.peerAgentId) return callColleague(step, call, wayTo(step, call, call.peerAgentId));
  const { outside, agentId } = call;
  call.outside = null;
  if (outside) callOutside(step, call, outside, agentId);
}

/** `agentId`: on whose account. */
function callOutside(step: Step, call: Call, target: OutsideTarget, agentId: string | null, isForwarded = false): void {
  const forwarded = isForwarded ? { madeBy: 'forwarding' as const } : {};
  const options = { timeoutS: CUSTOMER_RING_S, originator: call.agentChannelId, formats: [], agentId, ...forwarded };
  call.customerChannelLive = startOutsideLeg(step, call, call.customerChannelId, target, options);
  // Others have taken the last line while his own phone rang.
  if (!call.customerChannelLive) endCall(step, call, { reason: 'failed', endedBy: 'system', cause: q850.congestion });
}

const CAUSES: Readonly<Record<NobodyThere, number>> = {
  busy: q850.userBusy,
  noAnswer: q850.noAnswer,
  unreachable: q850.subscriberAbsent,
  noSuchNumber: q850.unallocated,
};

/** The colleague's phone, or whatever he forwards to. */
function callColleague(step: Step, call: Call, way: Way): void {
  call.peerAgentId = null;
  if (way.kind === 'nowhere') {
    // He may belong to another call: nothing of his changes here.
    const cause = CAUSES[way.reason];
    return endCall(step, call, { ...endOfAttempt(cause), cause });
  }
  if (way.kind === 'outside') return callOutside(step, call, way.target, way.agentId, true);
  const { agent, ringS = CUSTOMER_RING_S } = way;
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  setActivity(step, agent, { kind: 'ringing', callId: call.id });
  call.peerAgentId = agent.id;
  call.customerChannelLive = true;
  call.deadline = step.now + ringS * 1000 + GUARD_MS;
  touchAgents(step, call);
  const caller = call.agentId ? step.directory.agent(call.agentId) : undefined;
  ringPhone(step, call, {
    agentId: agent.id,
    channelId: call.customerChannelId,
    shows: { name: caller?.displayName ?? '', number: caller?.extension ?? '' },
    timeoutS: ringS,
    originator: call.agentChannelId,
  });
}

/** The colleague did not take it, and forwards such calls. `isGone`: his channel is. */
function goesToForwarding(step: Step, call: Call, value: number, isGone: boolean): boolean {
  const { peerAgentId } = call;
  // A phone that was called for its owner's own sake is not a colleague's.
  const way = peerAgentId && call.agentId ? wayOn(step, call, peerAgentId, endOfAttempt(value).reason) : undefined;
  if (!way || !peerAgentId) return false;
  if (!isGone) step.command(call, { do: 'hangup', channelId: call.customerChannelId, reason: 'normal' });
  if (!call.dialledOnPhone) step.command(call, { do: 'stopPlayback', playbackId: ringbackPlaybackId(call) });
  releaseAgent(step, call, peerAgentId);
  call.legs += 1;
  call.customerChannelId = `${call.id}-c${call.legs}`;
  call.customerChannelLive = false;
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
  const channelId = `${call.id}-c${call.legs + 1}`;
  if (!failOver(step, call, call.customerChannelId, value, channelId)) return false;
  call.legs += 1;
  call.customerChannelId = channelId;
  call.deadline = step.now + CUSTOMER_RING_S * 1000 + GUARD_MS;
  return true;
}

/** The other party's phone rings: let the agent hear it. */
export function otherPartyRings(step: Step, call: Call): void {
  step.callFact(call, { type: 'ringing' });
  if (!call.agentChannelId) return;
  if (call.dialledOnPhone) {
    step.command(call, { do: 'ring', channelId: call.agentChannelId });
  } else {
    step.command(call, {
      do: 'play',
      channelId: call.agentChannelId,
      playbackId: ringbackPlaybackId(call),
      media: ['tone:ring;tonezone=cn'],
    });
  }
}

export function otherPartyAnswered(step: Step, call: Call): void {
  const { agentId, agentChannelId } = call;
  if (call.callbackId && !agentChannelId) return callbackAnswered(step, call);
  if (!agentId || !agentChannelId) return;
  reached(step, call);
  if (call.dialledOnPhone) step.command(call, { do: 'answer', channelId: agentChannelId });
  else step.command(call, { do: 'stopPlayback', playbackId: ringbackPlaybackId(call) });
  startTalking(step, call, agentId, agentChannelId);
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

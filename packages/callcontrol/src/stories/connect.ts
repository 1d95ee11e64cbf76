import { type HangupReason, cause as q850 } from '@zuoxi/ari';
import { endEarlyMedia } from '../parts/early-media.ts';
import { type Way, wayOn, wayTo } from '../parts/forwarding.ts';
import { mayComeBack } from '../parts/lost-phone.ts';
import { ringForCustomer } from '../parts/ring-phone.ts';
import { playRingback } from '../parts/ringback.ts';
import { giveUp } from '../parts/send.ts';
import { failOver, startOutsideLeg } from '../parts/trunks.ts';
import type { AgentConfig } from '../port/directory.ts';
import { ensureAgent, setActivity } from '../rules/agent-state.ts';
import { endOfAttempt } from '../rules/causes.ts';
import { enterPhase } from '../rules/phases.ts';
import { touchAgents } from '../rules/screens.ts';
import type { Impossible, LegRules, Phase, Step } from '../rules/step.ts';
import type { Agent } from '../world/agent.ts';
import type { Call, CallIn } from '../world/call.ts';
import type { ConnectingLeg } from '../world/leg.ts';
import { addLeg, connectingOf, removeLeg } from '../world/legs.ts';
import { GUARD_MS, LOST_PHONE_MS, RING_S } from '../world/limits.ts';
import type { OutsideTarget } from '../world/terms.ts';

/** Rings one extension for the caller, or whatever it forwards to: a direct number, an overflow, an IVR. */
export function connectExtension(step: Step, call: Call, agentId: string, ringS = RING_S): void {
  call.forwardedFrom = [];
  goWay(step, call, wayTo(step, call, agentId), ringS);
}

function goWay(step: Step, call: Call, way: Way, ringS: number): void {
  switch (way.kind) {
    case 'nowhere':
      return giveUp(step, call, { reason: way.reason, exit: way.reason === 'busy' || way.reason === 'noSuchNumber' ? 'busy' : 'noAnswer' });
    case 'outside':
      return ringOutside(step, call, way.target, ringS, way.agentId);
    case 'phone':
      return ringPhone(step, call, way.agent, way.config, way.ringS ?? ringS);
  }
}

function ringPhone(step: Step, call: Call, agent: Agent, config: AgentConfig, ringS: number): void {
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  setActivity(step, agent, { kind: 'ringing', callId: call.id });
  const { channelId } = startConnecting(step, call, { agentId: agent.id, number: config.extension }, ringS);
  ringForCustomer(step, call, { agentId: agent.id, channelId, timeoutS: ringS });
}

/** Rings an outside number for the caller, over the trunks of the dial rules. */
export function connectOutside(step: Step, call: Call, number: string, ringS = RING_S): void {
  const target = step.directory.outsideTarget(call.tenantId, number);
  if (!target) return giveUp(step, call, { reason: 'unreachable', exit: 'noAnswer' });
  ringOutside(step, call, target, ringS, null);
}

/** `agentId`: who forwards there; null: the call centre itself sends the caller. */
function ringOutside(step: Step, call: Call, target: OutsideTarget, ringS: number, agentId: string | null): void {
  const connecting = startConnecting(step, call, { agentId: null, number: target.number }, ringS);
  const madeBy = agentId === null ? 'callCentre' : 'forwarding';
  const { channelId } = connecting;
  const listener = { listenerId: call.customerChannelId, isUnanswered: false, ringbackId: ringbackOf(channelId), ringsAtOnce: true };
  const options = { timeoutS: ringS, originator: call.customerChannelId, formats: [], agentId, madeBy, listener } as const;
  if (!startOutsideLeg(step, call, connecting, connecting.channelId, target, options)) connectFailed(step, call, q850.congestion);
}

function startConnecting(step: Step, call: Call, whom: { agentId: string | null; number: string }, ringS: number): ConnectingLeg {
  call.legCount += 1;
  const channelId = `${call.id}-a${call.legCount}`;
  const connecting: ConnectingLeg = { role: 'connecting', channelId, state: 'ringing', deadline: null, outside: null, ...whom };
  addLeg(call, connecting);
  enterPhase(step, call, { phase: 'connecting' }, step.now + ringS * 1000 + GUARD_MS);
  step.callFact(call, { type: 'connecting', ...whom });
  playRingback(step, call, call.customerChannelId, ringbackOf(channelId));
  touchAgents(step, call);
  return connecting;
}

/** Picked up: they talk. */
function answered(step: Step, call: Call, connecting: ConnectingLeg): void {
  step.command(call, { do: 'stopPlayback', playbackId: ringbackOf(connecting.channelId) });
  removeLeg(call, connecting);
  // A direct call is nobody's queue call: no wrap-up, no survey, no service level.
  if (connecting.agentId) call.queueId = null;
  step.places.talk(step, call, connecting.agentId, connecting.channelId, connecting.outside);
}

/** The ringing phone has ended. */
function phoneGone(step: Step, call: Call, connecting: ConnectingLeg, value: number): void {
  if (connecting.agentId && mayComeBack(step, call, connecting.agentId, value)) {
    if (connecting.state === 'lost') return;
    connecting.state = 'lost';
    connecting.deadline = step.now + LOST_PHONE_MS;
    step.mark(call);
  } else connectFailed(step, call, value);
}

/** The agent's page was loaded again while their phone rang: the new one rings, and the caller hears no difference. */
function ringAgain(step: Step, call: Call, connecting: ConnectingLeg): void {
  const { channelId: before, state, agentId } = connecting;
  if (agentId === null) return;
  if (state === 'ringing') step.command(call, { do: 'hangup', channelId: before, reason: 'normal' });
  connecting.state = 'ringing';
  connecting.deadline = null;
  step.mark(call);
  call.legCount += 1;
  connecting.channelId = `${call.id}-a${call.legCount}`;
  moveRingback(step, call, before, connecting.channelId);
  const leftS = Math.max(5, Math.round((call.deadline - GUARD_MS - step.now) / 1000));
  ringForCustomer(step, call, { agentId, channelId: connecting.channelId, timeoutS: leftS });
}

function moveRingback(step: Step, call: Call, from: string, to: string): void {
  step.command(call, { do: 'stopPlayback', playbackId: ringbackOf(from) });
  playRingback(step, call, call.customerChannelId, ringbackOf(to));
}

/** Not picked up: wherever the extension forwards such calls, or whatever comes next for the caller. */
function connectFailed(step: Step, call: Call, value: number, channelGone = true): void {
  if (channelGone && overNextTrunk(step, call, value)) return;
  const connecting = connectingOf(call);
  closeConnecting(step, call, channelGone);
  const { reason } = endOfAttempt(value);
  const way = connecting?.agentId ? wayOn(step, call, connecting.agentId, reason) : undefined;
  if (way) return goWay(step, call, way, RING_S);
  giveUp(step, call, { reason, exit: reason === 'busy' || reason === 'rejected' ? 'busy' : 'noAnswer' });
}

/** Whom it rings is no more, or may not be dialled any more: whatever comes next for the caller. */
function connectImpossible(step: Step, call: Call, reason: Impossible): void {
  closeConnecting(step, call);
  giveUp(step, call, { reason, exit: 'noAnswer' });
}

/** The trunk could not carry it: the next one, and the caller hears no difference. */
function overNextTrunk(step: Step, call: Call, value: number): boolean {
  const connecting = connectingOf(call);
  const channelId = `${call.id}-a${call.legCount + 1}`;
  if (!connecting) return false;
  const { channelId: before } = connecting;
  if (!failOver(step, call, connecting, value, channelId)) return false;
  call.legCount += 1;
  moveRingback(step, call, before, channelId);
  if (connecting.outside?.early) connecting.outside.early.ringbackId = ringbackOf(channelId);
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  return true;
}

const ringbackOf = (channelId: string): string => `${channelId}-ringback`;

/** The other phone stops ringing. */
function closeConnecting(step: Step, call: Call, channelGone = false, reason: HangupReason = 'normal'): void {
  const connecting = connectingOf(call);
  if (!connecting) return;
  step.command(call, { do: 'stopPlayback', playbackId: ringbackOf(connecting.channelId) });
  endEarlyMedia(step, call, connecting);
  if (!channelGone && connecting.state === 'ringing') step.command(call, { do: 'hangup', channelId: connecting.channelId, reason });
  removeLeg(call, connecting);
  const agent = connecting.agentId ? ensureAgent(step, connecting.agentId) : undefined;
  if (agent?.activity.kind === 'ringing' && agent.activity.callId === call.id) setActivity(step, agent, { kind: 'none' });
}

/** The call goes on at the phone of whoever takes it. */
function taken(step: Step, call: Call, by: { agentId: string; channelId: string }): void {
  closeConnecting(step, call, false, 'answered_elsewhere');
  // As with everybody who is reached directly.
  call.queueId = null;
  step.places.talk(step, call, by.agentId, by.channelId);
}

export const connectingLeg: LegRules<ConnectingLeg> = {
  answered,
  gone: phoneGone,
  timeUp: (step, call) => connectFailed(step, call, q850.subscriberAbsent),
  dropped: (step, call, _, isGone) => closeConnecting(step, call, isGone),
  ownerHangsUp: (step, call) => connectFailed(step, call, q850.callRejected, false),
  reclaim: ringAgain,
  impossible: (step, call, _, reason) => connectImpossible(step, call, reason),
  phoneBack(step, call, leg) {
    if (leg.state === 'lost') ringAgain(step, call, leg);
  },
  takenBy: (step, call, _, by) => taken(step, call, by),
};

export const connecting: Phase<CallIn<'connecting'>> = {
  timeUp: (step, call) => connectFailed(step, call, q850.noAnswer, false),
  abandoned: () => ({ reason: 'abandonedWhileRinging', endedBy: 'customer' }),
};

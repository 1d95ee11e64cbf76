import { backToTalking, customerIn, customerOut, endReturning, handOver } from '../../parts/bridge.ts';
import { endEarlyMedia } from '../../parts/early-media.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { playRingback } from '../../parts/ringback.ts';
import { failOver, startOutsideLeg } from '../../parts/trunks.ts';
import type { DialTarget } from '../../port/directory.ts';
import type { ConsultOutcome } from '../../port/facts.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { endOfAttempt } from '../../rules/causes.ts';
import { endCall } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Call } from '../../world/call.ts';
import type { ConsultedLeg, SecondLineLeg } from '../../world/leg.ts';
import { addLeg, agentChannelOf, consultedOf, removeLeg, returningOf, secondLineOf, setAgent } from '../../world/legs.ts';
import { GUARD_MS, RING_S } from '../../world/limits.ts';
import { bridgeOf, hasCustomerLeft } from '../../world/states.ts';
import type { EndReason } from '../../world/terms.ts';
import { mustBeFreeToAsk, somebodyFree } from './asking.ts';
import { endSupervisionsOf, followAgent } from './supervision.ts';

/** `ownChannelId`: the agent has dialled it on the second line of their desk phone. */
export function startConsult(step: Step, call: Call, agentId: string, number: string, ownChannelId: string | null = null): void {
  mustBeFreeToAsk(call, agentId);
  const target = somebodyFree(step, call, agentId, number);
  const asked = target.kind === 'extension' ? ensureAgent(step, target.agentId) : undefined;
  call.notReached = null;
  customerOut(step, call);
  const consult: ConsultedLeg = {
    role: 'consulted',
    channelId: '',
    agentId: asked?.id ?? null,
    state: 'ringing',
    deadline: null,
    number,
    with: 'consulted',
    since: step.now,
    muted: false,
    returning: false,
    outside: null,
  };
  addLeg(call, consult);
  if (ownChannelId !== null) {
    const bridgeId = `${call.id}-c${call.legCount + 1}`;
    addLeg(call, { role: 'secondLine', channelId: ownChannelId, agentId, state: 'up', deadline: null, bridgeId });
  }
  step.callFact(call, { type: 'consultStarted', agentId, toAgentId: consult.agentId, number });
  if (asked?.activity.kind === 'wrapUp') setActivity(step, asked, { kind: 'none' });
  if (asked) setActivity(step, asked, { kind: 'ringing', callId: call.id });
  letAgentHearRinging(step, call);
  ring(step, call, consult, target);
  touchAgents(step, call);
}

const ringbackOf = (call: Call): string => `${call.id}-consult`;

/** The agent hears it ring, and nobody else does: in a three-way call agent and customer go on talking. */
export function isWaitingForConsulted(call: Call): boolean {
  const consult = consultedOf(call);
  return consult?.state === 'ringing' && !secondLineOf(call) && consult.with !== 'all';
}

/** The agent is taken out of the bridge meanwhile: a channel in a bridge hears the bridge. */
export function letAgentHearRinging(step: Step, call: Call): void {
  const bridgeId = bridgeOf(call);
  const agentChannelId = agentChannelOf(call);
  const secondLine = secondLineOf(call);
  if (secondLine) return step.command(call, { do: 'ring', channelId: secondLine.channelId });
  if (!agentChannelId || !bridgeId) return;
  step.command(call, { do: 'leaveBridge', bridgeId, channelId: agentChannelId });
  playRingback(step, call, agentChannelId, ringbackOf(call));
}

/** Back in the bridge, alone or not. */
function agentBack(step: Step, call: Call): void {
  const bridgeId = bridgeOf(call);
  const agentChannelId = agentChannelOf(call);
  if (!isWaitingForConsulted(call) || !agentChannelId || !bridgeId) return;
  step.command(call, { do: 'stopPlayback', playbackId: ringbackOf(call) });
  step.command(call, { do: 'joinBridge', bridgeId, channelId: agentChannelId });
}

function ring(step: Step, call: Call, consult: ConsultedLeg, target: Exclude<DialTarget, { kind: 'refused' | 'queue' }>): void {
  call.legCount += 1;
  consult.channelId = `${call.id}-a${call.legCount}`;
  consult.deadline = step.now + RING_S * 1000 + GUARD_MS;
  if (target.kind === 'outside') {
    const secondLineId = secondLineOf(call)?.channelId;
    const ringback = { isUnanswered: secondLineId !== undefined, ringbackId: secondLineId ? null : ringbackOf(call), ringsAtOnce: true };
    const listenerId = secondLineId ?? agentChannelOf(call);
    const listener = listenerId === null ? {} : { listener: { listenerId, ...ringback } };
    const options = { timeoutS: RING_S, originator: agentChannelOf(call), formats: [], agentId: call.agentId, ...listener };
    startOutsideLeg(step, call, consult, consult.channelId, target, options);
    return;
  }
  const asking = call.agentId ? step.directory.agent(call.agentId) : undefined;
  ringPhone(step, call, {
    agentId: target.agentId,
    channelId: consult.channelId,
    shows: { name: asking?.displayName ?? '', number: asking?.extension ?? '' },
    originator: agentChannelOf(call),
  });
}

/** Whom the agent asks has picked up. */
export function consultAnswered(step: Step, call: Call): void {
  const { agentId } = call;
  const consult = consultedOf(call);
  if (consult?.state !== 'ringing' || !agentId) return;
  agentBack(step, call);
  consult.state = 'up';
  consult.deadline = null;
  const asked = consult.agentId ? ensureAgent(step, consult.agentId) : undefined;
  if (asked?.activity.kind === 'ringing') setActivity(step, asked, { kind: 'talking', callId: call.id });
  const secondLine = secondLineOf(call);
  if (secondLine) joinSecondLine(step, call, consult, secondLine);
  else consultedIn(step, call, consult);
  if (!consult.returning) step.callFact(call, { type: 'consultAnswered', agentId, toAgentId: consult.agentId, number: consult.number });
  consult.returning = false;
  // Their page was loaded again while somebody listened to them: the phone is another one.
  if (consult.agentId) followAgent(step, call, consult.agentId);
  backToTalking(step, call);
}

function joinSecondLine(step: Step, call: Call, consult: ConsultedLeg, { channelId, bridgeId }: SecondLineLeg): void {
  step.command(call, { do: 'answer', channelId });
  step.command(call, { do: 'bridge', bridgeId, channelIds: [channelId, consult.channelId] });
}

function consultedIn(step: Step, call: Call, { channelId }: ConsultedLeg): void {
  const bridgeId = bridgeOf(call);
  if (bridgeId) step.command(call, { do: 'joinBridge', bridgeId, channelId });
}

/** Back to the customer, over to the consulted one, or all three together (PAN-4). */
export function talkWith(step: Step, call: Call, agentId: string, whom: ConsultedLeg['with']): void {
  const consult = ownConsult(call, agentId);
  if (consult.state !== 'up') throw new RefusedError('panel.consultNotAnswered');
  if (hasCustomerLeft(call)) throw new RefusedError('panel.customerLeft');
  if (consult.with === whom) return;
  ontoSecondLine(step, call, consult);
  const wasOut = consult.with === 'customer';
  consult.with = whom;
  const bridgeId = bridgeOf(call);
  if (bridgeId && whom === 'customer') {
    step.command(call, { do: 'leaveBridge', bridgeId, channelId: consult.channelId });
    step.command(call, { do: 'startMusic', channelId: consult.channelId });
  } else if (wasOut) {
    step.command(call, { do: 'stopMusic', channelId: consult.channelId });
    consultedIn(step, call, consult);
  }
  if (whom === 'consulted') customerOut(step, call);
  else customerIn(step, call);
  step.callFact(call, { type: 'talkingWith', agentId, with: whom });
  touchAgents(step, call);
}

/** The line on which the agent consults is the one they listen on (their phone holds the other one): it becomes the call's. */
export function ontoSecondLine(step: Step, call: Call, consult: ConsultedLeg, goneChannelId?: string): void {
  const own = secondLineOf(call);
  const bridgeId = bridgeOf(call);
  const agentChannelId = agentChannelOf(call);
  if (!own || !bridgeId) return;
  step.command(call, { do: 'destroyBridge', bridgeId: own.bridgeId });
  for (const channelId of [own.channelId, consult.channelId]) step.command(call, { do: 'joinBridge', bridgeId, channelId });
  if (agentChannelId && agentChannelId !== goneChannelId) step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
  removeLeg(call, own);
  const { agentId } = call;
  setAgent(call, agentId, own.channelId);
  // The phone of their first line was lost: they are back with the second one.
  if (!agentId || !returningOf(call)) return;
  endReturning(step, call);
  step.callFact(call, { type: 'agentReturned', agentId });
}

function ownConsult(call: Call, agentId: string): ConsultedLeg {
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  const consult = consultedOf(call);
  if (!consult) throw new RefusedError('panel.noConsult');
  return consult;
}

/** The agent is with the customer again. */
export function cancelConsult(step: Step, call: Call, agentId: string): void {
  ownConsult(call, agentId);
  endConsult(step, call, 'cancelled');
}

/** The consulted one has the customer (PAN-3). */
export function completeConsult(step: Step, call: Call, agentId: string, hangUpCustomer: boolean): void {
  const consult = ownConsult(call, agentId);
  if (consult.state === 'up' && !hasCustomerLeft(call)) return passOn(step, call);
  if (hasCustomerLeft(call)) throw new RefusedError('panel.customerLeft');
  if (!hangUpCustomer) throw new RefusedError('panel.consultNotAnswered');
  endCall(step, call, { reason: 'hangup', endedBy: 'agent' });
}

/** The agent leaves, and the consulted one is the agent. `goneChannelId`: the agent's, when it is gone already. */
export function passOn(step: Step, call: Call, goneChannelId?: string): void {
  const { agentId } = call;
  const consult = consultedOf(call);
  if (!consult || !agentId) return;
  ontoSecondLine(step, call, consult);
  if (consult.with === 'customer') {
    step.command(call, { do: 'stopMusic', channelId: consult.channelId });
    consultedIn(step, call, consult);
  }
  const { channelId, agentId: toAgentId, number, muted, outside } = consult;
  removeLeg(call, consult);
  step.callFact(call, { type: 'consultEnded', toAgentId, number, outcome: 'transferred' });
  endSupervisionsOf(step, call, agentId);
  handOver(step, call, { agentId: toAgentId, channelId, outside }, goneChannelId);
  call.muted = muted;
  call.handover = { how: 'transferred', from: agentId };
  step.callFact(call, { type: 'transferred', agentId, toAgentId, number });
}

/** The phone of whom the agent asks was not picked up, or they have hung up. */
export function consultedGone(step: Step, call: Call, value: number): void {
  const consult = consultedOf(call);
  if (!consult) return;
  if (consult.state === 'ringing' && goesOverNextTrunk(step, call, consult, value)) return;
  endConsult(step, call, consult.state === 'ringing' ? endOfAttempt(value).reason : 'left', consult.channelId);
}

function goesOverNextTrunk(step: Step, call: Call, consult: ConsultedLeg, value: number): boolean {
  const channelId = `${call.id}-a${call.legCount + 1}`;
  if (!failOver(step, call, consult, value, channelId)) return false;
  call.legCount += 1;
  consult.deadline = step.now + RING_S * 1000 + GUARD_MS;
  return true;
}

/** Whom the agent asks declines, or has had enough. */
export function consultedHungUp(step: Step, call: Call): void {
  endConsult(step, call, consultedOf(call)?.state === 'ringing' ? 'rejected' : 'left');
}

/** However it ends, the agent is with the customer afterwards; if that one has left, the call is over. */
export function endConsult(step: Step, call: Call, outcome: ConsultOutcome, goneChannelId?: string): void {
  const consult = consultedOf(call);
  if (!consult) return;
  endEarlyMedia(step, call, consult);
  if (consult.channelId !== goneChannelId) step.command(call, { do: 'hangup', channelId: consult.channelId, reason: 'normal' });
  agentBack(step, call);
  const secondLine = secondLineOf(call);
  if (secondLine) {
    step.command(call, { do: 'destroyBridge', bridgeId: secondLine.bridgeId });
    if (secondLine.channelId !== goneChannelId)
      step.command(call, { do: 'hangup', channelId: secondLine.channelId, reason: outcome === 'busy' ? 'busy' : 'normal' });
    removeLeg(call, secondLine);
  }
  removeLeg(call, consult);
  step.callFact(call, { type: 'consultEnded', toAgentId: consult.agentId, number: consult.number, outcome });
  const { agentId: by } = call;
  if (by && isNotReached(outcome)) {
    call.notReached = { how: 'consult', by, toAgentId: consult.agentId, number: consult.number, reason: outcome };
  }
  if (consult.agentId) {
    endSupervisionsOf(step, call, consult.agentId);
    releaseAgent(step, call, consult.agentId);
  }
  if (hasCustomerLeft(call)) return endCall(step, call, { reason: 'hangup', endedBy: 'agent' });
  // On the desk phone the customer is on hold until its owner takes them back, unless nobody has them.
  if (!secondLine) customerIsTheirs(step, call);
  backToTalking(step, call);
}

/** They did not come to talk with each other, and the agent has not given it up. */
const isNotReached = (outcome: ConsultOutcome): outcome is EndReason =>
  outcome !== 'cancelled' && outcome !== 'left' && outcome !== 'transferred';

/** Nothing but the agent's absence keeps the customer out of the bridge any more. */
function customerIsTheirs(step: Step, call: Call): void {
  const returning = returningOf(call);
  if (returning) returning.wasHeld = false;
  else customerIn(step, call);
}

/** The page of whom the agent asks was loaded again: their phone is called again, and the others go on meanwhile. */
export function ringConsultedAgain(step: Step, call: Call): void {
  const consult = consultedOf(call);
  if (!consult?.agentId || secondLineOf(call)) throw new RefusedError('panel.noCall');
  step.command(call, { do: 'hangup', channelId: consult.channelId, reason: 'normal' });
  if (consult.state === 'up' && consult.with !== 'all') letAgentHearRinging(step, call);
  consult.returning = consult.state === 'up';
  consult.state = 'ringing';
  if (consult.with === 'customer') {
    consult.with = 'consulted';
    customerOut(step, call);
  }
  ring(step, call, consult, { kind: 'extension', agentId: consult.agentId });
  touchAgents(step, call);
}

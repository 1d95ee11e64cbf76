import type { TransferProgress } from '@zuoxi/ari';
import { earlyMediaFor, endEarlyMedia } from '../../parts/early-media.ts';
import { ringForCustomer } from '../../parts/ring-phone.ts';
import { playRingback } from '../../parts/ringback.ts';
import { failOver, startOutsideLeg } from '../../parts/trunks.ts';
import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { endOfAttempt } from '../../rules/causes.ts';
import { endCall, endingLegOf } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import { type Call, isIn } from '../../world/call.ts';
import type { ConsultedLeg, OutsideAttempt, SecondLineLeg, TransferLeg } from '../../world/leg.ts';
import { addLeg, agentChannelOf, agentLegOf, consultedOf, removeLeg, secondLineOf, setAgent, transferOf } from '../../world/legs.ts';
import { GUARD_MS, LONGEST_TALK_MS, RING_S } from '../../world/limits.ts';
import { callByChannel } from '../../world/look-up.ts';
import { bridgeOf, hasCustomerLeft, isHeld, talkOf } from '../../world/states.ts';
import type { EndReason } from '../../world/terms.ts';
import { mustBeFreeToAsk, somebodyFree } from './asking.ts';
import { passOn } from './consult.ts';
import { nobodyHasCustomer } from './nobody-there.ts';
import { endSupervisionsOf } from './supervision.ts';
import { transferToQueue } from './transfer-to-queue.ts';

/**
 * A transfer made on the agent's phone (RFC 3515; ChannelTransfer over ARI), while the call stays in `talking`:
 *
 * ```
 *                      the other phone answers
 *   none ──asked──► pending ──────────────────► none, with the other party
 *                      │ it does not: none, with the agent again; or, if they have left: as in nobody-there.ts
 * ```
 */
/** The agent's phone asks that the customer be connected with another number. What cannot be done is told to the phone. */
export function transferAsked(step: Step, call: Call | undefined, input: Extract<Input, { type: 'transferAsked' }>): void {
  const { channelId, engine, destination, replaces } = input;
  const decline = () => step.command({ id: call?.id ?? channelId, engine }, { do: 'tellTransfer', channelId, state: 'channel_declined' });
  if (!call?.agentId || !isIn(call, 'talking')) return decline();
  if (replaces !== null) return attended(step, call, channelId, replaces) ? undefined : decline();
  try {
    if (agentChannelOf(call) !== channelId) return decline();
    startTransfer(step, call, call.agentId, destination, true);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    decline();
  }
}

/** The two lines of the agent's phone, one of which replaces the other (RFC 5589, section 7): the consulted one has the customer. */
function attended(step: Step, call: Call, channelId: string, replaces: string): boolean {
  const secondLine = secondLineOf(call);
  const consult = consultedOf(call);
  const lines = [agentChannelOf(call), secondLine?.channelId];
  if (!consult || channelId === replaces || !lines.includes(channelId) || !lines.includes(replaces)) return false;
  if (consult.state === 'ringing') return secondLine?.channelId === replaces && semiAttended(step, call, consult, secondLine);
  step.command(call, { do: 'tellTransfer', channelId, state: 'channel_answered' });
  passOn(step, call);
  return true;
}

/**
 * The agent does not wait until whom they ask has picked up (RFC 5589 section 7.3): that phone rings on, for the customer from now on, as in a
 * blind transfer. What they hear on their second line is over.
 */
function semiAttended(step: Step, call: Call, consult: ConsultedLeg, secondLine: SecondLineLeg): boolean {
  const { agentId, customerChannelId } = call;
  if (!agentId || hasCustomerLeft(call)) return false;
  const { channelId, agentId: toAgentId, number } = consult;
  const playbackId = `${channelId}-ringback`;
  endEarlyMedia(step, call, consult);
  removeLeg(call, consult);
  removeLeg(call, secondLine);
  step.command(call, { do: 'hangup', channelId: secondLine.channelId, reason: 'normal' });
  step.callFact(call, { type: 'consultEnded', toAgentId, number, outcome: 'cancelled' });
  const outside = consult.outside && listenedToBy(consult.outside, channelId, customerChannelId, playbackId);
  const deadline = consult.deadline ?? ringsUntil(step);
  const state = 'ringing';
  addLeg(call, {
    role: 'transfer',
    channelId,
    agentId: toAgentId,
    state,
    deadline,
    number,
    by: agentId,
    byPhone: true,
    playbackId,
    outside,
  });
  step.callFact(call, { type: 'transferAsked', agentId, toAgentId, number });
  tellPhone(step, call, 'channel_progress');
  customerHearsRinging(step, call, playbackId);
  return true;
}

/** An outside number that rings already: from now on the customer waits for it. */
function listenedToBy(outside: OutsideAttempt, channelId: string, listenerId: string, ringbackId: string): OutsideAttempt {
  return { ...outside, early: earlyMediaFor(channelId, { listenerId, isUnanswered: false, ringbackId, ringsAtOnce: true }) };
}

/** Out of the conversation or off hold, whichever it is. */
function customerHearsRinging(step: Step, call: Call, playbackId: string): void {
  const { customerChannelId: channelId } = call;
  const bridgeId = bridgeOf(call);
  // The phone has usually put the customer on hold before it asks.
  if (isHeld(call)) step.command(call, { do: 'stopMusic', channelId });
  else if (bridgeId) step.command(call, { do: 'leaveBridge', bridgeId, channelId });
  playRingback(step, call, channelId, playbackId);
  touchAgents(step, call);
}

/** Blind: the customer hears it ring, and the agent is done as soon as it is answered; they may leave before. */
export function startTransfer(step: Step, call: Call, agentId: string, number: string, byPhone = false): void {
  const place = step.directory.dialTarget(agentId, number);
  if (place.kind === 'queue') return transferToQueue(step, call, { agentId, queueId: place.queueId, number, byPhone });
  mustBeFreeToAsk(call, agentId);
  const target = somebodyFree(step, call, agentId, number);
  const colleague = target.kind === 'extension' ? ensureAgent(step, target.agentId) : undefined;
  call.notReached = null;
  call.legCount += 1;
  const legId = `${call.id}-a${call.legCount}`;
  const playbackId = `${legId}-ringback`;
  const toAgentId = colleague?.id ?? null;
  const transfer: TransferLeg = {
    role: 'transfer',
    channelId: legId,
    agentId: toAgentId,
    state: 'ringing',
    deadline: ringsUntil(step),
    number,
    by: agentId,
    byPhone,
    playbackId,
    outside: null,
  };
  addLeg(call, transfer);
  step.callFact(call, { type: 'transferAsked', agentId, toAgentId, number });
  if (colleague?.activity.kind === 'wrapUp') setActivity(step, colleague, { kind: 'none' });
  if (colleague) setActivity(step, colleague, { kind: 'ringing', callId: call.id });
  tellPhone(step, call, 'channel_progress');
  const { customerChannelId } = call;
  customerHearsRinging(step, call, playbackId);
  if (target.kind === 'outside') {
    const listener = { listenerId: customerChannelId, isUnanswered: false, ringbackId: playbackId, ringsAtOnce: true };
    startOutsideLeg(step, call, transfer, legId, target, {
      timeoutS: RING_S,
      originator: customerChannelId,
      formats: [],
      agentId,
      listener,
    });
    return;
  }
  ringForCustomer(step, call, { agentId: target.agentId, channelId: legId });
}

const ringsUntil = (step: Step): number => step.now + RING_S * 1000 + GUARD_MS;

function tellPhone(step: Step, call: Call, state: TransferProgress): void {
  const agentChannelId = agentChannelOf(call);
  if (transferOf(call)?.byPhone && agentChannelId) step.command(call, { do: 'tellTransfer', channelId: agentChannelId, state });
}

/** The agent has the customer again, by their own order. */
export function cancelTransfer(step: Step, call: Call, agentId: string): void {
  if (call.agentId !== agentId || !transferOf(call) || !agentLegOf(call)) throw new RefusedError('panel.notYourCall');
  dropTransfer(step, call);
}

export function dropTransfer(step: Step, call: Call): void {
  // It has rung for as long as the agent wanted.
  if (transferOf(call)) transferFailed(step, call, { reason: 'noAnswer', isWanted: true }, false);
}

/** The other phone was picked up: the customer talks there, and the agent is done. */
export function transferAnswered(step: Step, call: Call): void {
  const bridgeId = bridgeOf(call);
  const agentChannelId = agentChannelOf(call);
  const transfer = transferOf(call);
  if (!transfer) return;
  connectCustomer(step, call);
  if (bridgeId) step.command(call, { do: 'joinBridge', bridgeId, channelId: transfer.channelId });
  tellPhone(step, call, 'channel_answered');
  if (agentChannelId) {
    step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
    step.world.endingLegs.set(agentChannelId, endingLegOf(call, 'agent'));
  }
  if (call.agentId) {
    endSupervisionsOf(step, call, call.agentId);
    releaseAgent(step, call, call.agentId);
  }
  removeLeg(call, transfer);
  call.muted = false;
  call.handover = { how: 'transferred', from: transfer.by };
  setAgent(call, transfer.agentId, transfer.channelId, { outside: transfer.outside });
  call.agentSince = step.now;
  const colleague = transfer.agentId ? ensureAgent(step, transfer.agentId) : undefined;
  if (colleague) setActivity(step, colleague, { kind: 'talking', callId: call.id });
  step.callFact(call, { type: 'transferred', agentId: transfer.by, toAgentId: transfer.agentId, number: transfer.number });
  touchAgents(step, call);
}

/** The other phone is gone, and was not picked up. */
export function transferGone(step: Step, call: Call, transfer: TransferLeg, cause: number): void {
  if (!goesOverNextTrunk(step, call, transfer, cause)) transferFailed(step, call, { reason: endOfAttempt(cause).reason, cause });
}

interface Failed {
  reason: EndReason;
  cause?: number;
  /** The agent has taken it back, and need not be told. */
  isWanted?: boolean;
}

/** The other phone was not picked up: the agent has the customer again, and is told why; if they have left, see `nobodyHasCustomer`. */
export function transferFailed(step: Step, call: Call, { reason, cause, isWanted = false }: Failed, channelGone = true): void {
  const agentChannelId = agentChannelOf(call);
  const transfer = transferOf(call);
  if (!transfer) return;
  endEarlyMedia(step, call, transfer);
  if (!channelGone) step.command(call, { do: 'hangup', channelId: transfer.channelId, reason: 'normal' });
  step.callFact(call, { type: 'transferFailed', agentId: transfer.by, number: transfer.number, reason });
  const colleague = transfer.agentId ? ensureAgent(step, transfer.agentId) : undefined;
  if (colleague?.activity.kind === 'ringing' && colleague.activity.callId === call.id) setActivity(step, colleague, { kind: 'none' });
  if (!agentChannelId) return nobodyHasCustomer(step, call, { reason, endedBy: 'system', ...(cause === undefined ? {} : { cause }) });
  if (!isWanted) call.notReached = { how: 'transfer', by: transfer.by, toAgentId: transfer.agentId, number: transfer.number, reason };
  tellPhone(step, call, 'channel_unavailable');
  connectCustomer(step, call);
  removeLeg(call, transfer);
  touchAgents(step, call);
}

function goesOverNextTrunk(step: Step, call: Call, transfer: TransferLeg, value: number): boolean {
  const channelId = `${call.id}-a${call.legCount + 1}`;
  if (!failOver(step, call, transfer, value, channelId)) return false;
  call.legCount += 1;
  transfer.deadline = ringsUntil(step);
  return true;
}

/** The agent hung up, as most phones do once their wish was taken: they are free for the next call, and the other phone rings on. */
export function transferorLeft(step: Step, call: Call): void {
  const { agentId } = call;
  if (agentId) {
    endSupervisionsOf(step, call, agentId);
    releaseAgent(step, call, agentId);
  }
  setAgent(call, null, null);
  touchAgents(step, call);
}

/** A phone wants to take the place of another one by itself: it may be the agent's, while they ask nobody. */
export function channelReplaced(step: Step, input: Extract<Input, { type: 'channelReplaced' }>): void {
  const { call, leg } = callByChannel(step.world, input.replacedChannelId) ?? {};
  if (call && isIn(call, 'talking') && leg?.role === 'agent' && !consultedOf(call)) agentReplaced(step, call, input);
  else step.command({ id: input.channelId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
}

/** A phone took the agent's place by itself (RFC 3891; StasisStart with `replace_channel`): the engine has put it into the bridge. */
function agentReplaced(step: Step, call: Call, input: Extract<Input, { type: 'channelReplaced' }>): void {
  const owner = step.directory.endpoint(input.endpoint);
  const colleague = owner?.kind === 'extension' ? ensureAgent(step, owner.agentId) : undefined;
  if (colleague?.activity.kind !== 'none') {
    step.command(call, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
    endCall(step, call, { reason: 'failed', endedBy: 'system', goneChannelId: input.replacedChannelId });
    return;
  }
  if (call.agentId) endSupervisionsOf(step, call, call.agentId);
  // It has left the bridge and stays in the application.
  step.command(call, { do: 'hangup', channelId: input.replacedChannelId, reason: 'normal' });
  const by = call.agentId;
  if (by) releaseAgent(step, call, by);
  setAgent(call, colleague.id, input.channelId);
  call.agentSince = step.now;
  setActivity(step, colleague, { kind: 'ringing', callId: call.id });
  setActivity(step, colleague, { kind: 'talking', callId: call.id });
  const number = step.directory.agent(colleague.id)?.extension ?? '';
  step.callFact(call, { type: 'transferred', agentId: by, toAgentId: colleague.id, number });
  touchAgents(step, call);
}

function connectCustomer(step: Step, call: Call): void {
  const talk = talkOf(call);
  const { customerChannelId: channelId } = call;
  const transfer = transferOf(call);
  if (!talk) return;
  if (transfer) step.command(call, { do: 'stopPlayback', playbackId: transfer.playbackId });
  step.command(call, { do: 'joinBridge', bridgeId: talk.bridgeId, channelId });
  if (talk.held) step.callFact(call, { type: 'resumed' });
  talk.held = false;
  call.deadline = step.now + LONGEST_TALK_MS;
}

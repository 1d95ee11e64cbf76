import { agentOf, setActivity } from './agent-state.ts';
import { callerIdText } from './caller-id.ts';
import type { DialTarget } from './directory.ts';
import { isNotToBeDisturbed } from './do-not-disturb.ts';
import { endCall, endOfAttempt, releaseAgent } from './end-call.ts';
import type { Input } from './inputs.ts';
import type { Step } from './step-context.ts';
import { PHONE_VARIABLES, touchAgents } from './talk.ts';
import { anyHasRoom, failOver, outsideLegGone, startOutsideLeg } from './trunk-choice.ts';
import type { Agent, Call, Transfer } from './world.ts';

/**
 * A transfer made on the agent's phone (RFC 3515; ChannelTransfer over ARI), while the call stays in `talking`:
 *
 * ```
 *                      the other phone answers
 *   none ──asked──► pending ──────────────────► none, with the other party
 *                      │ it does not: none, with the agent again; or, if he has left: the queue, or the end
 * ```
 */
const RING_S = 30;
const GUARD_MS = 5000;
const LONGEST_TALK_MS = 12 * 3600_000;

/** The agent's phone asks that the customer be connected with another number. What cannot be done is told to the phone. */
export function transferAsked(step: Step, call: Call | undefined, input: Extract<Input, { type: 'transferAsked' }>): void {
  const { channelId, engine, destination } = input;
  const isPossible = call?.agentChannelId === channelId && call.phase === 'talking' && !call.transfer && call.agentId && !input.replaces;
  const target: DialTarget | undefined = isPossible && call.agentId ? step.directory.dialTarget(call.agentId, destination) : undefined;
  const colleague = target?.kind === 'extension' ? agentOf(step, target.agentId) : undefined;
  const isFree =
    (target?.kind === 'outside' && anyHasRoom(step, target.routes)) ||
    (colleague && isRingable(colleague, engine) && !isNotToBeDisturbed(step, colleague.id));
  // Into a queue he would be a new call: declined.
  if (!call || !target || target.kind === 'refused' || target.kind === 'queue' || !isFree) {
    step.command({ id: call?.id ?? channelId, engine }, { do: 'tellTransfer', channelId, state: 'channel_declined' });
    return;
  }
  call.legs += 1;
  const by = call.agentId ?? '';
  const legId = `${call.id}-a${call.legs}`;
  const playbackId = `${legId}-ringback`;
  call.transfer = { channelId: legId, agentId: colleague?.id ?? null, number: destination, by, playbackId };
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  step.callFact(call, { type: 'transferAsked', agentId: by, toAgentId: call.transfer.agentId, number: destination });
  if (colleague) setActivity(step, colleague, { kind: 'ringing', callId: call.id });
  step.command(call, { do: 'tellTransfer', channelId, state: 'channel_progress' });
  const { customerChannelId, bridgeId } = call;
  // The phone has usually put the customer on hold before it asks.
  if (call.held) step.command(call, { do: 'stopMusic', channelId: customerChannelId });
  else if (bridgeId) step.command(call, { do: 'leaveBridge', bridgeId, channelId: customerChannelId });
  step.command(call, { do: 'play', channelId: customerChannelId, playbackId, media: ['tone:ring;tonezone=cn'] });
  touchAgents(step, call);
  if (target.kind === 'outside') {
    startOutsideLeg(step, call, legId, target, { timeoutS: RING_S, originator: customerChannelId, formats: [], agentId: by });
    return;
  }
  step.command(call, {
    do: 'originate',
    channelId: legId,
    endpoint: step.directory.agent(target.agentId)?.dialString ?? '',
    callerId: callerIdText(call.customerName ?? call.customerNumber, call.customerNumber),
    timeoutS: RING_S,
    originator: customerChannelId,
    formats: [],
    variables: PHONE_VARIABLES,
  });
}

function isRingable(agent: Agent, engine: string): boolean {
  return agent.activity.kind === 'none' && agent.registeredWith.includes(engine);
}

/** The other phone was picked up: the customer talks there, and the agent is done. */
export function transferAnswered(step: Step, call: Call): void {
  const { transfer, agentChannelId, bridgeId } = call;
  if (!transfer) return;
  connectCustomer(step, call);
  if (bridgeId) step.command(call, { do: 'joinBridge', bridgeId, channelId: transfer.channelId });
  if (agentChannelId) {
    step.command(call, { do: 'tellTransfer', channelId: agentChannelId, state: 'channel_answered' });
    step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
  }
  if (call.agentId) releaseAgent(step, call, call.agentId);
  call.transfer = null;
  call.muted = false;
  call.agentChannelId = transfer.channelId;
  call.agentId = transfer.agentId;
  const colleague = transfer.agentId ? agentOf(step, transfer.agentId) : undefined;
  if (colleague) setActivity(step, colleague, { kind: 'talking', callId: call.id });
  step.callFact(call, { type: 'transferred', agentId: transfer.by, toAgentId: transfer.agentId, number: transfer.number });
  touchAgents(step, call);
}

/** The other phone was not picked up: the agent has the customer again; if he has left, the queue has him, or the call is over. */
export function transferFailed(step: Step, call: Call, value: number, channelGone = true): void {
  const { transfer, agentChannelId } = call;
  if (!transfer) return;
  if (channelGone && goesOverNextTrunk(step, call, transfer, value)) return;
  outsideLegGone(call, transfer.channelId);
  const { reason } = endOfAttempt(value);
  if (!channelGone) step.command(call, { do: 'hangup', channelId: transfer.channelId, reason: 'normal' });
  step.callFact(call, { type: 'transferFailed', agentId: transfer.by, number: transfer.number, reason });
  const colleague = transfer.agentId ? agentOf(step, transfer.agentId) : undefined;
  if (colleague?.activity.kind === 'ringing' && colleague.activity.callId === call.id) setActivity(step, colleague, { kind: 'none' });
  if (!agentChannelId) {
    call.transfer = null;
    endCall(step, call, { reason, endedBy: 'system', cause: value });
    return;
  }
  step.command(call, { do: 'tellTransfer', channelId: agentChannelId, state: 'channel_unavailable' });
  connectCustomer(step, call);
  call.transfer = null;
  touchAgents(step, call);
}

function goesOverNextTrunk(step: Step, call: Call, transfer: Transfer, value: number): boolean {
  const channelId = `${call.id}-a${call.legs + 1}`;
  if (!failOver(step, call, transfer.channelId, value, channelId)) return false;
  call.legs += 1;
  transfer.channelId = channelId;
  call.deadline = step.now + RING_S * 1000 + GUARD_MS;
  return true;
}

/** The agent hung up, as most phones do once their wish was taken: he is free for the next call, and the other phone rings on. */
export function transferorLeft(step: Step, call: Call): void {
  const { agentId } = call;
  call.agentChannelId = null;
  call.agentId = null;
  if (agentId) releaseAgent(step, call, agentId);
  touchAgents(step, call);
}

/** A phone took the agent's place by itself (RFC 3891; StasisStart with `replace_channel`): the engine has put it into the bridge. */
export function agentReplaced(step: Step, call: Call, input: Extract<Input, { type: 'channelReplaced' }>): void {
  const owner = step.directory.endpoint(input.endpoint);
  const colleague = owner?.kind === 'extension' ? agentOf(step, owner.agentId) : undefined;
  if (colleague?.activity.kind !== 'none') {
    step.command(call, { do: 'hangup', channelId: input.channelId, reason: 'busy' });
    endCall(step, call, { reason: 'failed', endedBy: 'system', goneChannelId: input.replacedChannelId });
    return;
  }
  // It has left the bridge and stays in the application.
  step.command(call, { do: 'hangup', channelId: input.replacedChannelId, reason: 'normal' });
  const by = call.agentId;
  if (by) releaseAgent(step, call, by);
  call.agentId = colleague.id;
  call.agentChannelId = input.channelId;
  setActivity(step, colleague, { kind: 'ringing', callId: call.id });
  setActivity(step, colleague, { kind: 'talking', callId: call.id });
  const number = step.directory.agent(colleague.id)?.extension ?? '';
  step.callFact(call, { type: 'transferred', agentId: by, toAgentId: colleague.id, number });
  touchAgents(step, call);
}

function connectCustomer(step: Step, call: Call): void {
  const { bridgeId, customerChannelId: channelId } = call;
  if (call.transfer) step.command(call, { do: 'stopPlayback', playbackId: call.transfer.playbackId });
  if (bridgeId) step.command(call, { do: 'joinBridge', bridgeId, channelId });
  if (call.held) step.callFact(call, { type: 'resumed' });
  call.held = false;
  call.deadline = step.now + LONGEST_TALK_MS;
}

import { agentOf, lowerHand, setActivity } from './agent-state.ts';
import { backToTalking, customerIn, handOver } from './arrangement.ts';
import type { Call, Supervision } from './call.ts';
import { endConsult } from './consult.ts';
import { customerLeaves } from './customer-left.ts';
import { endCall, releaseAgent } from './end-call.ts';
import { type Input, RefusedError } from './inputs.ts';
import { becomeCaller } from './own-phone.ts';
import { GUARD_MS, RING_S, ringPhone } from './ring-phone.ts';
import type { Step } from './step-context.ts';
import { touchAgents } from './talk.ts';
import { dropTransfer } from './transfer.ts';

/**
 * A supervisor and an agent's call (AGT-2 … AGT-5, AGT-8). His own phone rings first; then, without another ring:
 *
 * ```
 *             ┌─ listen: hears both, heard by nobody (his channel is muted)
 *   a tap ────┤
 *             └─ whisper: hears both, the agent alone hears him
 *   the call's bridge ── barge: all three
 *   release (强拆): the customer is hung up, he talks with the agent · takeOver (接管): the agent is released, he has the customer
 * ```
 */
export function supervise(step: Step, { supervisorId, agentId, mode }: Extract<Input, { type: 'supervise' }>): void {
  if (supervisorId === agentId) throw new RefusedError('supervision.self');
  const call = callTalkedIn(step, agentId);
  const isAboutCustomer = mode === 'release' || mode === 'takeOver';
  if (isAboutCustomer && call.customerLeftAt !== null) throw new RefusedError('panel.customerLeft');
  const own = call.supervisions.find((one) => one.supervisorId === supervisorId);
  if (own) {
    own.wanted = mode;
    if (own.snoopId !== null) return apply(step, call, own);
    return touchAgents(step, call);
  }
  const supervisor = agentOf(step, supervisorId);
  const config = step.directory.agent(supervisorId);
  if (!supervisor || !config) throw new RefusedError('panel.noExtension');
  if (supervisor.registeredWith.length === 0) throw new RefusedError('panel.phoneOffline');
  if (!supervisor.registeredWith.includes(call.engine)) throw new RefusedError('supervision.elsewhere');
  becomeCaller(step, supervisor, call.id);
  const supervision: Supervision = {
    supervisorId,
    agentId,
    channelId: '',
    bridgeId: '',
    snoopId: null,
    mode: mode === 'whisper' || mode === 'barge' ? mode : 'listen',
    wanted: mode,
    muted: false,
    returning: false,
    since: step.now,
  };
  call.supervisions.push(supervision);
  ring(step, call, supervision);
}

function callTalkedIn(step: Step, agentId: string): Call {
  const activity = step.world.agents.get(agentId)?.activity;
  const call = activity?.kind === 'talking' ? step.world.calls.get(activity.callId) : undefined;
  if (call?.phase !== 'talking' || !call.bridgeId || !channelOf(call, agentId)) throw new RefusedError('supervision.notTalking');
  return call;
}

function ring(step: Step, call: Call, supervision: Supervision): void {
  const config = step.directory.agent(supervision.agentId);
  call.legs += 1;
  supervision.channelId = `${call.id}-v${call.legs}`;
  supervision.bridgeId = `${supervision.channelId}-b`;
  supervision.snoopId = null;
  supervision.since = step.now;
  ringPhone(step, call, {
    agentId: supervision.supervisorId,
    channelId: supervision.channelId,
    shows: { name: config?.displayName ?? '', number: config?.extension ?? '' },
  });
  touchAgents(step, call);
}

/** By when his own phone must have been picked up; undefined: it has been. */
export function supervisionDeadline({ snoopId, since }: Supervision): number | undefined {
  return snoopId === null ? since + RING_S * 1000 + GUARD_MS : undefined;
}

/** The phone of whom he listens to; a supervisor of his own kind has none to be tapped. */
function channelOf(call: Call, agentId: string): string | null {
  if (call.agentId === agentId) return call.agentChannelId;
  if (call.peerAgentId === agentId) return call.customerChannelId;
  return call.consult?.agentId === agentId && call.consult.state === 'talking' ? call.consult.channelId : null;
}

/** He has picked up. */
export function supervisorAnswered(step: Step, call: Call, supervision: Supervision): void {
  const { supervisorId, agentId } = supervision;
  if (supervision.snoopId !== null) return;
  const supervisor = agentOf(step, supervisorId);
  if (supervisor?.activity.kind === 'ringing') setActivity(step, supervisor, { kind: 'talking', callId: call.id });
  const agent = agentOf(step, agentId);
  if (agent) lowerHand(step, agent);
  const isNew = !supervision.returning;
  supervision.returning = false;
  supervision.mode = 'listen';
  step.command(call, { do: 'mute', channelId: supervision.channelId, on: true });
  tap(step, call, supervision);
  if (isNew) step.callFact(call, { type: 'supervisionStarted', supervisorId, agentId, mode: 'listen' });
  apply(step, call, supervision);
}

function tap(step: Step, call: Call, supervision: Supervision): void {
  const targetChannelId = channelOf(call, supervision.agentId);
  call.legs += 1;
  supervision.snoopId = `${supervision.channelId}-s${call.legs}`;
  if (!targetChannelId) return;
  const { bridgeId, channelId, snoopId } = supervision;
  step.command(call, { do: 'tap', bridgeId, channelId, snoopId, targetChannelId });
}

/** What he wants is done; he has picked up. */
function apply(step: Step, call: Call, supervision: Supervision): void {
  const { wanted } = supervision;
  touchAgents(step, call);
  // He has hung up while the supervisor's phone rang.
  if (call.customerLeftAt !== null && (wanted === 'release' || wanted === 'takeOver')) return setMode(step, call, supervision, 'barge');
  if (wanted === 'release') return release(step, call, supervision);
  if (wanted === 'takeOver') return takeOver(step, call, supervision);
  setMode(step, call, supervision, wanted);
}

function setMode(step: Step, call: Call, supervision: Supervision, mode: Supervision['mode']): void {
  const { channelId, bridgeId, supervisorId, agentId } = supervision;
  if (supervision.mode === mode) return;
  const wasHeard = supervision.mode !== 'listen';
  if (mode === 'barge' && call.bridgeId) {
    step.command(call, { do: 'leaveBridge', bridgeId, channelId });
    step.command(call, { do: 'joinBridge', bridgeId: call.bridgeId, channelId });
  } else if (supervision.mode === 'barge' && call.bridgeId) {
    // Silent before he is back at the tap.
    if (mode === 'listen') step.command(call, { do: 'mute', channelId, on: true });
    step.command(call, { do: 'leaveBridge', bridgeId: call.bridgeId, channelId });
    step.command(call, { do: 'joinBridge', bridgeId, channelId });
  } else if (mode === 'listen') step.command(call, { do: 'mute', channelId, on: true });
  // He may have muted himself while he whispered.
  if (mode !== 'listen' && (!wasHeard || supervision.muted)) step.command(call, { do: 'mute', channelId, on: false });
  supervision.mode = mode;
  supervision.wanted = mode;
  supervision.muted = false;
  step.callFact(call, { type: 'supervisionChanged', supervisorId, agentId, mode });
}

/** 强拆: the customer is hung up; the supervisor and the agent talk. */
function release(step: Step, call: Call, supervision: Supervision): void {
  settle(step, call, supervision);
  setMode(step, call, supervision, 'barge');
  customerLeaves(step, call, 'supervisor');
}

/** 接管: the agent is released; the supervisor has the customer. */
function takeOver(step: Step, call: Call, supervision: Supervision): void {
  const { agentId } = call;
  settle(step, call, supervision);
  setMode(step, call, supervision, 'barge');
  if (!agentId) return;
  becomeAgent(step, call, supervision);
  step.callFact(call, { type: 'takenOver', agentId, toAgentId: supervision.supervisorId });
}

/** Whoever was asked meanwhile is let go: nothing stands between the agent and the customer. */
function settle(step: Step, call: Call, supervision: Supervision): void {
  // He may have listened to the one who is let go.
  supervision.agentId = call.agentId ?? supervision.agentId;
  dropTransfer(step, call);
  endConsult(step, call, 'cancelled');
  if (!call.absence) customerIn(step, call);
}

/** He has the customer. `goneChannelId`: the agent's, when it is gone already. */
export function becomeAgent(step: Step, call: Call, supervision: Supervision, goneChannelId?: string): void {
  const { agentId } = call;
  step.command(call, { do: 'destroyBridge', bridgeId: supervision.bridgeId });
  call.supervisions = call.supervisions.filter((one) => one !== supervision);
  if (agentId) endSupervisionsOf(step, call, agentId);
  step.callFact(call, { type: 'supervisionEnded', supervisorId: supervision.supervisorId, agentId: supervision.agentId });
  handOver(step, call, { agentId: supervision.supervisorId, channelId: supervision.channelId }, goneChannelId);
}

/** He has hung up, or is made to. */
export function endSupervision(step: Step, call: Call, supervision: Supervision, goneChannelId?: string): void {
  const { channelId, bridgeId, snoopId, supervisorId, agentId, mode } = supervision;
  call.supervisions = call.supervisions.filter((one) => one !== supervision);
  if (snoopId !== null) {
    step.command(call, { do: 'hangup', channelId: snoopId, reason: 'normal' });
    step.command(call, { do: 'destroyBridge', bridgeId });
    step.callFact(call, { type: 'supervisionEnded', supervisorId, agentId });
  }
  if (channelId !== goneChannelId) step.command(call, { do: 'hangup', channelId, reason: 'normal' });
  touchAgents(step, call);
  releaseAgent(step, call, supervisorId);
  // The agent talked with him alone.
  if (call.customerLeftAt !== null && mode === 'barge' && !call.consult) endCall(step, call, { reason: 'hangup', endedBy: 'supervisor' });
}

/** Whom they listen to has left the call. */
export function endSupervisionsOf(step: Step, call: Call, agentId: string): void {
  for (const supervision of [...call.supervisions]) if (supervision.agentId === agentId) endSupervision(step, call, supervision);
}

/** His phone is another one now: so is what is tapped. */
export function followAgent(step: Step, call: Call, agentId: string): void {
  for (const supervision of call.supervisions) {
    if (supervision.agentId !== agentId || supervision.snoopId === null) continue;
    step.command(call, { do: 'hangup', channelId: supervision.snoopId, reason: 'normal' });
    tap(step, call, supervision);
    // A tap takes him out of the bridge he was in.
    const { mode, channelId } = supervision;
    if (mode !== 'barge' || !call.bridgeId) continue;
    step.command(call, { do: 'leaveBridge', bridgeId: supervision.bridgeId, channelId });
    step.command(call, { do: 'joinBridge', bridgeId: call.bridgeId, channelId });
  }
}

/** His phone is gone without a word: it is called again when it is there, for as long as it would have rung. */
export function supervisorLost(step: Step, call: Call, supervision: Supervision): void {
  const { channelId, snoopId, isAway } = supervision;
  // An engine says it twice: gone from the application, and gone.
  if (isAway) return;
  // While his phone still rang there was nothing to come back to; without the customer nobody is left to wait with.
  if (snoopId === null || call.customerLeftAt !== null) return endSupervision(step, call, supervision, channelId);
  untap(step, call, supervision, snoopId);
  supervision.isAway = true;
  supervision.since = step.now;
  touchAgents(step, call);
}

function untap(step: Step, call: Call, supervision: Supervision, snoopId: string): void {
  step.command(call, { do: 'hangup', channelId: snoopId, reason: 'normal' });
  step.command(call, { do: 'destroyBridge', bridgeId: supervision.bridgeId });
  supervision.snoopId = null;
  supervision.wanted = supervision.mode;
  supervision.returning = true;
}

/** His page was loaded again, or his phone is there again. */
export function ringSupervisorAgain(step: Step, call: Call, supervision: Supervision): void {
  const { channelId, snoopId, isAway } = supervision;
  if (!isAway) {
    step.command(call, { do: 'hangup', channelId, reason: 'normal' });
    if (snoopId !== null) untap(step, call, supervision, snoopId);
  }
  delete supervision.isAway;
  ring(step, call, supervision);
  backToTalking(step, call);
}

import { backToTalking, handOver } from '../../parts/bridge.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { endCall } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Call } from '../../world/call.ts';
import type { Supervision } from '../../world/leg.ts';

export function ring(step: Step, call: Call, supervision: Supervision): void {
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

/** The phone of whom he listens to; a supervisor of his own kind has none to be tapped. */
export function channelOf(call: Call, agentId: string): string | null {
  if (call.agentId === agentId) return call.agentChannelId;
  if (call.peerAgentId === agentId) return call.customerChannelId;
  return call.consult?.agentId === agentId && call.consult.state === 'talking' ? call.consult.channelId : null;
}

export function tap(step: Step, call: Call, supervision: Supervision): void {
  const targetChannelId = channelOf(call, supervision.agentId);
  call.legs += 1;
  supervision.snoopId = `${supervision.channelId}-s${call.legs}`;
  if (!targetChannelId) return;
  const { bridgeId, channelId, snoopId } = supervision;
  step.command(call, { do: 'tap', bridgeId, channelId, snoopId, targetChannelId });
}

export function setMode(step: Step, call: Call, supervision: Supervision, mode: Supervision['mode']): void {
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

import { agentOf, setActivity } from './agent-state.ts';
import { customerIn, customerOut } from './arrangement.ts';
import { type Call, enterPhase } from './call.ts';
import { RefusedError } from './inputs.ts';
import { leaveQueue } from './queue.ts';
import type { Step } from './step-context.ts';

/** Transfers that a phone asks for (REFER) come to us, and not to the engine's dialplan. */
export const PHONE_VARIABLES: Readonly<Record<string, string>> = { 'PJSIP_TRANSFER_HANDLING()': 'ari-only' };

/** Nobody talks that long; a call that does is a leak and is looked at by the reconciler. */
export const LONGEST_TALK_MS = 12 * 3600_000;

/** Both sides are there: join them, record, and say so. */
export function startTalking(step: Step, call: Call, agentId: string | null, agentChannelId: string): void {
  enterPhase(call, 'talking', step.now, step.now + LONGEST_TALK_MS);
  call.agentId = agentId;
  call.agentChannelId = agentChannelId;
  // Of a call that was in the queue again, the first answer counts.
  call.answeredAt ??= step.now;
  call.agentSince = step.now;
  call.bridgeId = `${call.id}-b`;
  step.command(call, { do: 'bridge', bridgeId: call.bridgeId, channelIds: [call.customerChannelId, agentChannelId] });
  step.callFact(call, { type: 'answered', agentId });
  leaveQueue(step, call, 'answered');
  for (const id of [agentId, call.peerAgentId]) {
    const agent = id ? agentOf(step, id) : undefined;
    // Who tries an IVR has been on this call since it began.
    if (agent && agent.activity.kind !== 'talking') setActivity(step, agent, { kind: 'talking', callId: call.id });
  }
  if (isRecorded(step, call) && !call.recording) startRecording(step, call);
}

/** REC-1: calls of members with recording on; the queue may switch it off; calls between extensions never. */
export function isRecorded({ directory }: Pick<Step, 'directory'>, call: Call): boolean {
  if (call.type === 'internal' || !call.agentId) return false;
  const queue = call.queueId ? directory.queue(call.queueId) : undefined;
  return (directory.agent(call.agentId)?.recordingEnabled ?? false) && (queue?.recordingEnabled ?? true);
}

/** The conversation is over, the call is not: what the customer says from here on is not recorded. */
export function stopRecording(step: Step, call: Call): void {
  if (!call.recording) return;
  step.command(call, { do: 'stopRecording', ...call.recording });
  step.callFact(call, { type: 'recordingStopped', name: call.recording.name });
  call.recording = null;
}

function startRecording(step: Step, call: Call): void {
  call.recordings += 1;
  call.recording = { name: `${call.id}-${call.recordings}`, snoopId: `${call.id}-s${call.recordings}` };
  step.world.recordings.set(call.recording.name, { callId: call.id, tenantId: call.tenantId, engine: call.engine });
  step.command(call, {
    do: 'record',
    channelId: call.customerChannelId,
    snoopId: call.recording.snoopId,
    name: call.recording.name,
  });
  step.callFact(call, { type: 'recordingStarted', name: call.recording.name, engine: call.engine });
}

/** By hand, where it is not recorded anyway (PAN-7). */
export function recordByHand(step: Step, call: Call, agentId: string, on: boolean): void {
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (call.phase !== 'talking' || call.customerLeftAt !== null) throw new RefusedError('panel.notAnswered');
  if (call.type === 'internal' || isRecorded(step, call)) throw new RefusedError('panel.notRecordable');
  if (on && !call.recording) startRecording(step, call);
  else if (!on) stopRecording(step, call);
  touchAgents(step, call);
}

/** The customer leaves the bridge and hears music; the agent hears silence. */
export function setHeld(step: Step, call: Call, agentId: string, on: boolean): void {
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (call.phase !== 'talking' || !call.bridgeId || call.transfer || call.absence) throw new RefusedError('panel.notAnswered');
  if (call.customerLeftAt !== null) throw new RefusedError('panel.customerLeft');
  // Who asks on the second line of his phone has the customer on the first.
  if (call.consult && !call.consult.own) throw new RefusedError('panel.consulting');
  if (on) customerOut(step, call);
  else customerIn(step, call);
  touchAgents(step, call);
}

/** Everybody mutes himself. */
export function setMuted(step: Step, call: Call, agentId: string, on: boolean): void {
  const { consult } = call;
  const supervision = call.supervisions.find((one) => one.supervisorId === agentId);
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  let channelId: string | null;
  if (call.agentId === agentId) {
    channelId = consult?.own?.channelId ?? call.agentChannelId;
    call.muted = on;
  } else if (consult?.agentId === agentId && consult.state === 'talking') {
    channelId = consult.channelId;
    consult.muted = on;
  } else if (supervision && supervision.mode !== 'listen') {
    channelId = supervision.channelId;
    supervision.muted = on;
  } else if (call.peerAgentId === agentId) {
    channelId = call.customerChannelId;
    call.peerMuted = on;
  } else throw new RefusedError('panel.notAnswered');
  if (channelId) step.command(call, { do: 'mute', channelId, on });
  touchAgents(step, call);
}

/** Whose screens show the call. */
export function touchAgents(step: Step, call: Call): void {
  step.touchedCalls.add(call.id);
  const offered = call.offers.map((offer) => offer.agentId);
  const supervisors = call.supervisions.map((one) => one.supervisorId);
  const others = [call.transfer?.agentId, call.connecting?.agentId, call.consult?.agentId];
  for (const agentId of [call.agentId, call.peerAgentId, ...offered, ...others, ...supervisors])
    if (agentId) step.touchedAgents.add(agentId);
}

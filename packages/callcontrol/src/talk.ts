import { agentOf, setActivity } from './agent-state.ts';
import { RefusedError } from './inputs.ts';
import { leaveQueue } from './queue.ts';
import type { Step } from './step-context.ts';
import { type Call, enterPhase } from './world.ts';

/** Transfers that a phone asks for (REFER) come to us, and not to the engine's dialplan. */
export const PHONE_VARIABLES: Readonly<Record<string, string>> = { 'PJSIP_TRANSFER_HANDLING()': 'ari-only' };

/** Nobody talks that long; a call that does is a leak and is looked at by the reconciler. */
const LONGEST_TALK_MS = 12 * 3600_000;

/** Both sides are there: join them, record, and say so. */
export function startTalking(step: Step, call: Call, agentId: string | null, agentChannelId: string): void {
  enterPhase(call, 'talking', step.now, step.now + LONGEST_TALK_MS);
  call.agentId = agentId;
  call.agentChannelId = agentChannelId;
  call.answeredAt = step.now;
  call.bridgeId = `${call.id}-b`;
  step.command(call, { do: 'bridge', bridgeId: call.bridgeId, channelIds: [call.customerChannelId, agentChannelId] });
  step.callFact(call, { type: 'answered', agentId });
  leaveQueue(step, call, 'answered');
  for (const id of [agentId, call.peerAgentId]) {
    const agent = id ? agentOf(step, id) : undefined;
    // Who tries an IVR has been on this call since it began.
    if (agent && agent.activity.kind !== 'talking') setActivity(step, agent, { kind: 'talking', callId: call.id });
  }
  if (isRecorded(step, call)) startRecording(step, call);
}

/** REC-1: calls of members with recording on; the queue may switch it off; calls between extensions never. */
function isRecorded(step: Step, call: Call): boolean {
  if (call.type === 'internal' || !call.agentId) return false;
  const queue = call.queueId ? step.directory.queue(call.queueId) : undefined;
  return (step.directory.agent(call.agentId)?.recordingEnabled ?? false) && (queue?.recordingEnabled ?? true);
}

/** The conversation is over, the call is not: what the customer says from here on is not recorded. */
export function stopRecording(step: Step, call: Call): void {
  if (call.recording) step.command(call, { do: 'stopRecording', ...call.recording });
  call.recording = null;
}

function startRecording(step: Step, call: Call): void {
  call.recording = { name: `${call.id}-1`, snoopId: `${call.id}-s1` };
  step.world.recordings.set(call.recording.name, { callId: call.id, tenantId: call.tenantId, engine: call.engine });
  step.command(call, {
    do: 'record',
    channelId: call.customerChannelId,
    snoopId: call.recording.snoopId,
    name: call.recording.name,
  });
  step.callFact(call, { type: 'recordingStarted', name: call.recording.name, engine: call.engine });
}

/** The customer leaves the bridge and hears music; the agent hears silence. */
export function setHeld(step: Step, call: Call, on: boolean): void {
  if (call.phase !== 'talking' || !call.bridgeId || call.transfer) throw new RefusedError('panel.notAnswered');
  if (call.held === on) return;
  call.held = on;
  const { bridgeId, customerChannelId: channelId } = call;
  if (on) {
    step.command(call, { do: 'leaveBridge', bridgeId, channelId });
    step.command(call, { do: 'startMusic', channelId });
  } else {
    step.command(call, { do: 'stopMusic', channelId });
    step.command(call, { do: 'joinBridge', bridgeId, channelId });
  }
  step.callFact(call, { type: on ? 'held' : 'resumed' });
  touchAgents(step, call);
}

export function setMuted(step: Step, call: Call, on: boolean): void {
  if (call.phase !== 'talking' || !call.agentChannelId) throw new RefusedError('panel.notAnswered');
  if (call.muted === on) return;
  call.muted = on;
  step.command(call, { do: 'mute', channelId: call.agentChannelId, on });
  touchAgents(step, call);
}

export function touchAgents(step: Step, call: Call): void {
  step.touchedCalls.add(call.id);
  const offered = call.offers.map((offer) => offer.agentId);
  for (const agentId of [call.agentId, call.peerAgentId, ...offered, call.transfer?.agentId, call.connecting?.agentId])
    if (agentId) step.touchedAgents.add(agentId);
}

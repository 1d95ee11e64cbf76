import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';

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

export function startRecording(step: Step, call: Call): void {
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

/** Whether a recording of that name is a message and no conversation. */
export const isMessage = (name: string): boolean => /-v\d+$/.test(name);

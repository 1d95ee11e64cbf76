import type { Step } from '../../rules/step.ts';
import type { ConferenceRoom } from '../../world/conference.ts';

/**
 * What one party says and what he hears together is the whole conference, and that is how every engine records a call. When he goes, or
 * is muted and should not be heard, it goes on at another one's phone, as another recording of the same conference.
 */
export function keepRecording(step: Step, room: ConferenceRoom): void {
  if (!room.recorded) return;
  const joined = room.parties.filter((party) => party.state === 'joined');
  const current = joined.find((party) => party.id === room.recording?.partyId);
  if (current && !current.muted) return;
  const next = joined.find((party) => !party.muted) ?? current ?? joined[0];
  if (next && next === current) return;
  stopRecording(step, room, current !== undefined);
  if (!next?.channelId) return;
  room.recordings += 1;
  const name = `${room.id}-${room.recordings}`;
  room.recording = { name, snoopId: `${room.id}-s${room.recordings}`, partyId: next.id };
  step.world.recordings.set(name, { callId: room.id, tenantId: room.tenantId, engine: room.engine });
  step.command(room, { do: 'record', channelId: next.channelId, snoopId: room.recording.snoopId, name });
  step.callFact(room, { type: 'recordingStarted', name, engine: room.engine });
}

/** With the channel the engine has ended it by itself. */
function stopRecording(step: Step, room: ConferenceRoom, channelLives: boolean): void {
  if (room.recording && channelLives)
    step.command(room, { do: 'stopRecording', name: room.recording.name, snoopId: room.recording.snoopId });
  room.recording = null;
}

import type { Step } from '../../rules/step.ts';
import type { ConferenceRoom } from '../../world/conference.ts';

/**
 * What one party says and what they hear together is the whole conference, and that is how every engine records a call. When they go, or
 * are muted and should not be heard, it goes on at another one's phone, as another recording of the same conference.
 */
export function keepRecording(step: Step, room: ConferenceRoom): void {
  if (!room.recorded) return;
  // The first to be asked first.
  const joined = room.parties.flatMap(({ id }) => room.legs.find(({ partyId, state }) => partyId === id && state === 'up') ?? []);
  const current = joined.find(({ partyId }) => partyId === room.recording?.partyId);
  if (current && !current.muted) return;
  const next = joined.find(({ muted }) => !muted) ?? current ?? joined[0];
  if (next && next === current) return;
  stopRecording(step, room, current !== undefined);
  if (!next?.channelId) return;
  room.recordings += 1;
  const name = `${room.id}-${room.recordings}`;
  room.recording = { name, snoopId: `${room.id}-s${room.recordings}`, partyId: next.partyId };
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

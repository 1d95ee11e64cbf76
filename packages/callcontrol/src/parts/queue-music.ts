import type { Step } from '../rules/step.ts';
import type { Call, InQueue } from '../world/call.ts';
import { placeOf } from '../world/states.ts';

/** The queue's own music, again and again, or the engine's. */
export function startMusic(step: Step, call: Call): void {
  const place = placeOf(call);
  if (place && !place.music) playMusic(step, call, place, musicOf(step, call));
}

const musicOf = (step: Step, call: Call): string | null => (call.queueId && step.directory.queue(call.queueId)?.prompts.music) || null;

export function stopMusic(step: Step, call: Call): void {
  const place = placeOf(call);
  if (!place?.music) return;
  const { playbackId } = place.music;
  place.music = null;
  step.mark(call);
  if (playbackId === null) step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  else step.command(call, { do: 'stopPlayback', playbackId });
}

/** The piece is over: from the beginning. */
export function musicEnded(step: Step, call: Call, playbackId: string): void {
  const place = placeOf(call);
  if (place?.music?.playbackId !== playbackId) return;
  // It cannot be played: the engine's own, and no endless circle.
  const isTooShort = step.now - place.music.since < SHORTEST_PIECE_MS;
  playMusic(step, call, place, isTooShort ? null : musicOf(step, call));
}

/** A piece that ends sooner was not played. */
const SHORTEST_PIECE_MS = 500;

/** `media` null: the engine's own. */
function playMusic(step: Step, call: Call, place: InQueue, media: string | null): void {
  if (media !== null) call.sounds += 1;
  const playbackId = media === null ? null : `${call.id}-p${call.sounds}`;
  place.music = { playbackId, since: step.now };
  step.mark(call);
  const channelId = call.customerChannelId;
  if (media === null || playbackId === null) step.command(call, { do: 'startMusic', channelId });
  else step.command(call, { do: 'play', channelId, playbackId, media: [media] });
}

import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';

/** The queue's own music, again and again, or the engine's. */
export function startMusic(step: Step, call: Call): void {
  if (call.music) return;
  const media = (call.queueId && step.directory.queue(call.queueId)?.prompts.music) || null;
  call.music = { playbackId: null, since: step.now };
  step.mark(call);
  if (media === null) step.command(call, { do: 'startMusic', channelId: call.customerChannelId });
  else playMusic(step, call, media);
}

export function stopMusic(step: Step, call: Call): void {
  const { music } = call;
  if (!music) return;
  call.music = null;
  step.mark(call);
  if (music.playbackId === null) step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  else step.command(call, { do: 'stopPlayback', playbackId: music.playbackId });
}

/** The piece is over: from the beginning. Ours when it was this call's music. */
export function musicEnded(step: Step, call: Call, playbackId: string): boolean {
  if (call.music?.playbackId !== playbackId) return false;
  const media = (call.queueId && step.directory.queue(call.queueId)?.prompts.music) || null;
  if (media === null || step.now - call.music.since < SHORTEST_PIECE_MS) {
    // It is no more, or cannot be played: the engine's own, and no endless circle.
    call.music = { playbackId: null, since: step.now };
    step.mark(call);
    step.command(call, { do: 'startMusic', channelId: call.customerChannelId });
  } else playMusic(step, call, media);
  return true;
}

/** A piece that ends sooner was not played. */
const SHORTEST_PIECE_MS = 500;

function playMusic(step: Step, call: Call, media: string): void {
  call.sounds += 1;
  const playbackId = `${call.id}-p${call.sounds}`;
  call.music = { playbackId, since: step.now };
  step.mark(call);
  step.command(call, { do: 'play', channelId: call.customerChannelId, playbackId, media: [media] });
}

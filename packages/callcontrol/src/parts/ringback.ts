import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';

/** Whoever waits hears that it rings somewhere, by our own tone. */
export function playRingback(step: Step, call: Pick<Call, 'id' | 'engine'>, channelId: string, playbackId: string): void {
  step.command(call, { do: 'play', channelId, playbackId, media: ['tone:ring;tonezone=cn'] });
}

import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { EarlyMedia, OutsideAttempt, OverTrunks } from '../world/leg.ts';

/**
 * What the network says before the answer (RFC 3960): its own ringing, "the number you have dialled …". Whoever waits for an outside number
 * hears it; as long as it says nothing they hear our ringback, once it is known to ring.
 *
 * ```
 *   silent ──183──► joined ──180──► ringing ──a sound of the network──► heard
 *     │  └────────────180────────────▲             (joined, silent: as well)
 *     └── stories that play ringback from the start begin in ringing
 * ```
 * The answer, the end of the leg or of the call ends all of it: `endEarlyMedia`.
 */

/** Who waits, and what they hear until the network says something. */
export type Listener = Pick<EarlyMedia, 'listenerId' | 'isUnanswered' | 'ringbackId' | 'ringsAtOnce'>;

/** How the names of bridges end in which somebody hears the network before the answer. */
export const EARLY_BRIDGE = '-early';

export function earlyMediaFor(channelId: string, listener: Listener): EarlyMedia {
  return { ...listener, bridgeId: `${channelId}${EARLY_BRIDGE}`, state: listener.ringsAtOnce ? 'ringing' : 'silent' };
}

const isJoined = ({ state }: EarlyMedia): boolean => state === 'joined' || state === 'heard';

/** The network sets up a path for sound, and does not say that it rings: from now on whatever comes is heard from its first syllable. */
export function networkProgresses(step: Step, call: Pick<Call, 'id' | 'engine'>, leg: OverTrunks): void {
  if (leg.outside?.early?.state !== 'silent') return;
  join(step, call, leg, leg.outside.early);
  leg.outside.early.state = 'joined';
  step.mark(call);
}

/** It rings. False: that is to be heard already. */
export function ringbackIsWanted(step: Step, call: Pick<Call, 'id' | 'engine'>, outside: OutsideAttempt | null): boolean {
  const early = outside?.early;
  if (!early) return true;
  if (early.state === 'heard' || early.state === 'ringing') return false;
  // Nothing was heard so far: many networks open the path and let the caller's telephone make the tone.
  if (early.state === 'joined') step.command(call, { do: 'destroyBridge', bridgeId: early.bridgeId });
  early.state = 'ringing';
  step.mark(call);
  return true;
}

/** A sound has come from the network. */
export function networkIsHeard(step: Step, call: Pick<Call, 'id' | 'engine'>, leg: OverTrunks): void {
  const early = leg.outside?.early;
  if (!early || early.state === 'heard') return;
  if (early.state === 'ringing' && early.ringbackId !== null) step.command(call, { do: 'stopPlayback', playbackId: early.ringbackId });
  if (early.state !== 'joined') join(step, call, leg, early);
  early.state = 'heard';
  step.mark(call);
}

function join(step: Step, call: Pick<Call, 'id' | 'engine'>, { channelId }: OverTrunks, early: EarlyMedia): void {
  if (channelId === null) return;
  if (early.isUnanswered) step.command(call, { do: 'progress', channelId: early.listenerId });
  step.command(call, { do: 'bridge', bridgeId: early.bridgeId, channelIds: [early.listenerId, channelId] });
}

/** The leg is answered, or is given up. Idempotent. */
export function endEarlyMedia(step: Step, call: Pick<Call, 'id' | 'engine'>, { outside }: OverTrunks): void {
  const early = outside?.early;
  if (!outside || !early) return;
  delete outside.early;
  step.mark(call);
  if (isJoined(early)) step.command(call, { do: 'destroyBridge', bridgeId: early.bridgeId });
}

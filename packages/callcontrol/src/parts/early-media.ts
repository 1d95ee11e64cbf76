import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { EarlyMedia, OutsideAttempt, OverTrunks } from '../world/leg.ts';
import { playRingback } from './ringback.ts';

/**
 * What the network says before the answer (RFC 3960): its own ringing, "the number you have dialled …". Whoever waits for an outside number
 * hears it; where it says nothing they hear our ringback, and never a line that seems dead.
 *
 * ```
 *   silent ──183──► joined ──180, or no sound for 4 s──► ringing ──a sound of the network──► heard ──no sound for 4 s──► quiet
 *     │  └──────────────────180──────────────────────────►│  ▲                                 ▲────────a sound─────────┘ │
 *     └── stories that play ringback from the start ──────┘  └───────────────────180, before or now───────────────────────┘
 * ```
 * joined, silent: a sound leads to heard as well. The answer, the end of the leg or of the call ends all of it: `endEarlyMedia`.
 */

type Owner = Pick<Call, 'id' | 'engine'>;

/** Who waits, and what they hear until the network says something. */
export type Listener = Pick<EarlyMedia, 'listenerId' | 'isUnanswered' | 'ringbackId' | 'ringsAtOnce'>;

/** How the names of bridges end in which somebody hears the network before the answer. */
export const EARLY_BRIDGE = '-early';

/** Longer than the pause between two rings of a network (4 s, less the time after which a silence is told). */
const QUIET_MS = 4_000;

export function earlyMediaFor(channelId: string, listener: Listener): EarlyMedia {
  const { listenerId, isUnanswered, ringbackId, ringsAtOnce } = listener;
  const state = ringsAtOnce ? 'ringing' : 'silent';
  return { listenerId, isUnanswered, ringbackId, ringsAtOnce, bridgeId: `${channelId}${EARLY_BRIDGE}`, state };
}

const isJoined = ({ state }: EarlyMedia): boolean => state === 'joined' || state === 'heard' || state === 'quiet';

/** The network sets up a path for sound, and does not say that it rings: from now on whatever comes is heard from its first syllable. */
export function networkProgresses(step: Step, call: Owner, leg: OverTrunks): void {
  const early = leg.outside?.early;
  if (early?.state !== 'silent') return;
  join(step, call, leg, early);
  early.state = 'joined';
  // A path without a direction, or nothing sent on it: some networks say no more until the answer.
  early.quietAt = step.now + QUIET_MS;
  step.mark(call);
}

/** It rings. False: that is to be heard already. */
export function ringbackIsWanted(step: Step, call: Owner, outside: OutsideAttempt | null): boolean {
  const early = outside?.early;
  if (!early) return true;
  if (early.state !== 'silent') return false;
  early.state = 'ringing';
  step.mark(call);
  return true;
}

/** It rings, said after a path for sound was there: many networks open it and let the caller's telephone make the tone (RFC 3960 section 3.2). */
export function networkRings(step: Step, call: Owner, { outside }: OverTrunks): void {
  const early = outside?.early;
  if (early?.state === 'joined' || early?.state === 'quiet') ringInstead(step, call, early);
}

/** A sound has come from the network. */
export function networkIsHeard(step: Step, call: Owner, leg: OverTrunks): void {
  const early = leg.outside?.early;
  if (!early) return;
  delete early.quietAt;
  step.mark(call);
  if (early.state === 'ringing') stopTone(step, call, early, early.ringbackId);
  if (!isJoined(early)) join(step, call, leg, early);
  early.state = 'heard';
}

/** The sound has ceased: a pause, or all that the network had to say. */
export function networkFallsSilent(step: Step, call: Owner, { outside }: OverTrunks): void {
  if (outside?.early?.state !== 'heard') return;
  outside.early.quietAt = step.now + QUIET_MS;
  step.mark(call);
}

/** It was no pause. */
export function earlyMediaTimePassed(step: Step, call: Owner, { outside }: OverTrunks): void {
  const early = outside?.early;
  if (early?.quietAt === undefined || early.quietAt > step.now) return;
  delete early.quietAt;
  step.mark(call);
  if (early.state === 'joined' || outside?.rang) ringInstead(step, call, early);
  else early.state = 'quiet';
}

/** Our ringback in place of the network, which sends nothing. A phone that was told to listen (183) hears it as a sound of ours. */
function ringInstead(step: Step, call: Owner, early: EarlyMedia): void {
  delete early.quietAt;
  early.state = 'ringing';
  step.command(call, { do: 'destroyBridge', bridgeId: early.bridgeId });
  const playbackId = early.ringbackId ?? `${early.bridgeId}-ringback`;
  if (early.ringbackId === null) early.toneId = playbackId;
  playRingback(step, call, early.listenerId, playbackId);
  step.mark(call);
}

/** `ofStory`: what the story plays, where that is to end as well. */
function stopTone(step: Step, call: Owner, early: EarlyMedia, ofStory: string | null): void {
  const playbackId = early.toneId ?? ofStory;
  if (playbackId !== null) step.command(call, { do: 'stopPlayback', playbackId });
  delete early.toneId;
}

function join(step: Step, call: Owner, { channelId }: OverTrunks, early: EarlyMedia): void {
  if (channelId === null) return;
  if (early.isUnanswered) step.command(call, { do: 'progress', channelId: early.listenerId });
  step.command(call, { do: 'bridge', bridgeId: early.bridgeId, channelIds: [early.listenerId, channelId] });
}

/** The leg is answered, or is given up. Idempotent. */
export function endEarlyMedia(step: Step, call: Owner, { outside }: OverTrunks): void {
  const early = outside?.early;
  if (!outside || !early) return;
  delete outside.early;
  step.mark(call);
  stopTone(step, call, early, null);
  if (isJoined(early)) step.command(call, { do: 'destroyBridge', bridgeId: early.bridgeId });
}

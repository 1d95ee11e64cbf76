import { rulesOf, type Step } from '../rules/step.ts';
import { legByChannel } from '../world/look-up.ts';
import { endEarlyMedia, networkFallsSilent, networkIsHeard, networkProgresses, networkRings } from './early-media.ts';
import { outsideLegRings } from './trunks.ts';

// What the engine says of one channel of a call or conference.

export function channelRinging(step: Step, channelId: string): void {
  const found = legByChannel(step.world, channelId);
  if (!found) return;
  const { owner, leg } = found;
  if ('outside' in leg) {
    outsideLegRings(step, owner, leg);
    networkRings(step, owner, leg);
  }
  rulesOf(step, leg.role).rings?.(step, owner, leg);
}

/** Before the answer: the network of an outside number will speak, or not. */
export function channelProgress(step: Step, channelId: string): void {
  const found = legByChannel(step.world, channelId);
  if (found && 'outside' in found.leg) networkProgresses(step, found.owner, found.leg);
}

/** A sound comes from there, or has ceased. */
export function channelHeard(step: Step, channelId: string, on: boolean): void {
  const found = legByChannel(step.world, channelId);
  if (!found || !('outside' in found.leg)) return;
  if (on) networkIsHeard(step, found.owner, found.leg);
  else networkFallsSilent(step, found.owner, found.leg);
}

/** Of a leg that could be heard before: it has been in the application since it was dialled. */
export function channelAnswered(step: Step, engine: string, channelId: string): void {
  const found = legByChannel(step.world, channelId);
  if (found && 'outside' in found.leg && found.leg.outside?.early) channelUp(step, engine, channelId);
}

/** An originated channel was answered. */
export function channelUp(step: Step, engine: string, channelId: string): void {
  const found = legByChannel(step.world, channelId);
  // Its call ended while the phone was being picked up.
  if (!found) return step.command({ id: channelId, engine }, { do: 'hangup', channelId, reason: 'normal' });
  const { owner, leg } = found;
  if ('outside' in leg) endEarlyMedia(step, owner, leg);
  rulesOf(step, leg.role).answered?.(step, owner, leg);
}

export function channelGone(step: Step, channelId: string, cause: number): void {
  step.world.endingLegs.delete(channelId);
  const found = legByChannel(step.world, channelId);
  if (!found) return;
  const { owner, leg } = found;
  rulesOf(step, leg.role).gone(step, owner, leg, cause);
}

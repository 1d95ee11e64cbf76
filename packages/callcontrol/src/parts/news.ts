import { rulesOf, type Step } from '../rules/step.ts';
import { legByChannel } from '../world/look-up.ts';
import { outsideLegRings } from './trunks.ts';

// What the engine says of one channel of a call or conference.

export function channelRinging(step: Step, channelId: string): void {
  const found = legByChannel(step.world, channelId);
  if (!found) return;
  const { owner, leg } = found;
  if ('outside' in leg) outsideLegRings(step, owner, leg);
  rulesOf(step, leg.role).rings?.(step, owner, leg);
}

/** An originated channel was answered. */
export function channelUp(step: Step, engine: string, channelId: string): void {
  const found = legByChannel(step.world, channelId);
  // Its call ended while the phone was being picked up.
  if (!found) return step.command({ id: channelId, engine }, { do: 'hangup', channelId, reason: 'normal' });
  const { owner, leg } = found;
  rulesOf(step, leg.role).answered?.(step, owner, leg);
}

export function channelGone(step: Step, channelId: string, cause: number): void {
  step.world.endingLegs.delete(channelId);
  const found = legByChannel(step.world, channelId);
  if (!found) return;
  const { owner, leg } = found;
  rulesOf(step, leg.role).gone(step, owner, leg, cause);
}

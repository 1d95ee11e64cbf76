import type { World } from '@zuoxi/callcontrol';

/** Whether their phone rings or they talk. */
export function isInCall(world: Pick<World, 'agents'>, accountId: string): boolean {
  const activity = world.agents.get(accountId)?.activity.kind;
  return activity === 'ringing' || activity === 'talking';
}

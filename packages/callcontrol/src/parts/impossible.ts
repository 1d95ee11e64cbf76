import { cause as q850 } from '@zuoxi/ari';
import { guarded } from '../rules/guard.ts';
import { type Impossible, rulesOf, type Step } from '../rules/step.ts';
import type { AnyLeg, OutsideAttempt } from '../world/leg.ts';
import { isOf, type LegOwner, legsOf } from '../world/legs.ts';

// The administration has changed while phones ring. What was answered goes on; what only rings, or is waited for, is looked at again: its
// account may have been deleted or disabled, its number forbidden, its trunk taken away.

export function endImpossible(step: Step): void {
  for (const call of [...step.world.calls.values()])
    guarded(
      step,
      () => ({ kind: 'call', call }),
      () => lookAgain(step, call, () => step.world.calls.get(call.id) !== call),
    );
  for (const room of [...step.world.conferences.values()])
    guarded(
      step,
      () => ({ kind: 'room', room }),
      () => lookAgain(step, room, () => step.world.conferences.get(room.id) !== room),
    );
}

function lookAgain(step: Step, owner: LegOwner, isOver: () => boolean): void {
  for (const leg of legsOf<AnyLeg>(owner)) {
    if (isOver()) return;
    // What became of another leg may have taken this one with it.
    if (leg.state === 'up' || !isOf(owner, leg)) continue;
    const { outside = null } = 'outside' in leg ? leg : {};
    if (outside && leg.channelId !== null && !step.directory.trunk(outside.trunkId)) {
      // As if the trunk had failed: the next one may carry it.
      step.command(owner, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
      rulesOf(step, leg.role).gone(step, owner, leg, q850.subscriberAbsent);
      continue;
    }
    const reason = outside ? forbidden(step, owner, outside) : nobody(step, leg);
    if (reason) rulesOf(step, leg.role).impossible?.(step, owner, leg, reason);
  }
}

function nobody({ directory }: Step, { agentId }: AnyLeg): Impossible | undefined {
  return agentId !== null && !directory.agent(agentId) ? 'noSuchNumber' : undefined;
}

/** With the rights with which it was dialled; of somebody who is no more nothing is known. */
function forbidden({ directory }: Step, { tenantId }: LegOwner, { number, agentId, madeBy }: OutsideAttempt): Impossible | undefined {
  const dialler = madeBy === 'callCentre' ? null : agentId;
  if (dialler !== null && !directory.agent(dialler)) return undefined;
  return directory.mayStillDial(tenantId, dialler, number) ? undefined : 'notAllowed';
}

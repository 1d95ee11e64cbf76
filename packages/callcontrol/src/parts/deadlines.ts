import { setActivity } from '../rules/agent-state.ts';
import { guarded } from '../rules/guard.ts';
import { phaseOf, rulesOf, type Step } from '../rules/step.ts';
import type { Agent } from '../world/agent.ts';
import type { Call } from '../world/call.ts';
import type { ConferenceRoom } from '../world/conference.ts';
import { firstDue, takeDue } from '../world/due-queue.ts';
import type { AnyLeg } from '../world/leg.ts';
import { isDue, isOf, type LegOwner, legsOf } from '../world/legs.ts';
import { LONGEST_TALK_MS } from '../world/limits.ts';
import { hasMarks, settle } from '../world/reindex.ts';
import type { World } from '../world/world.ts';
import { dialogueTimePassed } from './dialogue-news.ts';
import { earlyMediaTimePassed } from './early-media.ts';

// Every state of calls, agents and callbacks has a deadline; this is where they are kept.

/** The earliest moment at which `tick` has something to do; undefined when nothing waits. `away`: engines that are not heard of. */
export function nextDeadline(world: World, away: ReadonlySet<string>): number | undefined {
  if (hasMarks(world.indexes.pending)) settle(world);
  return firstDue(world.indexes.due, away);
}

/** Whatever is due, agents first, each kind in the order in which the world has it. */
export function tick(s: Step, away: ReadonlySet<string>): void {
  const due = takeDue(s.world.indexes.due, s.now, away);
  for (const agent of those(s.world.agents, due.agents)) guarded(s, noOwner, () => wrapUpTimePassed(s, agent));
  // All of them: a try whose time has come waits for an agent, and what keeps it waiting may have changed with time alone.
  for (const callback of [...s.world.callbacks.values()])
    guarded(
      s,
      () => ({ kind: 'callback', callback }),
      () => s.places.callbackTimePassed(s, callback),
    );
  for (const room of those(s.world.conferences, due.conferences))
    guarded(
      s,
      () => ({ kind: 'room', room }),
      () => roomTimePassed(s, room),
    );
  for (const call of those(s.world.calls, due.calls))
    guarded(
      s,
      () => ({ kind: 'call', call }),
      () => callTimePassed(s, call),
    );
}

function those<T>(all: ReadonlyMap<string, T>, ids: ReadonlySet<string>): T[] {
  // Mostly it is one, which needs no order.
  const ordered = ids.size < 2 ? ids : [...all.keys()].filter((id) => ids.has(id));
  return [...ordered].flatMap((id) => all.get(id) ?? []);
}

function wrapUpTimePassed(s: Step, agent: Agent): void {
  if (agent.activity.kind === 'wrapUp' && agent.activity.endsAt <= s.now) setActivity(s, agent, { kind: 'none' });
}

const noOwner = () => undefined;

function callTimePassed(s: Step, call: Call): void {
  const isOver = () => s.world.calls.get(call.id) !== call;
  dialogueTimePassed(s, call);
  if (isOver()) return;
  phaseOf(s, call).timePassed?.(s, call);
  for (const leg of call.legs) if ('outside' in leg) earlyMediaTimePassed(s, call, leg);
  legsTimePassed(s, call, isOver);
  if (!isOver() && call.deadline <= s.now) phaseOf(s, call).timeUp(s, call);
}

function roomTimePassed(s: Step, room: ConferenceRoom): void {
  if (room.startedAt + LONGEST_TALK_MS <= s.now) s.places.roomEnds(s, room);
  else legsTimePassed(s, room, () => s.world.conferences.get(room.id) !== room);
}

function legsTimePassed(s: Step, owner: LegOwner, isOver: () => boolean): void {
  for (const leg of legsOf<AnyLeg>(owner)) {
    if (isOver()) return;
    // What became of another leg may have taken this one with it.
    if (isDue(leg, s.now) && isOf(owner, leg)) rulesOf(s, leg.role).timeUp?.(s, owner, leg);
  }
}

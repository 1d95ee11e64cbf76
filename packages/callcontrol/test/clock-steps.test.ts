import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../src/testing.ts';
import { Centre } from './centre-on-fake.ts';

/** What happens at a call centre, as long as something can happen. */
const ACTIONS = ['ring', 'hangUp', 'answer', 'decline', 'hold', 'wait', 'waitLong', 'breakOff'] as const;
type Action = (typeof ACTIONS)[number];

const HOUR_MS = 3600_000;
/** Daylight saving, a time zone set wrong, NTP after a start without a network, and what NTP does every day. */
const STEPS = [HOUR_MS, -HOUR_MS, 8 * HOUR_MS, -400 * 24 * HOUR_MS, 900, -900, 0, 0] as const;

/** The same day; `steps` are what is done to the wall clock before each action. */
async function day(actions: readonly Action[], steps: readonly number[]): Promise<{ facts: Fact[]; leftAtTheEnd: number }> {
  const centre = await Centre.open(2, { maxWaitS: 90, wrapUpS: 20, ringTimeoutS: 15 });
  const customers: Awaited<ReturnType<Centre['customerRings']>>[] = [];
  for (const [index, action] of actions.entries()) {
    centre.fake.clock.stepWall(steps[index % Math.max(1, steps.length)] ?? 0);
    await act(centre, customers, action);
  }
  await centre.wait(60_000);
  return { facts: centre.facts, leftAtTheEnd: centre.control.world.calls.size };
}

async function act(centre: Centre, customers: Awaited<ReturnType<Centre['customerRings']>>[], action: Action): Promise<void> {
  const ringing = [1, 2].find((n) => centre.shown(`a${n}`)?.state === 'ringing');
  const talking = [1, 2].find((n) => centre.shown(`a${n}`)?.state === 'talking');
  switch (action) {
    case 'ring':
      if (customers.length < 4) customers.push(await centre.customerRings());
      break;
    case 'hangUp':
      hangUp(customers.shift());
      break;
    case 'answer':
      if (ringing) {
        centre.phone(ringing).ring();
        centre.phone(ringing).answer();
      }
      break;
    case 'decline':
      if (ringing) {
        centre.phone(ringing).ring();
        centre.phone(ringing).reject();
      }
      break;
    case 'hold':
      if (talking) centre.control.order({ type: 'hold', agentId: `a${talking}`, on: true });
      break;
    case 'breakOff':
      centre.fake.disconnect();
      await centre.wait(3000);
      await centre.reconnect();
      break;
    case 'wait':
      await centre.wait(4000);
      break;
    case 'waitLong':
      await centre.wait(31_000);
      break;
  }
  await centre.settle();
}

/** One whom the call centre has hung up already stays gone. */
function hangUp(customer: Awaited<ReturnType<Centre['customerRings']>> | undefined): void {
  if (customer && customer.endedBy === undefined) customer.hangUp();
}

/** By what was done to the wall clock nothing may differ but what it shows. */
const without = (facts: readonly Fact[]) => facts.map((fact) => JSON.stringify(fact));

describe('a wall clock that steps', () => {
  it('changes no course of a call, no duration and no deadline', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...ACTIONS), { minLength: 4, maxLength: 14 }),
        fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 8 }),
        async (actions, steps) => {
          const quiet = await day(['ring', 'wait', ...actions], [0]);
          const stepped = await day(['ring', 'wait', ...actions], steps);
          expect(without(stepped.facts)).toEqual(without(quiet.facts));
          expect(stepped.leftAtTheEnd).toBe(quiet.leftAtTheEnd);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('by an hour throws nobody out who waits, and makes 40 s of talk neither an hour nor nothing', async () => {
    for (const step of [HOUR_MS, -HOUR_MS]) {
      const centre = await Centre.open(1, { maxWaitS: 120 });
      await centre.conversation();
      const waiting = await centre.customerRings();
      await centre.wait(10_000);
      centre.fake.clock.stepWall(step);
      await centre.wait(30_000);
      expect(centre.endings).toEqual([]);
      const [first] = [...centre.control.world.calls.values()];
      centre.control.order({ type: 'hangup', agentId: 'a1' });
      await centre.settle();
      waiting.hangUp();
      await centre.settle();
      const answered = centre.facts.find((fact) => fact.type === 'answered');
      const ended = centre.facts.find((fact) => fact.type === 'ended' && fact.callId === first?.id);
      expect((ended?.at ?? 0) - (answered?.at ?? 0)).toBe(40_000);
    }
  });
});

describe('time in which an engine was away', () => {
  it('is not talk: a call that is gone when the engine is back ended when it was last heard of', async () => {
    const centre = await Centre.open(1);
    await centre.conversation();
    await centre.wait(20_000);
    const lostAt = centre.fake.clock.now();
    centre.fake.clock.stepWall(HOUR_MS);
    centre.fake.disconnect();
    centre.fake.restart();
    await centre.wait(25_000);
    await centre.reconnect();
    expect(centre.endings).toMatchObject([{ reason: 'interrupted', at: lostAt }]);
  });
});

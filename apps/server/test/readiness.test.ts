import { ManualClock, silentLogger } from '@zuoxi/kit';
import { describe, expect, it } from 'vitest';
import { Readiness, type ReadinessProblem } from '../src/platform/readiness.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function readiness() {
  const clock = new ManualClock();
  return { clock, readiness: new Readiness({ clock, logger: silentLogger }) };
}

describe('readiness', () => {
  it('is fine when every check is, and says each sentence of those that are not', async () => {
    const { clock, readiness: r } = readiness();
    r.register({ name: 'one', check: () => undefined });
    let why: string | undefined;
    r.register({ name: 'two', check: async () => why });
    expect(await r.problems()).toEqual([]);
    why = 'the second is away';
    clock.advance(1000);
    expect(await r.problems()).toEqual([{ name: 'two', why: 'the second is away' }]);
  });

  it('takes a check that throws or rejects for one that is not fine', async () => {
    const { readiness: r } = readiness();
    r.register({
      name: 'throws',
      check: () => {
        throw new Error('broken');
      },
    });
    r.register({ name: 'rejects', check: () => Promise.reject(new Error('refused')) });
    expect((await r.problems()).map(({ why }) => why)).toEqual(['throws: broken', 'rejects: refused']);
  });

  it('answers within the limit when a check stands still, and does not run it a second time beside the first', async () => {
    const { clock, readiness: r } = readiness();
    let runs = 0;
    let end = (_why: string | undefined): void => {};
    r.register({
      name: 'still',
      check: () => {
        runs++;
        return new Promise((resolve) => {
          end = resolve;
        });
      },
    });
    const first = r.problems();
    await settle();
    clock.advance(1500);
    expect(await first).toEqual([{ name: 'still', why: 'still: no answer within 1.5 s' }]);
    clock.advance(1000);
    // Nothing moves the clock: it is answered at once.
    expect(await r.problems()).toHaveLength(1);
    expect(runs).toBe(1);
    end(undefined);
    await settle();
    clock.advance(1000);
    const next = r.problems();
    await settle();
    end(undefined);
    expect(await next).toEqual([]);
    expect(runs).toBe(2);
  });

  it('runs a check once for a hundred who ask', async () => {
    const { readiness: r } = readiness();
    let runs = 0;
    r.register({
      name: 'counted',
      check: async () => {
        runs++;
        await settle();
        return undefined;
      },
    });
    await Promise.all(Array.from({ length: 100 }, () => r.problems()));
    await r.problems();
    expect(runs).toBe(1);
  });

  it('watches by itself and tells a change once', async () => {
    const { clock, readiness: r } = readiness();
    let why: string | undefined;
    r.register({ name: 'watched', check: () => why });
    const told: (readonly ReadinessProblem[])[] = [];
    r.on('changed', (problems) => told.push(problems));
    r.start();
    await settle();
    why = 'away';
    for (let round = 0; round < 3; round++) {
      clock.advance(2000);
      await settle();
    }
    why = undefined;
    clock.advance(2000);
    await settle();
    expect(told).toEqual([[{ name: 'watched', why: 'away' }], []]);
    r.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

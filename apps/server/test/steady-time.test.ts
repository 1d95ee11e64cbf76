import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact } from '@zuoxi/callcontrol';
import { type Clock, ManualClock, SteadyClock, silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { callRecord, callSegment } from '../src/modules/calls/tables.ts';
import { FactStore } from '../src/modules/journal/index.ts';
import type { Entry } from '../src/platform/facts/index.ts';
import { continueSteadyClock } from '../src/platform/steady-time.ts';

const HOUR_MS = 3600_000;

describe('the steady clock', () => {
  it('never goes back and never jumps, whatever is done to the wall clock; the wall time follows', () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS })));
    fc.assert(
      fc.property(moves, (all) => {
        const clock = new ManualClock();
        const steady = new SteadyClock(clock);
        const startedAt = steady.now();
        let passed = 0;
        for (const [ms, step] of all) {
          clock.advance(ms);
          passed += ms;
          clock.stepWall(step);
          expect(steady.now()).toBe(startedAt + passed);
          expect(steady.wallTime(steady.now())).toBe(clock.now());
          expect(steady.steadyTime(clock.now())).toBe(steady.now());
        }
      }),
    );
  });

  it('goes on over a restart of the process, although the wall clock was set meanwhile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-steady-'));
    const set = (ms: number): Clock => ({ ...systemClock, now: () => Date.now() + ms });
    const before = await continueSteadyClock(folder, systemClock);
    const then = before.now();
    for (const step of [HOUR_MS, -HOUR_MS]) {
      const after = await continueSteadyClock(folder, set(step));
      expect(after.now()).toBeGreaterThanOrEqual(then);
      expect(after.now() - then).toBeLessThan(60_000);
      expect(Math.abs(after.wallTime(after.now()) - Date.now() - step)).toBeLessThan(1000);
    }
    for (const broken of ['', '{', 'null', '{"bootId":1}']) {
      await writeFile(join(folder, 'steady-clock.json'), broken);
      expect(Math.abs((await continueSteadyClock(folder, systemClock)).now() - Date.now())).toBeLessThan(1000);
    }
    await rm(folder, { recursive: true });
  });
});

describe('a call during which the wall clock was set', () => {
  let server: TestServer;
  let store: FactStore;
  const tenantId = systemIds.uuid();
  beforeAll(async () => {
    server = await startTestServer();
    store = new FactStore({ database: server.modules.database, logger: silentLogger });
  });
  afterAll(() => server.stop());

  it('is as long as it was; its record begins when the wall clock showed it, and ends that much later', async () => {
    const steps = fc.array(fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(steps, async (wallSteps) => {
        const callId = systemIds.uuid();
        const base = { stream: 'call' as const, tenantId, callId };
        const facts: CallFact[] = [
          { ...base, at: 1000, type: 'started', callType: 'inbound', customerNumber: '1', calledNumber: '2', agentId: null, queueId: null },
          { ...base, at: 3000, type: 'answered', agentId: null },
          { ...base, at: 43_000, type: 'ended', reason: 'hangup', endedBy: 'customer', cause: 16 },
        ];
        const startedAt = Date.parse('2026-11-20T10:00:00Z');
        let set = 0;
        const entries: Entry[] = facts.map((fact, index) => {
          if (index > 0) set += wallSteps[index] ?? 0;
          return { id: systemIds.uuid(), fact, wallAt: startedAt + fact.at - 1000 + set };
        });
        // As after a restart behind a clock that was set back: the ids of what came later sort first.
        const ids = entries.map(({ id }) => id).reverse();
        for (const [index, entry] of entries.entries()) entry.id = ids[index] ?? expect.fail();
        await store.store({ entries, live: [] });
        expect(await server.modules.consumers.settled()).toBe(true);
        const [record] = await server.modules.database.system.select().from(callRecord).where(eq(callRecord.id, callId));
        expect(record).toMatchObject({ talkS: 40, startedAt: new Date(startedAt), endedAt: new Date(startedAt + 42_000) });
        const [segment] = await server.modules.database.system.select().from(callSegment).where(eq(callSegment.callId, callId));
        expect(segment).toMatchObject({ talkS: 40, startedAt: new Date(startedAt + 2000), endedAt: new Date(startedAt + 42_000) });
      }),
      { numRuns: 20 },
    );
  });
});

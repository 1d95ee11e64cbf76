import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, PageQuery } from '@zuoxi/contract';
import { silentLogger } from '@zuoxi/kit';
import { type Database, openDatabase } from '../../apps/server/src/db/index.ts';
import { createCalls } from '../../apps/server/src/modules/calls/calls.ts';
import { createRecordings } from '../../apps/server/src/modules/recordings/recordings.ts';
import { Postgres } from '../../scripts/launch/postgres.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { percentile } from '../harness/statistics.ts';
import { type Filled, fillLists } from '../load/list-rows.ts';

/** `ZUOXI_BENCH_ROWS`: fewer rows, to try the benchmark itself. */
const ROWS = Number(process.env.ZUOXI_BENCH_ROWS ?? 1_000_000);

/** Every list on a million rows, as the role that the server works as: pages, sorts, filters, searches, for everybody who looks at lists. */
export const lists: Benchmark = {
  id: 'L1',
  title: `lists of ${ROWS.toLocaleString('en')} calls: page, sort, filter, search`,
  unit: 'ms p95 of a page',
  better: 'lower',
  ours: undefined,
  peer: undefined,
  open: () => Lists.open(),
};

const NO_SOUND = { read: async () => undefined };
type Query = Partial<PageQuery> & Record<string, unknown>;
interface Asked {
  what: string;
  query: Query;
}

class Lists implements Session {
  readonly #postgres: Postgres;
  readonly #folder: string;
  readonly #database: Database;
  readonly #filled: Filled;
  #turn = 0;

  private constructor(postgres: Postgres, folder: string, database: Database, filled: Filled) {
    this.#postgres = postgres;
    this.#folder = folder;
    this.#database = database;
    this.#filled = filled;
  }

  static async open(): Promise<Lists> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-'));
    const postgres = await Postgres.prepare(folder);
    await postgres.start();
    const database = await openDatabase(postgres.url, silentLogger);
    const filled = await fillLists(postgres.superuserUrl, ROWS);
    return new Lists(postgres, folder, database, filled);
  }

  /** Each repetition takes every fourth sort, so that four have all of them. */
  async repeat(): Promise<Sample> {
    const turn = this.#turn++;
    const { actors, queues, agents } = this.#filled;
    const calls = createCalls(this.#database);
    const recordings = createRecordings({ database: this.#database, sound: NO_SOUND, folder: '' });
    const took = new Map<string, number[]>();
    const slow: { what: string; ms: number }[] = [];
    const ask = async (what: string, list: () => Promise<Page<unknown>>): Promise<Page<unknown>> => {
      const began = performance.now();
      const page = await list();
      const ms = performance.now() - began;
      const group = what.split(':')[0] ?? what;
      took.set(group, [...(took.get(group) ?? []), ms]);
      slow.push({ what, ms });
      return page;
    };
    for (const { name, actor } of actors) {
      for (const { what, query } of askedOf(queues, agents, turn)) {
        const first = { pageSize: 25, ...query };
        const page = await ask(`calls ${name}: ${what}`, () => calls.list(actor, first));
        if (page.next !== null) await ask(`calls ${name}: ${what}, next`, () => calls.list(actor, { ...first, after: page.next ?? '' }));
        await ask(`calls ${name}: ${what}, last`, () => calls.list(actor, { ...first, last: '1' }));
        const { disposition: _none, ...rest } = query;
        if (RECORDING_SORTS.has(String(query.sort ?? 'startedAt')))
          await ask(`recordings ${name}: ${what}`, () => recordings.list(actor, { pageSize: 25, ...rest }));
      }
      for (let n = 0; n < 20; n++)
        await ask(`recent ${name}: `, async () => ({ rows: await calls.recent(actor) }) as unknown as Page<unknown>);
    }
    const all = [...took.values()].flat();
    slow.sort((a, b) => b.ms - a.ms);
    const details = Object.fromEntries(
      [...took].flatMap(([group, ms]) => [
        [`${group} p50`, percentile(ms, 0.5)],
        [`${group} p95`, percentile(ms, 0.95)],
        [`${group} longest`, Math.max(...ms)],
      ]),
    );
    if (process.env.ZUOXI_BENCH_SLOW) for (const { what, ms } of slow.slice(0, 40)) console.log(`${ms.toFixed(0).padStart(6)} ms ${what}`);
    return { value: percentile(all, 0.95), details: { ...details, longest: Math.max(...all), pages: all.length }, problems: [] };
  }

  async close(): Promise<void> {
    await this.#database.close();
    await this.#postgres.stop();
    await this.#postgres.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const RECORDING_SORTS = new Set([
  'startedAt',
  'type',
  'customerNumber',
  'customerName',
  'queueName',
  'agentName',
  'extension',
  'durationS',
]);
const SORTS = [...RECORDING_SORTS, ...['queueNumber', 'answer', 'waitS', 'talkS', 'endReason', 'endedBy', 'disposition', 'calledNumber']];

function askedOf(queues: readonly string[], agents: readonly string[], turn: number): Asked[] {
  const [big = '', , , small = ''] = queues;
  const empty = queues.at(-1) ?? '';
  const from = '2026-06-01T00:00:00Z';
  const conditions: Asked[] = [
    { what: 'nothing', query: {} },
    { what: 'queue big', query: { queue: big } },
    { what: 'queue small', query: { queue: small } },
    { what: 'queue without calls', query: { queue: empty } },
    { what: 'DOUT', query: { queue: 'DOUT' } },
    { what: 'agent', query: { agentId: agents[3] } },
    { what: 'type', query: { type: 'manualOutbound' } },
    { what: 'answer busy', query: { answer: 'busy' } },
    { what: 'queue and agent that do not meet', query: { queue: small, agentId: agents.at(-1) } },
    { what: 'month', query: { from, to: '2026-07-01T00:00:00Z' } },
    { what: 'long calls', query: { minDurationS: 500 } },
    { what: 'impossible length', query: { minDurationS: 90_000 } },
    { what: 'number', query: { number: '4567' } },
    { what: 'search 王', query: { search: '王' } },
    { what: 'search 邹', query: { search: '邹' } },
    { what: 'search 鑫 (none)', query: { search: '鑫' } },
    { what: 'search 王伟', query: { search: '王伟' } },
    { what: 'search 4567', query: { search: '4567' } },
    { what: 'search 99999999999 (none)', query: { search: '99999999999' } },
    { what: 'search 7', query: { search: '7' } },
    { what: 'search 咨询', query: { search: '咨询' } },
    { what: 'search 王 and month', query: { search: '王', from, to: '2026-07-01T00:00:00Z' } },
    { what: 'search 王伟 and queue', query: { search: '王伟', queue: big } },
  ];
  return conditions.flatMap(({ what, query }) =>
    SORTS.filter((_, index) => index % 4 === turn % 4).flatMap((sort) =>
      (['asc', 'desc'] as const).map((order) => ({ what: `${what} by ${sort} ${order}`, query: { ...query, sort, order } })),
    ),
  );
}

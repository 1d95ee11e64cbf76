import { type CallQuery, type Page, pageSizes } from '@zuoxi/contract';
import { silentLogger } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Filled, fillLists } from '../../../bench/load/list-rows.ts';
import { freshDatabase, superuserUrl } from '../../../tests/support/database.ts';
import { type Database, openDatabase } from '../src/db/index.ts';
import { callTable, createCalls } from '../src/modules/calls/calls.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { createRecordings, recordingTable } from '../src/modules/recordings/recordings.ts';
import { maySee, resolveVisibility } from '../src/modules/visibility/index.ts';
import type { Actor } from '../src/platform/actor.ts';
import { markToken } from '../src/platform/lists/search-text.ts';
import { explainedLists } from './support/explained-lists.ts';

/** More than are counted, so that both ways of finding a page are taken. */
const ROWS = 12_000;

let database: Database;
let filled: Filled;
let all: (typeof callRecord.$inferSelect)[];

beforeAll(async () => {
  const url = await freshDatabase();
  database = await openDatabase(url, silentLogger);
  filled = await fillLists(superuserUrl(url), ROWS);
  all = await database.system.select().from(callRecord);
}, 120_000);
afterAll(() => database.close());

const NO_SOUND = { read: async () => undefined };
type Row = (typeof all)[number];
const DOUT_ID = 'DOUT';

/** What a query asks for, said of one row without any index. */
function fits(row: Row, query: Partial<CallQuery>): boolean {
  const { queue, agentId, type, answer, from, to, minDurationS, maxDurationS, number, search } = query;
  const texts = [
    row.customerNumber,
    row.customerName,
    row.calledNumber,
    row.queueName,
    row.queueNumber,
    row.agentName,
    row.extension,
    row.disposition,
  ];
  return (
    (queue === undefined || (queue === DOUT_ID ? row.queueName === DOUT_ID : row.queueId === queue)) &&
    (agentId === undefined || row.agentId === agentId) &&
    (type === undefined || row.type === type) &&
    (answer === undefined || row.answer === answer) &&
    (from === undefined || row.startedAt.getTime() >= Date.parse(from)) &&
    (to === undefined || row.startedAt.getTime() <= Date.parse(to)) &&
    (minDurationS === undefined || Math.ceil(row.durationS) >= minDurationS) &&
    (maxDurationS === undefined || Math.ceil(row.durationS) <= maxDurationS) &&
    (number === undefined || row.customerNumber.includes(number)) &&
    (search === undefined || texts.some((text) => text.toLowerCase().includes(search.toLowerCase())))
  );
}

/** Ids in the order of a sort, by PostgreSQL's own sorting of all rows. */
async function inOrder(sort: string, order: 'asc' | 'desc'): Promise<string[]> {
  const column = callTable.sortable[sort];
  const key = sort.endsWith('S') || sort === 'startedAt' ? sql`${column}` : sql`${column} collate "zh-x-icu"`;
  const direction = sql.raw(order);
  const { rows } = await database.system.execute<{ id: string }>(
    sql`select id from call_record order by ${key} ${direction}, started_at ${direction}, id ${direction}`,
  );
  return rows.map(({ id }) => id);
}

const SORTS = Object.keys(callTable.sortable);

/** Values that a call centre has, and such as it has not. */
const queries = () =>
  fc.record(
    {
      queue: fc.constantFrom(...filled.queues, DOUT_ID, '00000000-0000-4000-8000-000000000000'),
      agentId: fc.constantFrom(...filled.agents.slice(0, 8)),
      type: fc.constantFrom('inbound' as const, 'manualOutbound' as const, 'autoOutbound' as const, 'internal' as const),
      answer: fc.constantFrom('answered' as const, 'noAnswer' as const, 'busy' as const),
      from: fc.constantFrom(...[700, 300, 20].map((days) => new Date(Date.now() - days * 86_400_000).toISOString())),
      to: fc.constantFrom(...[500, 100, 10].map((days) => new Date(Date.now() - days * 86_400_000).toISOString())),
      minDurationS: fc.constantFrom(0, 10, 500, 90_000),
      maxDurationS: fc.constantFrom(0, 60, 900),
      number: fc.constantFrom('4567', '13', '99999999999'),
      search: fc.constantFrom('王', '伟', '王伟', '售后0队', '咨询', '8001', '7', '13', '400', 'DOUT', '%', '_', '鑫', '邹', "'", '王 伟'),
    },
    { requiredKeys: [] },
  );

describe('a list of many rows', () => {
  it('shows by pages, forwards and backwards, for everybody, exactly the rows that fit, in order', async () => {
    const calls = createCalls(database);
    const orders = new Map<string, string[]>();
    await fc.assert(
      fc.asyncProperty(
        queries(),
        fc.constantFrom(...filled.actors),
        fc.constantFrom(...SORTS),
        fc.constantFrom('asc' as const, 'desc' as const),
        async (query, { actor }, sort, order) => {
          const key = `${sort} ${order}`;
          const ordered = orders.get(key) ?? (await inOrder(sort, order));
          orders.set(key, ordered);
          const visibility = await database.tenant(actor.tenantId, (db) => resolveVisibility(db, actor));
          const wanted = new Set(all.filter((row) => fits(row, query) && maySee(visibility, row)).map(({ id }) => id));
          const expected = ordered.filter((id) => wanted.has(id));
          const asked = { pageSize: 100, ...query, sort, order };

          const forwards = await pages(expected.length, (place) => calls.list(actor, { ...asked, ...place }), 'after');
          expect(forwards.ids).toEqual(expected.slice(0, forwards.ids.length));
          expect(forwards.places).toEqual(forwards.places.map((_, index) => 1 + 100 * index));
          expect(forwards.first.isMore).toBe(expected.length > 10_000);
          expect(forwards.first.total).toBe(Math.min(expected.length, 10_000));

          const backwards = await pages(expected.length, (place) => calls.list(actor, { ...asked, ...place }), 'before');
          expect(backwards.ids).toEqual(expected.slice(-backwards.ids.length || expected.length));
          if (backwards.first.rows.length > 0 && !forwards.first.isMore) {
            expect(backwards.first.from).toBe(expected.length - backwards.first.rows.length + 1);
          }
          expect((await calls.list(actor, { ...asked, exact: '1' })).total).toBe(expected.length);
        },
      ),
      { numRuns: 60, seed: 14 },
    );
  }, 300_000);

  it('is the same list for recordings, which carry what their calls say', async () => {
    const recordings = createRecordings({ database, sound: NO_SOUND, folder: '' });
    for (const { actor } of filled.actors) {
      const visibility = await database.tenant(actor.tenantId, (db) => resolveVisibility(db, actor));
      for (const query of [
        {},
        { queue: filled.queues[1] ?? '' },
        { search: '王伟' },
        { type: 'manualOutbound' as const, answer: 'busy' as const },
      ]) {
        const wanted = all.filter((row) => fits(row, query) && maySee(visibility, row));
        const { total } = await recordings.list(actor, { pageSize: 10, ...query, exact: '1' });
        expect(total, JSON.stringify(query)).toBe(wanted.length);
      }
    }
  });

  it('shows nobody a row that has their mark by chance, or by a customer’s name', async () => {
    const calls = createCalls(database);
    const actor = actorOf('supervisor of few');
    const visibility = await database.tenant(actor.tenantId, (db) => resolveVisibility(db, actor));
    const foreign = all.filter((row) => !maySee(visibility, row) && row.customerName === '王伟').slice(0, 5);
    expect(foreign.length).toBe(5);
    const marks = [visibility.own, ...visibility.queues].flatMap((no) => [`scope:${no}`, `x:${no}`, `agent:${no}`]);
    const tokens = `{${marks.map((mark) => markToken(actor.tenantId, mark)).join(',')}}`;
    const ids = `{${foreign.map(({ id }) => id).join(',')}}`;
    await database.system.execute(sql`update call_record set tokens = tokens || ${tokens}::int[] where id = any(${ids}::uuid[])`);
    const wanted = all.filter((row) => row.customerName === '王伟' && maySee(visibility, row)).length;
    for (const query of [{ search: '王伟' }, { search: '王伟', exact: '1' as const }]) {
      expect((await calls.list(actor, { pageSize: 100, ...query })).total).toBe(wanted);
    }
    const shown = await calls.list(actor, { pageSize: 100, number: foreign[0]?.customerNumber ?? '' });
    expect(shown.rows.map(({ id }) => id)).not.toContain(foreign[0]?.id);
  });

  it('goes on where the page ended although rows come and go', async () => {
    const calls = createCalls(database);
    const actor = actorOf('administrator');
    const query = { pageSize: 10, sort: 'customerName', order: 'asc' as const };
    const first = await calls.list(actor, query);
    const second = await calls.list(actor, { ...query, after: first.next ?? '' });
    // The rows of the first page go; the second one is what it was.
    const gone = first.rows.map(({ id }) => id);
    await database.system.execute(sql`delete from call_record where id = any(${`{${gone.join(',')}}`}::uuid[])`);
    expect((await calls.list(actor, { ...query, after: first.next ?? '' })).rows).toEqual(second.rows);
    // There is nothing before it now: the page before is the beginning.
    const before = await calls.list(actor, { ...query, before: second.previous ?? '' });
    expect(before.rows.map(({ id }) => id)).toEqual(second.rows.map(({ id }) => id));
    expect(before.previous).toBe(null);
    all = await database.system.select().from(callRecord);
  });

  it('takes no place that it has not given', async () => {
    const calls = createCalls(database);
    const actor = actorOf('administrator');
    const { next } = await calls.list(actor, { pageSize: 10, sort: 'waitS', order: 'asc' });
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const [, , values] = JSON.parse(Buffer.from(next ?? '', 'base64url').toString()) as [string, string, string[]];
    const places = [
      'x',
      forged({}),
      forged(['waitS', 'asc', values, 1, 1]),
      forged(['waitS', 'asc', ['1; drop table call_record', values[1], values[2]], 1, 1, 0]),
      forged(['waitS', 'asc', ['NaN', values[1], values[2]], 1, 1, 0]),
      forged(['waitS', 'asc', values.slice(1), 1, 1, 0]),
      forged(['talkS', 'asc', values, 1, 1, 0]),
      forged(['waitS', 'desc', values, 1, 1, 0]),
      forged(['waitS', 'asc', values, -1, 1, 0]),
    ];
    for (const after of places) {
      await expect(calls.list(actor, { pageSize: 10, sort: 'waitS', order: 'asc', after }), after).rejects.toMatchObject({
        code: 'request.placeInvalid',
      });
    }
  });

  it('is found by indexes under row-level security, whatever is asked', async () => {
    const operators = await database.system.execute<{ name: string; leakproof: boolean }>(
      sql`select proname as name, proleakproof as leakproof from pg_proc where proname in ('ints_contain', 'ints_overlap') order by 1`,
    );
    expect(operators.rows).toEqual([
      { name: 'ints_contain', leakproof: true },
      { name: 'ints_overlap', leakproof: true },
    ]);
    for (const [table, list] of [
      [callTable, (actor: Actor, query: CallQuery) => createCalls(explaining).list(actor, query)],
      [
        recordingTable,
        (actor: Actor, query: CallQuery) => createRecordings({ database: explaining, sound: NO_SOUND, folder: '' }).list(actor, query),
      ],
    ] as const) {
      for (const { actor } of filled.actors) {
        for (const sort of Object.keys(table.sortable)) {
          const query = { pageSize: 25, sort, order: 'asc' as const };
          await explained(() => list(actor, query));
          const { next } = await list(actor, query);
          plans.length = 0;
          await list(actor, { ...query, ...(next ? { after: next } : {}) });
          // With a place in the list, the index begins there.
          if (actor.role === 'administrator') {
            const [page] = plans.filter((plan) => plan.includes('ROW('));
            expect(page, sort).toMatch(/Index Cond: .*ROW\(/);
            expect(page, sort).not.toMatch(/Sort Key/);
          }
        }
        for (const search of ['王伟', '4567', '邹']) {
          await explained(() => list(actor, { pageSize: 25, search }));
          const counted = plans.filter((plan) => plan.includes('@>>'));
          expect(counted.length, search).toBeGreaterThan(0);
          for (const plan of counted) expect(plan).toMatch(/Index Cond: .*@>>/);
          for (const plan of plans) expect(plan).not.toMatch(/Index Cond: .*~~/);
        }
      }
    }
  }, 120_000);
});

const { plans, explaining } = explainedLists(() => database);

async function explained(list: () => Promise<unknown>): Promise<void> {
  plans.length = 0;
  await list();
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (call_record|recording)/);
}

const actorOf = (name: string): Actor => {
  const found = filled.actors.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found.actor;
};

/** Some pages one after the other, from one end. */
async function pages(
  expected: number,
  list: (place: { after?: string; before?: string; last?: '1' }) => Promise<Page<{ id: string }>>,
  way: 'after' | 'before',
) {
  expect(pageSizes).toContain(100);
  const first = await list(way === 'after' ? {} : { last: '1' });
  let page = first;
  const ids: string[] = page.rows.map(({ id }) => id);
  const places = page.from === null ? [] : [page.from];
  for (let turned = 0; turned < 3; turned++) {
    const place = way === 'after' ? page.next : page.previous;
    if (place === null) {
      expect(ids.length).toBe(expected);
      break;
    }
    page = await list({ [way]: place });
    const more = page.rows.map(({ id }) => id);
    if (way === 'after') ids.push(...more);
    else ids.unshift(...more);
    if (page.from !== null) places.push(page.from);
  }
  return { first, ids, places };
}

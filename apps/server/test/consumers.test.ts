import type { CallFact } from '@zuoxi/callcontrol';
import { silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { eq, sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type Database, openDatabase, type TenantDb } from '../src/db/index.ts';
import { FactStore } from '../src/modules/journal/index.ts';
import { appendFacts, Consumers, consumer, type Entry, type LoggedFact } from '../src/platform/facts/index.ts';
import { factLog, setAsideFact } from '../src/platform/facts/tables.ts';

let url: string;
let database: Database;
let store: FactStore;
let [one, other] = ['', ''];
const running: Consumers[] = [];

beforeAll(async () => {
  url = await freshDatabase();
  database = await openDatabase(url, silentLogger);
  store = new FactStore({ database, logger: silentLogger });
  // What the consumers of this file make: without a unique constraint, so that what takes effect twice is there twice.
  await database.system.execute(sql`create table taken (n bigserial, consumer text, tenant_id uuid, fact_id uuid, seq bigint)`);
  await database.system.execute(sql`grant select, insert on taken to zuoxi_app`);
  await database.system.execute(sql`grant usage on sequence taken_n_seq to zuoxi_app`);
});
afterAll(() => database.close());
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumers) => consumers.stop()));
});

type Handle = (db: TenantDb, facts: readonly LoggedFact<Extract<CallFact, { type: 'ended' }>>[]) => Promise<void>;

let made = 0;
/** A name of its own for each test: it begins at the beginning of the log. */
const freshName = () => `test${++made}`;

const insert = async (db: TenantDb, name: string, facts: readonly LoggedFact[]) => {
  for (const { id, seq, fact } of facts)
    await db.execute(
      sql`insert into taken (consumer, tenant_id, fact_id, seq) values (${name}, ${fact.tenantId}::uuid, ${id}::uuid, ${seq}::bigint)`,
    );
};

/** Takes the ends of calls; `before` may fail. */
const taking = (name: string, before: Handle = async () => {}, committed?: (facts: readonly LoggedFact[]) => void) =>
  consumer({
    name,
    factTypes: ['ended'],
    async handle(db, facts) {
      await before(db, facts);
      await insert(db, name, facts);
    },
    ...(committed ? { committed } : {}),
    rebuild: 'of a test',
  });

function run(...list: ReturnType<typeof taking>[]): Consumers {
  const consumers = new Consumers({ database, consumers: list, clock: systemClock, logger: silentLogger });
  running.push(consumers);
  return consumers;
}

function entry(tenantId: string, type: 'ended' | 'ringing' = 'ended', callId = systemIds.uuid()): Entry {
  const at = Date.now();
  const of = { stream: 'call', at, tenantId, callId } as const;
  const fact: CallFact = type === 'ended' ? { ...of, type, reason: 'hangup', endedBy: 'customer', cause: 16 } : { ...of, type };
  return { id: systemIds.uuid(), fact, wallAt: at };
}
const entries = (tenantId: string, count: number) => Array.from({ length: count }, () => entry(tenantId));
const storeAll = async (list: readonly Entry[]) => (await store.store({ entries: list, live: [] })).facts;

/** In the order in which they were written. */
async function taken(name: string, tenantId: string): Promise<string[]> {
  const { rows } = await database.system.execute<{ id: string }>(
    sql`select fact_id as id from taken where consumer = ${name} and tenant_id = ${tenantId} order by n`,
  );
  return rows.map(({ id }) => id);
}
const idsOf = (list: readonly Entry[]) => list.map(({ id }) => id);
const setAside = (name: string) => database.system.select().from(setAsideFact).where(eq(setAsideFact.consumer, name));
/** Two call centres, and no other one that a consumer who begins at the beginning would have to read first. */
const newTenants = async () => {
  await database.system.delete(factLog);
  [one, other] = [systemIds.uuid(), systemIds.uuid()];
};

describe('a consumer', () => {
  it('takes each fact of its types once and in order, from the beginning of the log on, and follows by hints', async () => {
    await newTenants();
    const name = freshName();
    const before = [...entries(one, 1200), entry(one, 'ringing'), ...entries(one, 3)];
    for (let from = 0; from < before.length; from += 300) await storeAll(before.slice(from, from + 300));
    const consumers = run(taking(name));
    expect(await consumers.settled()).toBe(true);
    const ends = before.filter(({ fact }) => fact.type === 'ended');
    expect(await taken(name, one)).toEqual(idsOf(ends));
    const later = entries(one, 2);
    consumers.hint(await storeAll(later));
    await eventually('the later ones', async () => (await taken(name, one)).length === ends.length + 2);
    expect(await taken(name, one)).toEqual(idsOf([...ends, ...later]));
  });

  it('that throws for one call centre stops neither itself for another one nor another consumer', async () => {
    await newTenants();
    const [bad, good] = [freshName(), freshName()];
    const facts = [...entries(one, 3), ...entries(other, 3)];
    await storeAll(facts);
    const consumers = run(
      taking(bad, async (_db, list) => {
        if (list[0]?.fact.tenantId === one) throw new TypeError('does not know what to do');
      }),
      taking(good),
    );
    expect(await consumers.settled()).toBe(true);
    expect(await taken(bad, one)).toEqual([]);
    expect(await taken(bad, other)).toEqual(idsOf(facts.slice(3)));
    expect(await taken(good, one)).toEqual(idsOf(facts.slice(0, 3)));
    expect(await setAside(bad)).toHaveLength(3);
    expect(await setAside(good)).toEqual([]);
  });

  it('that waits for a lock of one call centre is tried again and loses nothing, while all others go on', async () => {
    await newTenants();
    const [slow, good] = [freshName(), freshName()];
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock(4711)');
    const consumers = run(
      taking(slow, async (db, list) => {
        if (list[0]?.fact.tenantId !== one) return;
        await db.execute(sql`set local lock_timeout = '100ms'`);
        await db.execute(sql`select pg_advisory_xact_lock(4711)`);
      }),
      taking(good),
    );
    const facts = [...entries(one, 2), ...entries(other, 2)];
    consumers.hint(await storeAll(facts));
    await eventually('what can be taken', async () => (await taken(slow, other)).length === 2 && (await taken(good, one)).length === 2);
    expect(await taken(slow, one)).toEqual([]);
    await eventually('the lag', () => (consumers.states().find(({ name }) => name === slow)?.lagSeconds ?? 0) > 0.3);
    await holder.query('rollback');
    await holder.end();
    await eventually('the rest', async () => (await taken(slow, one)).length === 2);
    expect(await consumers.settled()).toBe(true);
    expect(await taken(slow, one)).toEqual(idsOf(facts.slice(0, 2)));
    expect(await setAside(slow)).toEqual([]);
    expect(consumers.states().every(({ lagSeconds }) => lagSeconds === 0)).toBe(true);
  });

  it('whose process is cut off between handler and cursor has taken nothing, and takes each fact once afterwards', async () => {
    await newTenants();
    const name = freshName();
    const facts = entries(one, 5);
    await storeAll(facts);
    let cuts = 0;
    const told: string[] = [];
    const cutting = consumer({
      name,
      factTypes: ['ended'],
      async handle(db, list) {
        await insert(db, name, list);
        // The rows are written, the cursor is not: as with kill -9 the server of the database loses its client in the middle.
        if (++cuts <= 2) await db.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
      },
      committed: (list) => told.push(...list.map(({ id }) => id)),
      rebuild: 'of a test',
    });
    const consumers = run(cutting);
    await consumers.settled(10_000);
    expect(cuts).toBe(3);
    expect(await taken(name, one)).toEqual(idsOf(facts));
    expect(told).toEqual(idsOf(facts));
    // Another process begins where this one was.
    const later = entries(one, 1);
    await storeAll(later);
    expect(await run(taking(name)).settled()).toBe(true);
    expect(await taken(name, one)).toEqual(idsOf([...facts, ...later]));
  });

  it('in two processes at once takes each fact once', async () => {
    await newTenants();
    const name = freshName();
    const processes = [run(taking(name)), run(taking(name))];
    const facts = entries(one, 60);
    for (let from = 0; from < facts.length; from += 3) {
      const stored = await storeAll(facts.slice(from, from + 3));
      for (const consumers of processes) consumers.hint(stored);
    }
    for (const consumers of processes) expect(await consumers.settled(10_000)).toBe(true);
    expect(await taken(name, one)).toEqual(idsOf(facts));
  });

  it('never passes a fact whose transaction began earlier and is committed later', async () => {
    await newTenants();
    const name = freshName();
    const consumers = run(taking(name));
    const [early, late] = [entry(one), entry(one)];
    const open = Promise.withResolvers<void>();
    const appended = Promise.withResolvers<void>();
    const first = database.tenant(one, async (db) => {
      await appendFacts(db, [early]);
      appended.resolve();
      await open.promise;
    });
    await appended.promise;
    const second = storeAll([late]);
    await consumers.settled();
    expect(await taken(name, one)).toEqual([]);
    open.resolve();
    await Promise.all([first, second]);
    await consumers.settled();
    expect(await taken(name, one)).toEqual([early.id, late.id]);
  });
});

describe('a fact that a consumer cannot take', () => {
  it('is set aside for it alone with the reason, and is taken when it is run again and the cause is gone', async () => {
    await newTenants();
    const name = freshName();
    const facts = entries(one, 400);
    const poison = facts[250] ?? expect.fail();
    let isPoison = true;
    const told: string[] = [];
    const list = taking(
      name,
      async (db, some) => {
        if (isPoison && some.some(({ id }) => id === poison.id)) await db.execute(sql`select 1 / 0`);
      },
      (some) => told.push(...some.map(({ id }) => id)),
    );
    const consumers = run(list);
    await storeAll(facts);
    expect(await consumers.settled()).toBe(true);
    const others = idsOf(facts).filter((id) => id !== poison.id);
    expect(await taken(name, one)).toEqual(others);
    const [row] = await setAside(name);
    expect(row).toMatchObject({ factId: poison.id, tenantId: one, type: 'ended', attempts: 1, error: expect.stringContaining('22012') });
    expect(consumers.states()).toMatchObject([{ name, deadLetters: 1 }]);

    const again = () => database.tenant(one, (db) => consumers.runAgain(db, name, { tenantId: one, stream: 'call', factId: poison.id }));
    await expect(again()).rejects.toThrow();
    isPoison = false;
    (await again())();
    expect(await taken(name, one)).toEqual([...others, poison.id]);
    expect(told.at(-1)).toBe(poison.id);
  });

  it('is for /readyz when there are many of them, as is a lag', async () => {
    await newTenants();
    const name = freshName();
    const consumers = run(
      taking(name, async () => {
        throw new Error('nothing can be taken');
      }),
    );
    await storeAll(entries(one, 101));
    await consumers.settled();
    expect(consumers.problem()).toBe(`101 facts are set aside for ${name}`);
    await database.system.delete(setAsideFact).where(eq(setAsideFact.consumer, name));
    await consumers.settled();
    expect(consumers.problem()).toBeUndefined();
  });
});

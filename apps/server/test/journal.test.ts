import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact, Fact } from '@zuoxi/callcontrol';
import type { Page, SetAsideFact } from '@zuoxi/contract';
import { createLogger, silentLogger, systemIds } from '@zuoxi/kit';
import { asc, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, takeAway } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { FactSpool } from '../src/modules/journal/fact-spool.ts';
import { type Batch, FactStore, type Stored } from '../src/modules/journal/fact-store.ts';
import { Journal } from '../src/modules/journal/journal.ts';
import { liveState } from '../src/modules/journal/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { tenant as tenantTable } from '../src/modules/tenants/tables.ts';
import { callEvent, setAsideFact } from '../src/platform/facts/tables.ts';
import { type RunningServer, startServer } from '../src/start-server.ts';

let dataDir: string;
let databaseUrl: string;
let server: RunningServer;
let admin: ApiUser;
let tenantId: string;
let otherTenant: string;
const logged: string[] = [];

const listening = createLogger('server', 'debug', { write: (line) => void logged.push(line) });

const start = (logger = silentLogger) =>
  startServer({
    settings: {
      dataDir,
      httpPort: 0,
      httpsPort: 0,
      bind: '127.0.0.1',
      ariUrls: ['http://nobody:nothing@127.0.0.1:9/ari'],
      sipWebSocketUrls: [],
      promptsUrl: undefined,
      flowHttpAllow: [],
      sipPort: 0,
      logLevel: 'error',
      databaseUrl,
    },
    logger,
    bootstrap: false,
    prepare: demo.prepare,
  });

async function signIn(): Promise<void> {
  const { tenant, password } = demo.summary;
  admin = await ApiUser.signIn(`http://127.0.0.1:${server.httpPort}`, tenant, 'admin', password);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-journal-'));
  databaseUrl = await freshDatabase();
  server = await start(listening);
  await signIn();
  const [tenant] = await server.modules.database.system.select().from(tenantTable).where(eq(tenantTable.code, demo.summary.tenant));
  tenantId = tenant?.id ?? '';
  otherTenant = await createTenant(server.modules.database, 'journal-other', 'Other');
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A caller who rang, was answered by nobody and hung up. */
function callOf(of: string, customerNumber = '13800000000', callId = systemIds.uuid()): CallFact[] {
  const base = { stream: 'call' as const, tenantId: of, callId };
  const at = Date.now();
  return [
    { ...base, at, type: 'started', callType: 'inbound', customerNumber, calledNumber: '4001', agentId: null, queueId: null },
    { ...base, at: at + 10, type: 'ringing' },
    { ...base, at: at + 5000, type: 'ended', reason: 'hangup', endedBy: 'customer', cause: 16 },
  ];
}
const idOf = (facts: readonly CallFact[]): string => facts[0]?.callId ?? '';
const write = async (...facts: Fact[]) => {
  server.modules.journal.append(facts);
  expect(await server.modules.journal.flushed(20_000)).toBe(true);
  expect(await server.modules.consumers.settled(20_000)).toBe(true);
};
const recordOf = async (callId: string) => {
  const [row] = await server.modules.database.system.select().from(callRecord).where(eq(callRecord.id, callId));
  return row;
};
const eventsOf = async (callId: string) => {
  const rows = await server.modules.database.system
    .select({ type: callEvent.type })
    .from(callEvent)
    .where(eq(callEvent.callId, callId))
    .orderBy(asc(callEvent.id));
  return rows.map(({ type }) => type);
};
const setAside = async () => (await admin.get<Page<SetAsideFact>>('/api/set-aside-facts')).rows;
const metric = async (name: string) => {
  const { body } = await admin.request('GET', '/metrics');
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(String(body))?.[1]);
};

describe('a fact that the database refuses', () => {
  it('is set aside alone: other facts, other calls and other call centres go on', async () => {
    const bad = callOf(tenantId, '138\u00001');
    const before = callOf(tenantId);
    const after = callOf(tenantId);
    const elsewhere = callOf(otherTenant);
    await write(...before, ...bad, ...after, ...elsewhere);
    for (const good of [before, after, elsewhere]) expect(await recordOf(idOf(good))).toBeDefined();
    expect(await eventsOf(idOf(bad))).toEqual(['ringing', 'ended']);
    const mine = (await setAside()).filter(({ subjectId }) => subjectId === idOf(bad));
    expect(mine).toMatchObject([{ type: 'started', stage: 'store', consumer: 'journal', stream: 'call', attempts: 1 }]);
    expect(await metric('zuoxi_facts_set_aside')).toBe(1);
    // The next call is as if nothing had been.
    const next = callOf(tenantId);
    await write(...next);
    expect(await recordOf(idOf(next))).toMatchObject({ customerNumber: '13800000000' });
  });

  it('is stored when it is run again, cleaned, and its call has a record from then on', async () => {
    const [row] = await setAside();
    expect(row).toBeDefined();
    expect(await recordOf(row?.subjectId ?? '')).toBeUndefined();
    const { status, body } = await admin.request('POST', `/api/set-aside-facts/${row?.id}/run`);
    expect({ status, body }).toEqual({ status: 200, body: { stored: 1, refused: 0 } });
    expect(await recordOf(row?.subjectId ?? '')).toMatchObject({ customerNumber: '1381', endReason: 'hangup' });
    expect(await eventsOf(row?.subjectId ?? '')).toEqual(['started', 'ringing', 'ended']);
    expect(await setAside()).toEqual([]);
    expect(await metric('zuoxi_facts_set_aside')).toBe(0);
  });

  it('keeps its event when only what is made of it is refused; run again it is refused until the cause is gone', async () => {
    const { system } = server.modules.database;
    await system.execute(sql`
      create function refuse_record() returns trigger language plpgsql as
      $$ begin if new.customer_number = '6667778889' then raise exception 'no record for "6667778889"'; end if; return new; end $$`);
    await system.execute(sql`create trigger refuse_record before insert on call_record for each row execute function refuse_record()`);
    const bad = callOf(tenantId, '6667778889');
    const good = callOf(tenantId);
    await write(...bad, ...good);
    expect(await recordOf(idOf(good))).toBeDefined();
    expect(await eventsOf(idOf(bad))).toEqual(['started', 'ringing', 'ended']);
    const [row] = await setAside();
    expect(row).toMatchObject({ type: 'ended', stage: 'derive', consumer: 'calls', subjectId: idOf(bad) });
    expect(await metric('zuoxi_consumer_dead_letters{consumer="calls"}')).toBe(1);
    expect(await metric('zuoxi_consumer_dead_letters{consumer="voicemail"}')).toBe(0);
    expect(await metric('zuoxi_consumer_lag_seconds{consumer="calls"}')).toBe(0);
    expect(await metric('zuoxi_consumer_lag_facts{consumer="calls"}')).toBe(0);
    expect((await admin.request('POST', `/api/set-aside-facts/${row?.id}/run`)).body).toEqual({ stored: 0, refused: 1 });
    expect((await setAside())[0]).toMatchObject({ attempts: 2 });
    await system.execute(sql`drop trigger refuse_record on call_record`);
    expect((await admin.request('POST', '/api/set-aside-facts/run')).body).toEqual({ stored: 1, refused: 0 });
    expect(await recordOf(idOf(bad))).toMatchObject({ customerNumber: '6667778889' });
  });

  it('can be given up, which is audited', async () => {
    await write(...callOf(tenantId, '1\ud800'));
    const [row] = await setAside();
    expect((await admin.request('DELETE', `/api/set-aside-facts/${row?.id}`)).status).toBe(204);
    expect(await setAside()).toEqual([]);
    const [entry] = await server.modules.database.system
      .select()
      .from(auditEntry)
      .where(eq(auditEntry.targetId, row?.id ?? ''));
    expect(entry).toMatchObject({ action: 'setAsideFacts.remove' });
  });

  it('is shown to its own call centre only', async () => {
    await write(...callOf(otherTenant, '1\u0000'));
    expect(await setAside()).toEqual([]);
    expect(await metric('zuoxi_facts_set_aside')).toBe(1);
    await server.modules.database.system.delete(setAsideFact);
  });

  it('whatever it is, leaves all others as they would be without it', async () => {
    const hostile = fc.constantFrom(
      '\u0000',
      '\ud800',
      '13800000000',
      '1',
      '\u0000\u0000',
      '😀',
      'e\u0301',
      "'; drop table call_event; --",
    );
    const tenants = fc.constantFrom(tenantId, otherTenant, 'not a tenant', '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(tenants, hostile), { minLength: 1, maxLength: 8 }), async (calls) => {
        const made = calls.map(([of, number]) => callOf(of, number));
        await write(...made.flat());
        for (const [index, facts] of made.entries()) {
          const [of, number] = calls[index] ?? expect.fail();
          const isGood = (of === tenantId || of === otherTenant) && number.isWellFormed() && !number.includes('\u0000');
          expect(Boolean(await recordOf(idOf(facts)))).toBe(isGood);
          const kept = await server.modules.database.system.$count(setAsideFact, eq(setAsideFact.subjectId, idOf(facts)));
          expect((await eventsOf(idOf(facts))).length + kept).toBe(facts.length);
        }
      }),
      { numRuns: 25 },
    );
    await server.modules.database.system.delete(setAsideFact);
  });
});

describe('a live state that the database refuses', () => {
  it('does not come back after a restart, and keeps no other from being stored', async () => {
    const { world } = server.modules.engine.callControl;
    const { database, journal } = server.modules;
    const none = new Set<string>();
    const live = (id: string) => database.system.$count(liveState, eq(liveState.id, id));
    const touch = async (...ids: string[]) => {
      journal.touch({ agents: none, calls: none, queues: none, callbacks: new Set(ids), conferences: none });
      expect(await journal.flushed(20_000)).toBe(true);
    };
    const callback = (id: string, number: string) => world.callbacks.set(id, { id, tenantId, number } as never);
    const [bad, good] = [systemIds.uuid(), systemIds.uuid()];
    callback(bad, '1');
    await touch(bad);
    expect(await live(bad)).toBe(1);
    callback(bad, '\u0000');
    callback(good, '2');
    await touch(bad, good);
    expect([await live(bad), await live(good)]).toEqual([0, 1]);
    world.callbacks.delete(bad);
    world.callbacks.delete(good);
    await touch(bad, good);
  });
});

describe('the log', () => {
  it('never holds what was to be stored', () => {
    expect(logged.join('\n')).toContain('a fact was refused by the database and set aside');
    for (const line of logged) expect(line).not.toMatch(/13800000000|6667778889|params/);
  });
});

describe('while the database is away', () => {
  // A file goes when all that is in it is stored, a moment later.
  const waiting = () => readdir(join(dataDir, 'waiting-facts'));

  it('facts wait on the disk, in order, and are stored once when it is back', async () => {
    const away = await takeAway(databaseUrl);
    const calls = Array.from({ length: 30 }, () => callOf(tenantId));
    for (const facts of calls) server.modules.journal.append(facts);
    await eventually('facts on the disk', async () => (await waiting()).length > 0);
    const late = callOf(tenantId);
    server.modules.journal.append(late);
    expect(server.modules.journal.backlog.facts).toBe(31 * 3);
    await away.back();
    await eventually('all is stored', () => server.modules.journal.backlog.facts === 0);
    expect(await server.modules.consumers.settled()).toBe(true);
    for (const facts of [...calls, late]) expect(await eventsOf(idOf(facts))).toEqual(['started', 'ringing', 'ended']);
    for (const facts of [...calls, late]) expect(await recordOf(idOf(facts))).toBeDefined();
    await expect.poll(waiting, { timeout: 15_000 }).toEqual([]);
  });

  it('and stands still, facts are on the disk before its answer is known', async () => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('begin');
    await client.query('lock table call_event in access exclusive mode');
    const facts = callOf(tenantId);
    server.modules.journal.append(facts);
    await eventually('facts on the disk', async () => (await waiting()).length > 0, 8_000);
    await client.query('rollback');
    await client.end();
    await eventually('all is stored', () => server.modules.journal.backlog.facts === 0);
    expect(await eventsOf(idOf(facts))).toEqual(['started', 'ringing', 'ended']);
    await expect.poll(waiting, { timeout: 15_000 }).toEqual([]);
  });

  it('an answer that comes while the disk is still writing leaves nothing to wait for the next fact', async () => {
    class LateStore extends FactStore {
      readonly answer = Promise.withResolvers<void>();
      override async store(batch: Batch): Promise<Stored> {
        await this.answer.promise;
        return super.store(batch);
      }
    }
    class SlowSpool extends FactSpool {
      readonly begun = Promise.withResolvers<void>();
      readonly disk = Promise.withResolvers<void>();
      readonly written = Promise.withResolvers<void>();
      override async append(batch: Batch): Promise<void> {
        this.begun.resolve();
        await this.disk.promise;
        await super.append(batch);
        this.written.resolve();
      }
    }
    const { database, engine, steady } = server.modules;
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-spool-'));
    const store = new LateStore({ database, logger: silentLogger });
    const spool = new SlowSpool(folder, silentLogger);
    await spool.load();
    const journal = new Journal({ store, spool, clock: steady, ids: systemIds, logger: silentLogger, world: engine.callControl.world });
    const facts = callOf(tenantId);
    journal.append(facts);
    await spool.begun.promise;
    store.answer.resolve();
    expect(await journal.flushed()).toBe(true);
    spool.disk.resolve();
    await spool.written.promise;
    await eventually('what the disk has is stored, too', async () => journal.backlog.facts === 0 && (await readdir(folder)).length === 0);
    expect(await eventsOf(idOf(facts))).toEqual(['started', 'ringing', 'ended']);
    await journal.close();
    await rm(folder, { recursive: true });
  });

  it('a server that is ended keeps them for the next start, and does not hang', async () => {
    const away = await takeAway(databaseUrl);
    const bad = callOf(tenantId, '7\u0000');
    const facts = [...callOf(tenantId), ...bad];
    server.modules.journal.append(facts);
    await server.stop();
    expect(await waiting()).toHaveLength(1);
    await away.back();
    server = await start();
    await signIn();
    expect(await recordOf(idOf(facts.slice(0, 3)))).toBeDefined();
    expect((await setAside()).map(({ subjectId }) => subjectId)).toEqual([idOf(bad)]);
    await expect.poll(waiting, { timeout: 15_000 }).toEqual([]);
  });
});

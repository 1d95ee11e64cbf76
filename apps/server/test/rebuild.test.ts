import type { CallFact } from '@zuoxi/callcontrol';
import { systemIds } from '@zuoxi/kit';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { factsCommand } from '../src/facts-command.ts';
import { account as accountTable } from '../src/modules/accounts/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { queue as queueTable } from '../src/modules/queues/tables.ts';
import { recording } from '../src/modules/recordings/tables.ts';
import { voicemail } from '../src/modules/voicemail/tables.ts';

const TABLES = {
  calls: ['call_record', 'call_segment', 'call_party'],
  recordings: ['recording'],
  voicemail: ['voicemail'],
  satisfaction: ['satisfaction'],
  callbacks: ['callback'],
  conferences: ['conference_session'],
  operationLog: ['operation_log'],
} as const;
type Consumer = keyof typeof TABLES;
const CONSUMERS = Object.keys(TABLES) as Consumer[];

let server: TestServer;
let tenantId: string;
let agentId: string;
let queueId: string;
const called: string[] = [];

type Fact = CallFact extends infer F
  ? F extends CallFact
    ? Omit<F, 'stream' | 'tenantId' | 'callId' | 'at'> & { at: number }
    : never
  : never;

/** A call's facts, so many seconds after its beginning. */
async function call(facts: readonly Fact[], days = 0): Promise<string> {
  const callId = systemIds.uuid();
  const begin = Date.now() - days * 24 * 3600_000;
  const { journal, consumers } = server.modules;
  // Put together from the parts of facts that the type names.
  journal.append(facts.map((fact) => ({ ...fact, stream: 'call', tenantId, callId, at: begin + fact.at * 1000 }) as CallFact));
  expect(await journal.flushed()).toBe(true);
  expect(await consumers.settled()).toBe(true);
  called.push(callId);
  return callId;
}

const started: Fact = {
  at: 0,
  type: 'started',
  callType: 'inbound',
  customerNumber: '13800138000',
  calledNumber: '4001',
  agentId: null,
  queueId: null,
};
const ended = (at: number): Fact => ({ at, type: 'ended', reason: 'hangup', endedBy: 'customer', cause: 16 });
const answered = (): Fact[] => [
  { at: 2, type: 'enqueued', queueId, priority: 0 },
  { at: 5, type: 'answered', agentId },
];

/** All rows, as text, so that times are compared to the microsecond. */
async function rows(consumer: Consumer): Promise<unknown[]> {
  const all = await Promise.all(
    TABLES[consumer].map(async (name) => {
      const { rows: found } = await server.modules.database.system.execute<{ row: unknown }>(
        sql`select to_jsonb(t) as row from ${sql.identifier(name)} t order by to_jsonb(t)::text`,
      );
      return found.map(({ row }) => row);
    }),
  );
  return all.flat();
}

const facts = (...args: string[]) => factsCommand(server.databaseUrl, args);

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  await demo.fillHistory(server.modules);
  const { system } = server.modules.database;
  const [account] = await system.select().from(accountTable).where(eq(accountTable.name, 'wangli'));
  const [queue] = await system.select().from(queueTable).where(eq(queueTable.number, '8701'));
  tenantId = account?.tenantId ?? '';
  agentId = account?.id ?? '';
  queueId = queue?.id ?? '';
  vi.spyOn(console, 'log').mockImplementation(() => {});

  const callbackId = systemIds.uuid();
  const now = Date.now();
  await call([
    started,
    ...answered(),
    { at: 5, type: 'recordingStarted', name: 'rebuild-r1', engine: 'e1' },
    { at: 30, type: 'held' },
    { at: 40, type: 'resumed' },
    { at: 60, type: 'talkEnded', agentId, endedBy: 'agent' },
    { at: 60, type: 'surveyStarted', agentId, queueId, byAgent: false },
    { at: 66, type: 'surveyAnswered', level: 'dissatisfied', reason: 'service' },
    ended(67),
    { at: 70, type: 'disposed', agentId, disposition: '已解决', note: 'n' },
    { at: 72, type: 'customerNamed', name: '王先生' },
  ]);
  await call([started, { at: 9, type: 'messageStarted', name: 'rebuild-v1', queueId, engine: 'e1' }, ended(30)]);
  await call([started, { at: 9, type: 'callbackRequested', callbackId, queueId, enqueuedAt: now, expiresAt: now + 3600_000 }, ended(10)]);
  await call([
    { at: 1, type: 'callbackTried', callbackId, attempt: 1 },
    { at: 20, type: 'callbackWaits', callbackId, attempts: 1, nextAttemptAt: now + 900_000 },
  ]);
  await call([
    { at: 0, type: 'conferenceStarted', conferenceId: systemIds.uuid(), name: '早会', byAccountId: agentId },
    {
      at: 9,
      type: 'conferenceEnded',
      conferenceId: systemIds.uuid(),
      parties: [{ agentId, name: '王丽', number: '8002', joinedAt: now, leftAt: null }],
    },
  ]);
  await call([started, ...answered(), ended(20)], 40);
  const agent = { stream: 'agent', tenantId, agentId } as const;
  server.modules.journal.append([
    { ...agent, at: now, type: 'signedIn' },
    { ...agent, at: now + 1, type: 'notReady', queueIds: [queueId], reason: '会议', byAccountId: agentId },
    { ...agent, at: now + 2, type: 'signedOut', byAccountId: null },
  ]);
  expect(await server.modules.journal.flushed()).toBe(true);
  expect(await server.modules.consumers.settled()).toBe(true);
  // What no fact tells: a message was dealt with, a sound was fetched, somebody has another name today.
  await system.update(voicemail).set({ state: 'ready', path: 'a.wav', bytes: 7, handledAt: new Date(), handledBy: agentId });
  await system.update(recording).set({ state: 'damaged', path: 'b.wav', durationS: 55, gapS: 2 });
  await system.update(accountTable).set({ displayName: '王丽丽' }).where(eq(accountTable.id, agentId));
}, 60_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

describe('making the tables of a consumer again from the log', () => {
  it.each(CONSUMERS)('gives what was there: %s', async (consumer) => {
    const before = await rows(consumer);
    expect(before.length).toBeGreaterThan(0);
    await facts('rebuild', consumer);
    expect(await rows(consumer)).toEqual(before);
  });

  it('brings back what was lost and corrects what is wrong', async () => {
    const { system } = server.modules.database;
    const before = { calls: await rows('calls'), satisfaction: await rows('satisfaction'), callbacks: await rows('callbacks') };
    await system.execute(sql`update call_record set talk_s = 999, disposition = 'x', answer = 'busy'`);
    await system.execute(sql`delete from call_segment where position = 1`);
    await system.execute(sql`update satisfaction set level = 'satisfied', reason = null`);
    await system.execute(sql`update callback set state = 'failed', attempts = 9`);
    for (const consumer of ['calls', 'satisfaction', 'callbacks'] as const) await facts('rebuild', consumer);
    expect(await rows('satisfaction')).toEqual(before.satisfaction);
    expect(await rows('callbacks')).toEqual(before.callbacks);
    // The names of lost segments are those of today; all else is as it was.
    const nameless = (list: unknown[]) =>
      list
        .map((row) => ({ ...(row as object), agent_name: '' }))
        .map((row) => JSON.stringify(row))
        .sort();
    expect(nameless(await rows('calls'))).toEqual(nameless(before.calls));
  });

  it('leaves what is older than the day, other call centres, and what the running server does meanwhile', async () => {
    const { system } = server.modules.database;
    await system.execute(sql`update call_record set wait_s = 777`);
    const from = new Date(Date.now() - 3 * 24 * 3600_000);
    const day = `${from.getFullYear()}-${String(from.getMonth() + 1).padStart(2, '0')}-${String(from.getDate()).padStart(2, '0')}`;
    await facts('rebuild', 'calls', '--from', day, '--tenant', demo.summary.tenant);
    const { rows: left } = await system.execute<{ old: number; recent: number }>(sql`
      select count(*) filter (where ended_at < ${day}::timestamptz - interval '1 day')::int as old,
        count(*) filter (where ended_at > ${day}::timestamptz + interval '1 day')::int as recent from call_record where wait_s = 777`);
    expect(left[0]?.old).toBeGreaterThan(100);
    expect(left[0]?.recent).toBe(0);
    await facts('rebuild', 'calls');
    const callId = await call([started, ...answered(), ended(20)]);
    expect(await system.$count(callRecord, eq(callRecord.id, callId))).toBe(1);
    expect(await system.$count(callRecord, eq(callRecord.waitS, 777))).toBe(0);
  });

  it('changes nothing when facts are refused that were not before', async () => {
    const { system } = server.modules.database;
    await system.execute(sql`
      create function refuse_level() returns trigger language plpgsql as $$ begin raise exception 'no answers today'; end $$`);
    await system.execute(sql`create trigger refuse_level before insert on satisfaction for each row execute function refuse_level()`);
    const before = await rows('satisfaction');
    await expect(facts('rebuild', 'satisfaction')).rejects.toThrow(/^1 facts are refused \(P0001: .*; nothing was changed\.$/);
    expect(await rows('satisfaction')).toEqual(before);
    await system.execute(sql`drop trigger refuse_level on satisfaction`);
  });

  it('says in one sentence what it does not understand', async () => {
    await expect(facts('rebuild', 'nothing')).rejects.toThrow(
      'where CONSUMER is one of callbacks, calls, conferences, operationLog, recordings, satisfaction, voicemail.',
    );
    await expect(facts('rebuild', 'calls', '--from', '1.1.2026')).rejects.toThrow('"1.1.2026" is no day');
    await expect(facts('rebuild', 'calls', '--tenant', 'nobody')).rejects.toThrow('The call centre "nobody" has no facts.');
  });
});

import { type CustomerCalls, numberKey, type Page } from '@zuoxi/contract';
import { type Clock, systemIds } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { callback as callbackTable } from '../src/modules/callbacks/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { callerOf } from '../src/modules/customers/index.ts';
import { queue as queueTable } from '../src/modules/queues/tables.ts';
import { describeRecordings } from '../src/modules/recordings/describe.ts';
import { recording as recordingTable } from '../src/modules/recordings/tables.ts';
import { satisfaction } from '../src/modules/satisfaction/tables.ts';
import { voicemail } from '../src/modules/voicemail/tables.ts';
import { indexed } from './support/indexed-call.ts';

/** One caller, as carriers, agents and customers write it. */
const SPELLINGS = ['13944447777', '013944447777', '+8613944447777', '008613944447777', '+86 139-4444-7777'];
/** Likewise, of another country. */
const ABROAD = ['+85291237777', '0085291237777'];

let server: TestServer;
let admin: ApiUser;
let tenantId: string;
let agentId: string;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
  const [agent] = server.modules.directory.agents();
  tenantId = agent?.tenantId ?? '';
  agentId = agent?.id ?? '';
  const { system } = server.modules.database;
  const now = new Date();
  for (const customerNumber of [...SPELLINGS, ...ABROAD]) {
    const callId = systemIds.uuid();
    const who = { tenantId, customerNumber, queueName: '销售' };
    const record = {
      id: callId,
      ...who,
      startedAt: now,
      endedAt: now,
      type: 'inbound' as const,
      calledNumber: '02088880001',
      queueNumber: '8701',
      agentId,
      agentName: '可可',
      extension: '8004',
      answer: 'answered' as const,
      endReason: 'hangup',
      endedBy: 'customer' as const,
      waitS: 1,
      talkS: 2,
      durationS: 3,
    };
    await system.insert(callRecord).values(indexed(record));
    const recording = { id: systemIds.uuid(), tenantId, callId, engine: 'e', name: callId, startedAt: now, state: 'ready' as const };
    await system.insert(recordingTable).values(recording);
    await system.transaction((db) => describeRecordings(db, [callId]));
    const message = { id: systemIds.uuid(), ...who, callId, queueId: agentId, queueNumber: '8701', startedAt: now, name: callId };
    await system.insert(voicemail).values({ ...message, engine: 'e', state: 'ready' });
    await system.insert(satisfaction).values({ id: systemIds.uuid(), ...who, callId, at: now });
    const callback = { id: systemIds.uuid(), ...who, queueId: agentId, callId, enqueuedAt: now, requestedAt: now, expiresAt: now };
    await system.insert(callbackTable).values({ ...callback, state: 'done' });
  }
}, 60_000);
afterAll(() => server.stop());

describe('one caller however the number is written', () => {
  it('the database knows a number by the same key as everybody else', async () => {
    const texts = fc.sample(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...'+0123456789 -()ab') }),
        fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
        fc.constantFrom(...SPELLINGS, ...ABROAD, '', 'anonymous', '+86', '0086', '+0139', '01391234567', '0139123456789', '+8601391234567'),
      ),
      { numRuns: 1_000, seed: 12 },
    );
    const storable = texts.map((text) => text.toWellFormed());
    const { rows } = await server.modules.database.system.execute<{ key: string }>(
      sql`select number_key(t) as key from json_array_elements_text(${JSON.stringify(storable)}::json) with ordinality as x(t, n) order by n`,
    );
    expect(rows.map(({ key }) => key)).toEqual(storable.map(numberKey));
  });

  it.each<[string, (number: string) => object]>([
    ['/api/blacklist', (number) => ({ number, note: '' })],
    ['/api/customers', (number) => ({ name: '王小姐', numbers: [{ number, label: '' }], assignedAgentId: null, fields: {} })],
    ['/api/callback-plans', (number) => ({ number, dueAt: new Date(Date.now() + 3600_000).toISOString(), note: '', customerId: null })],
  ])('%s finds what was entered in one spelling by any other, and nobody else', async (path, input) => {
    for (const [entered, stranger, others] of [
      ['13955558888', '13955558889', ['013955558888', '+8613955558888', '008613955558888', '+86 139-5555-8888']],
      ['0085291236666', '0085291236667', ['+85291236666', '+852 9123 6666']],
    ] as const) {
      const before = await admin.get<Page<unknown>>(path);
      for (const number of [entered, stranger]) {
        const { status, body } = await admin.request('POST', path, input(number));
        expect(status, JSON.stringify(body)).toBe(200);
      }
      expect((await admin.get<Page<unknown>>(path)).total).toBe(before.total + 2);
      for (const written of [entered, ...others]) {
        const found = await admin.get<Page<unknown>>(`${path}?search=${encodeURIComponent(written)}`);
        expect(found.total, written).toBe(1);
      }
    }
  });

  it.each(['/api/calls', '/api/recordings', '/api/voicemail', '/api/satisfaction', '/api/callbacks'])(
    '%s finds all of that caller by any of the spellings, by filter and by search',
    async (path) => {
      for (const [written, all] of [...SPELLINGS.map((one) => [one, SPELLINGS] as const), ...ABROAD.map((one) => [one, ABROAD] as const)]) {
        for (const name of ['number', 'search']) {
          const { rows } = await admin.get<Page<{ customerNumber: string }>>(`${path}?${name}=${encodeURIComponent(written)}&pageSize=100`);
          expect(rows.map(({ customerNumber }) => customerNumber).sort(), `${name} ${written}`).toEqual([...all].sort());
        }
      }
    },
  );

  it('the customer’s card shows them as one history', async () => {
    for (const written of SPELLINGS) {
      const { total } = await admin.get<CustomerCalls>(`/api/customer-card/calls?number=${encodeURIComponent(written)}`);
      expect(total, written).toBe(SPELLINGS.length);
    }
  });

  it('the agent who talked last is found by any spelling', async () => {
    const { database, directory } = server.modules;
    const [queue] = await database.system.select().from(queueTable);
    await database.system.update(queueTable).set({ stickyDays: 7 });
    const clock: Pick<Clock, 'now'> = { now: () => Date.now() };
    expect(directory.agent(agentId)).toBeDefined();
    for (const number of [...SPELLINGS, ...ABROAD]) {
      const answer = await callerOf(database, clock, { ask: 'caller', tenantId, number, queueId: queue?.id ?? null });
      expect(answer, number).toMatchObject({ lastAgentId: agentId });
    }
  });

  it('a number of another country that is blacklisted is never dialled, with + or with 00', async () => {
    expect((await admin.request('POST', '/api/blacklist', { number: '+85291237777', note: '' })).status).toBe(200);
    expect(await admin.request('POST', '/api/blacklist', { number: '0085291237777', note: '' })).toMatchObject({ status: 409 });
    for (const number of ABROAD) expect(server.modules.directory.isBlacklisted(tenantId, number), number).toBe(true);
  });
});

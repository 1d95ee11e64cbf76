import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  AccountWithSecret,
  Callback,
  InboundTest,
  Page,
  Queue,
  QueueStatus,
  SatisfactionResult,
  SatisfactionSummary,
  VoicemailMessage,
} from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { sine, wavHeader } from '@zuoxi/sound';
import { desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../../../packages/softswitch/test/media/tone-detector.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { callback } from '../src/modules/callbacks/tables.ts';
import { queue as queueTable } from '../src/modules/queues/tables.ts';
import { satisfaction } from '../src/modules/satisfaction/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { voicemail } from '../src/modules/voicemail/tables.ts';

const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';

let server: TestServer;
let tenantId: string;
let foreignTenant: string;
let admin: ApiUser;
/** Of queue 8701 only. */
let agent: ApiUser;
/** Of queue 8702 only. */
let supervisor: ApiUser;
let sales: Queue;
let service: Queue;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const { tenant, password } = demo.summary;
  admin = await ApiUser.signIn(server.url, tenant, 'admin', password);
  agent = await ApiUser.signIn(server.url, tenant, 'wangli', password);
  const queues = (await admin.get<Page<Queue>>('/api/queues?sort=number&order=asc')).rows;
  [sales, service] = [queues[0] ?? expect.fail(), queues[1] ?? expect.fail()];
  const { body } = await admin.request('POST', '/api/accounts', {
    name: 'leader',
    displayName: '何组长',
    role: 'supervisor',
    password,
    extension: { number: '8050', phoneType: 'sip', recordingEnabled: false },
  });
  const { account } = body as AccountWithSecret;
  const { members: _members, inboundNumbers: _numbers, createdAt: _at, id, ...input } = service;
  const put = await admin.request('PUT', `/api/queues/${id}`, { ...input, memberIds: [...input.memberIds, account.id] });
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  supervisor = await ApiUser.signIn(server.url, tenant, 'leader', password);
  const { database } = server.modules;
  const [own] = await database.system.select().from(queueTable).where(eq(queueTable.id, sales.id));
  tenantId = own?.tenantId ?? '';
  foreignTenant = await createTenant(database, 'after-foreign', 'Foreign');
});
afterAll(() => server.stop());

const audited = async (targetId: string) => {
  const rows = await server.modules.database.system
    .select({ action: auditEntry.action })
    .from(auditEntry)
    .where(eq(auditEntry.targetId, targetId))
    .orderBy(desc(auditEntry.at));
  return rows.map(({ action }) => action).reverse();
};

describe('messages', () => {
  const tone = Buffer.concat([wavHeader({ format: 'alaw', channels: 1 }, 16_000), encode(sine(700, 16_000), 'PCMA')]);

  async function left(queue: Queue, more: Partial<typeof voicemail.$inferInsert> = {}): Promise<string> {
    const id = systemIds.uuid();
    const name = `${id}-v1`;
    const path = `${id}.wav`;
    await mkdir(server.modules.voicemailFolder, { recursive: true });
    await writeFile(join(server.modules.voicemailFolder, path), tone);
    await server.modules.database.system.insert(voicemail).values({
      id,
      tenantId,
      callId: systemIds.uuid(),
      queueId: queue.id,
      queueName: queue.name,
      queueNumber: queue.number,
      customerNumber: '13800138000',
      startedAt: new Date('2026-03-04T05:06:07Z'),
      name,
      engine: 'e',
      state: 'ready',
      path,
      durationS: 2,
      bytes: tone.length,
      ...more,
    });
    return id;
  }
  const idsOf = async (user: ApiUser, query = '') =>
    (await user.get<Page<VoicemailMessage>>(`/api/voicemail?${query}`)).rows.map(({ id }) => id);
  const audioOf = (user: ApiUser, id: string, query = '', headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/voicemail/${id}/audio${query}`, { headers: { cookie: user.cookie, ...headers } });

  it('are those of one’s queues, are filtered, and never another call centre’s', async () => {
    const one = await left(sales, { customerNumber: '13911112222', startedAt: new Date('2026-02-01T00:00:00Z') });
    const other = await left(service);
    const foreign = await left(sales, { tenantId: foreignTenant });
    expect(await idsOf(admin)).toEqual([other, one]);
    expect(await idsOf(agent)).toEqual([one]);
    expect(await idsOf(supervisor)).toEqual([other]);
    expect(await idsOf(admin, `queueId=${sales.id}`)).toEqual([one]);
    expect(await idsOf(admin, 'number=1111')).toEqual([one]);
    expect(await idsOf(admin, 'search=1111')).toEqual([one]);
    expect(await idsOf(admin, 'from=2026-03-01T00:00:00Z')).toEqual([other]);
    for (const [user, id] of [
      [agent, other],
      [supervisor, one],
      [admin, foreign],
    ] as const) {
      expect((await audioOf(user, id)).status).toBe(404);
      expect((await user.request('PUT', `/api/voicemail/${id}/handled`, { handled: true })).status).toBe(404);
    }
  });

  it('are heard by ranges and downloaded, and both are audited', async () => {
    const id = await left(sales);
    const part = await audioOf(agent, id, '', { range: 'bytes=0-3' });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('RIFF');
    const whole = await audioOf(agent, id, '?download=1');
    expect(whole.headers.get('content-disposition')).toBe('attachment; filename="2026-03-04-05-06-07-13800138000-8701.wav"');
    expect(Buffer.from(await whole.arrayBuffer()).equals(tone)).toBe(true);
    expect(await audited(id)).toEqual(['voicemail.play', 'voicemail.download']);
    const missing = await left(sales, { state: 'missing', path: null });
    expect((await audioOf(agent, missing)).status).toBe(404);
  });

  it('are dealt with by one, count no more, and can be opened again', async () => {
    const id = await left(service);
    const empty = await left(service, { state: 'empty' });
    const unhandled = async (user: ApiUser) => (await user.get<{ count: number }>('/api/voicemail/unhandled')).count;
    const before = await unhandled(supervisor);
    const set = (user: ApiUser, handled: boolean) => user.request('PUT', `/api/voicemail/${id}/handled`, { handled });
    expect(await set(supervisor, true)).toMatchObject({ status: 200, body: { handledByName: '何组长', handledAt: expect.any(String) } });
    expect(await unhandled(supervisor)).toBe(before - 1);
    expect(await set(admin, true), 'who was first stays').toMatchObject({ body: { handledByName: '何组长' } });
    expect(await idsOf(supervisor, 'handled=yes')).toEqual([id]);
    expect(await idsOf(supervisor, 'handled=no')).toContain(empty);
    expect(await set(supervisor, false)).toMatchObject({ body: { handledByName: null, handledAt: null } });
    expect(await unhandled(supervisor)).toBe(before);
    expect(await audited(id)).toEqual(['voicemail.handled', 'voicemail.reopened']);
  });
});

describe('satisfaction', () => {
  async function asked(queue: Queue, more: Partial<typeof satisfaction.$inferInsert> = {}): Promise<void> {
    await server.modules.database.system.insert(satisfaction).values({
      id: systemIds.uuid(),
      tenantId,
      callId: systemIds.uuid(),
      queueId: queue.id,
      queueName: queue.name,
      customerNumber: '13800138000',
      at: new Date('2026-03-04T05:06:07Z'),
      ...more,
    });
  }

  it('is listed and summed up over what the filters leave, of one’s own queues', async () => {
    await asked(sales, { level: 'verySatisfied' });
    await asked(sales, { level: 'dissatisfied', reason: 'service' });
    await asked(sales, { level: 'dissatisfied' });
    await asked(sales);
    await asked(service, { level: 'satisfied', byAgent: true, customerNumber: '13911112222' });
    await asked(sales, { tenantId: foreignTenant, level: 'verySatisfied' });
    expect(await admin.get<SatisfactionSummary>('/api/satisfaction/summary')).toEqual({
      asked: 5,
      answered: 4,
      responseRate: 0.8,
      levels: [
        { level: 'verySatisfied', count: 1, share: 0.25 },
        { level: 'satisfied', count: 1, share: 0.25 },
        { level: 'dissatisfied', count: 2, share: 0.5 },
      ],
      reasons: [
        { reason: 'attitude', count: 0, share: 0 },
        { reason: 'service', count: 1, share: 0.5 },
        { reason: 'other', count: 0, share: 0 },
      ],
    });
    expect(await supervisor.get<SatisfactionSummary>('/api/satisfaction/summary')).toMatchObject({
      asked: 1,
      answered: 1,
      responseRate: 1,
    });
    expect(await admin.get('/api/satisfaction/summary?search=1111')).toMatchObject({ asked: 1 });
    expect(await admin.get('/api/satisfaction/summary?from=2027-01-01T00:00:00Z')).toMatchObject({ asked: 0, responseRate: null });
    const list = async (user: ApiUser, query = '') => (await user.get<Page<SatisfactionResult>>(`/api/satisfaction?${query}`)).rows;
    expect(await list(admin)).toHaveLength(5);
    expect(await list(supervisor)).toMatchObject([{ level: 'satisfied', byAgent: true }]);
    expect(await list(admin, 'level=none')).toMatchObject([{ level: null, reason: null }]);
    expect(await list(admin, 'reason=service')).toMatchObject([{ level: 'dissatisfied' }]);
    expect(await list(admin, `queueId=${service.id}`)).toHaveLength(1);
  });
});

describe('callbacks', () => {
  /** As call control and the journal leave one. */
  async function waits(queue: Queue, minutesAgo: number, more: Partial<typeof callback.$inferInsert> = {}): Promise<string> {
    const id = systemIds.uuid();
    const since = Date.now() - minutesAgo * 60_000;
    const expiresAt = Date.now() + 3600_000;
    const isOpen = (more.state ?? 'waiting') === 'waiting';
    if (isOpen && (more.tenantId ?? tenantId) === tenantId) {
      server.modules.engine.callControl.world.callbacks.set(id, {
        id,
        tenantId,
        queueId: queue.id,
        engine: 'e',
        number: '13800138000',
        customerName: null,
        priority: 0,
        skills: [],
        preferredAgentId: null,
        enqueuedAt: since,
        requestedAt: since,
        expiresAt,
        attempts: 0,
        nextAttemptAt: since,
        calls: 0,
        callId: null,
      });
    }
    await server.modules.database.system.insert(callback).values({
      id,
      tenantId,
      queueId: queue.id,
      queueName: queue.name,
      customerNumber: '13800138000',
      callId: id,
      enqueuedAt: new Date(since),
      requestedAt: new Date(since),
      state: 'waiting',
      nextAttemptAt: new Date(since),
      expiresAt: new Date(expiresAt),
      ...more,
    });
    return id;
  }
  const list = async (user: ApiUser, query = '') => (await user.get<Page<Callback>>(`/api/callbacks?${query}`)).rows;
  const cancel = (user: ApiUser, id: string) => user.request('POST', `/api/callbacks/${id}/cancel`, {});

  it('have a place by their age, are counted on the board, and are those of one’s queues', async () => {
    const second = await waits(service, 5);
    const first = await waits(service, 9);
    const elsewhere = await waits(sales, 20);
    const over = await waits(service, 60, { state: 'done', nextAttemptAt: null, endedAt: new Date() });
    const foreign = await waits(service, 1, { tenantId: foreignTenant });
    const rows = await list(supervisor);
    expect(rows.map(({ id, place }) => [id, place])).toEqual([
      [second, 2],
      [first, 1],
      [over, null],
    ]);
    expect((await list(admin, 'state=open')).map(({ id }) => id)).toEqual([second, first, elsewhere]);
    expect((await list(admin, 'state=done')).map(({ id }) => id)).toEqual([over]);
    const board = await supervisor.get<QueueStatus[]>('/api/queue-status');
    expect(board.find(({ queueId }) => queueId === service.id)?.callbacks).toBe(2);

    expect((await cancel(supervisor, elsewhere)).status).toBe(404);
    expect((await cancel(admin, foreign)).status).toBe(404);
    expect((await cancel(admin, NOBODYS_ID)).status).toBe(404);
    expect(await cancel(supervisor, over)).toMatchObject({ status: 409, body: { code: 'callbacks.over' } });
    expect((await cancel(supervisor, first)).status).toBe(204);
    expect(server.modules.engine.callControl.world.callbacks.has(first)).toBe(false);
    const after = await list(supervisor);
    expect(after.find(({ id }) => id === first)).toMatchObject({ state: 'cancelled', place: null, endedAt: expect.any(String) });
    expect(after.find(({ id }) => id === second)).toMatchObject({ state: 'waiting', place: 1 });
    expect(await audited(first)).toEqual(['callbacks.cancel']);
    expect(await cancel(supervisor, first)).toMatchObject({ status: 409, body: { code: 'callbacks.over' } });
  });

  it('keep their places between two tries', async () => {
    const world = server.modules.engine.callControl.world;
    const [early, late] = [await waits(sales, 40), await waits(sales, 30)];
    for (const id of [early, late]) {
      const live = world.callbacks.get(id) ?? expect.fail('not there');
      live.nextAttemptAt = Date.now() + 600_000;
    }
    const places = (await list(admin, `queueId=${sales.id}`)).filter(({ id }) => id === early || id === late);
    expect(places.map(({ id, place }) => [id, place])).toEqual([
      [late, 2],
      [early, 1],
    ]);
  });

  it('that were lost with a process can be cancelled all the same', async () => {
    const id = await waits(service, 2);
    server.modules.engine.callControl.world.callbacks.delete(id);
    expect((await cancel(supervisor, id)).status).toBe(204);
    expect((await list(supervisor)).find((row) => row.id === id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('the dry run of an inbound number', () => {
  const tested = (query: string) => admin.get<InboundTest>(`/api/inbound-routes/test?${query}`);

  it('goes on into the queue, and says why nobody is rung', async () => {
    const { queue } = await tested('called=02088880002&caller=13800138000');
    expect(queue).toMatchObject({ queueId: service.id, open: true, candidates: [] });
    expect(queue?.passedOver.find(({ extension }) => extension === '8012')).toMatchObject({ name: '陈静', why: 'signedOut' });
    expect(queue?.passedOver).toHaveLength(service.members.length + 1);
  });

  it('of another time, or without a queue, does not guess', async () => {
    expect(await tested('called=02088880002&caller=&at=2026-09-30T10:00:00Z')).toMatchObject({ queue: null });
    expect(await tested('called=99999&caller=')).toMatchObject({ queue: null });
  });
});

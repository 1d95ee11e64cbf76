import { randomUUID } from 'node:crypto';
import type { DialRule, DialTest, InboundRoute, InboundTest, OpeningHours, Page, Queue, Trunk, Use } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { account, extension as extensionTable } from '../src/modules/accounts/tables.ts';
import { inboundRoute } from '../src/modules/inbound-routes/tables.ts';
import { queue } from '../src/modules/queues/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { trunk as trunkTable } from '../src/modules/trunks/tables.ts';

let server: TestServer;
let admin: ApiUser;
let queues: Queue[];
let trunks: Trunk[];
beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
  queues = (await admin.get<Page<Queue>>('/api/queues?sort=number&order=asc')).rows;
  trunks = (await admin.get<Page<Trunk>>('/api/trunks')).rows;
});
afterAll(() => server.stop());

const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';

async function made<T>(path: string, body: unknown): Promise<T> {
  const answer = await admin.request('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  // The server checked the answer against the contract's shape.
  return answer.body as T;
}

const toQueue = (index: number) => ({ kind: 'queue', queueId: queues[index]?.id });
const rule = (calledNumber: string, more: object = {}) => ({ calledNumber, destination: toQueue(0), description: '', ...more });
const tested = (query: string) => admin.get<InboundTest>(`/api/inbound-routes/test?${query}`);
const office = [{ from: '09:00', to: '18:00' }];
const week = [office, office, office, office, office, [], []];
const newHours = (name: string) =>
  made<OpeningHours>('/api/opening-hours', { name, timeZone: 'Asia/Shanghai', weekly: week, observesHolidays: true });

describe('inbound rules', () => {
  it('are looked at from the top; the first that fits the called number and the caller is taken', async () => {
    const wide = await made<InboundRoute>('/api/inbound-routes', rule('0207777*', { destination: toQueue(1) }));
    const vip = await made<InboundRoute>('/api/inbound-routes', rule('02077771111', { callerNumber: '138*' }));
    expect(vip.position).toBeGreaterThan(wide.position);
    const query = 'called=02077771111&caller=13800138000';
    expect(await tested(query)).toMatchObject({ routeId: wide.id, destination: toQueue(1), hours: null });

    const ids = (await admin.get<Page<InboundRoute>>('/api/inbound-routes?sort=position&order=asc&pageSize=100')).rows.map(({ id }) => id);
    const moved = [vip.id, ...ids.filter((id) => id !== vip.id)];
    expect((await admin.request('PUT', '/api/inbound-routes/order', { ids: moved })).status).toBe(204);
    expect(await tested(query)).toMatchObject({ routeId: vip.id, destination: toQueue(0), looked: [{ routeId: vip.id, outcome: 'fits' }] });
    const other = await tested('called=02077771111&caller=13900138000');
    expect(other).toMatchObject({ routeId: wide.id });
    expect(other.looked[0]).toEqual({ routeId: vip.id, outcome: 'callerNumber' });
    expect(await tested('called=99999&caller=')).toMatchObject({ routeId: null, destination: null });
  });

  it('of a list that others have changed are not put in order', async () => {
    const { rows } = await admin.get<Page<InboundRoute>>('/api/inbound-routes?pageSize=100');
    const ids = rows.map(({ id }) => id);
    for (const wrong of [ids.slice(1), [...ids, NOBODYS_ID], [...ids.slice(1), ids[1]]]) {
      expect(await admin.request('PUT', '/api/inbound-routes/order', { ids: wrong })).toMatchObject({
        status: 409,
        body: { code: 'ruleOrder.outdated' },
      });
    }
  });

  it('go elsewhere outside the hours, and say why', async () => {
    const hours = await newHours('dry run');
    await made('/api/holidays', { name: '国庆节', fromDate: '2026-10-01', toDate: '2026-10-07', kind: 'closed', asWeekday: 1 });
    const closedDestination = { kind: 'outside', number: '13800138000' };
    await made('/api/inbound-routes', rule('02066660000', { hoursId: hours.id, closedDestination }));
    const at = (instant: string) => tested(`called=02066660000&caller=&at=${encodeURIComponent(instant)}`);
    expect(await at('2026-09-30T10:00:00+08:00')).toMatchObject({ destination: toQueue(0), hours: { isOpen: true, because: 'week' } });
    expect(await at('2026-09-30T19:00:00+08:00')).toMatchObject({
      destination: closedDestination,
      hours: { isOpen: false, because: 'week' },
    });
    expect(await at('2026-10-05T10:00:00+08:00')).toMatchObject({
      destination: closedDestination,
      hours: { name: 'dry run', isOpen: false, because: 'holiday', day: '国庆节' },
    });
  });

  it('lead nowhere but to what is there, and is one’s own', async () => {
    const foreignTenant = await createTenant(server.modules.database, 'routing-foreign', 'Foreign');
    const foreign = '00000000-0000-4000-8000-00000000f001';
    const { id: _id, ...row } = (await server.modules.database.system.select().from(queue).limit(1))[0] ?? fail();
    await server.modules.database.system.insert(queue).values({ ...row, id: foreign, tenantId: foreignTenant });
    for (const destination of [
      { kind: 'queue', queueId: foreign },
      { kind: 'voicemail', queueId: foreign },
      { kind: 'flow', flowId: NOBODYS_ID },
      { kind: 'extension', agentId: NOBODYS_ID },
      { kind: 'hangup', promptId: NOBODYS_ID },
    ]) {
      expect(await admin.request('POST', '/api/inbound-routes', rule('02055550000', { destination }))).toMatchObject({
        status: 409,
        body: { code: 'uses.missing' },
      });
    }
  });

  it('are found among 1,000, also the last', async () => {
    const { database, engine } = server.modules;
    const tenantId = await createTenant(database, 'routing-many', 'Many');
    const rows = Array.from({ length: 1000 }, (_none, index) => ({
      id: crypto.randomUUID(),
      tenantId,
      position: index,
      calledNumber: `0209${String(index).padStart(7, '0')}`,
      destination: { kind: 'hangup' as const, promptId: null },
      description: '',
    }));
    await database.system.insert(inboundRoute).values(rows);
    await engine.directoryChanged();
    const { directory } = server.modules;
    expect(directory.inboundRoute(tenantId, '02090000999', '13800138000', Date.now())?.routeId).toBe(rows[999]?.id);
    expect(directory.inboundRoute(tenantId, '02090001000', '13800138000', Date.now())).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('the demo has no queue');
}

describe('what is used', () => {
  it('is told, and not deleted before its users are changed', async () => {
    const hours = await newHours('used');
    const route = await made<InboundRoute>('/api/inbound-routes', rule('02044440000', { hoursId: hours.id }));
    expect(await admin.get<Use[]>(`/api/uses/${hours.id}`)).toEqual([{ kind: 'inboundRoute', id: route.id, name: '02044440000' }]);
    expect(await admin.request('DELETE', `/api/opening-hours/${hours.id}`)).toMatchObject({
      status: 409,
      body: { code: 'uses.inUse', params: { uses: '“02044440000”' } },
    });
    await admin.request('DELETE', `/api/inbound-routes/${route.id}`);
    expect((await admin.request('DELETE', `/api/opening-hours/${hours.id}`)).status).toBe(204);
  });

  it('of an account, a queue and a prompt are the rules that send calls there; nothing of it is deleted before', async () => {
    const { body } = await admin.request('POST', '/api/accounts', {
      name: 'target',
      displayName: 'target',
      role: 'agent',
      password: 'long enough',
      extension: { number: '8198', phoneType: 'sip', recordingEnabled: true },
    });
    const agentId = (body as { account: { id: string } }).account.id;
    const route = await made<InboundRoute>('/api/inbound-routes', rule('02033330000', { destination: { kind: 'extension', agentId } }));
    const used = { status: 409, body: { code: 'uses.inUse', params: { uses: '“02033330000”' } } };
    expect(await admin.request('DELETE', `/api/accounts/${agentId}`)).toMatchObject(used);
    const noExtension = { displayName: 'target', role: 'agent', enabled: true, extension: null };
    expect(await admin.request('PUT', `/api/accounts/${agentId}`, noExtension)).toMatchObject(used);
    expect((await admin.get<Use[]>(`/api/uses/${queues[0]?.id}`)).map(({ kind }) => kind)).toContain('inboundRoute');
    await admin.request('DELETE', `/api/inbound-routes/${route.id}`);
    expect((await admin.request('DELETE', `/api/accounts/${agentId}`)).status).toBe(204);
  });

  it('of a trunk are the dial rules that name it; another call centre’s rows are not seen', async () => {
    const [trunk] = trunks;
    const { body } = await admin.request('POST', '/api/dial-rules', dialRule('uses the trunk', '7XXX', { trunkIds: [trunk?.id] }));
    expect(await admin.request('DELETE', `/api/trunks/${trunk?.id}`)).toMatchObject({ status: 409, body: { code: 'uses.inUse' } });
    await admin.request('DELETE', `/api/dial-rules/${(body as DialRule).id}`);
  });
});

const dialRule = (name: string, pattern: string, more: object = {}) => ({
  name,
  pattern,
  strip: 0,
  prefix: '',
  trunkIds: trunks.map(({ id }) => id),
  callerId: '',
  permissionClass: 'national',
  enabled: true,
  ...more,
});

describe('dial rules', () => {
  const ask = (number: string, accountId?: string) =>
    admin.get<DialTest>(`/api/dial-rules/test?number=${encodeURIComponent(number)}${accountId ? `&accountId=${accountId}` : ''}`);
  const accountOf = async (number: string) => {
    const [row] = await server.modules.database.system.select().from(extensionTable).where(eq(extensionTable.number, number));
    return row?.accountId ?? '';
  };

  it('without any, every trunk is used and international numbers are refused all the same', async () => {
    expect(await ask('13800138000')).toMatchObject({
      outcome: 'outside',
      permissionClass: 'national',
      routes: [{ callerId: '02088880000' }],
    });
    expect(await ask('0085212345678')).toMatchObject({ outcome: 'notAllowed', permissionClass: 'international' });
    expect(await ask('+8613800138000')).toMatchObject({ outcome: 'outside', permissionClass: 'national' });
    expect(await ask('8701')).toMatchObject({ outcome: 'numberInvalid' });
  });

  it('change the number, and a rule for all that is left opens no way abroad', async () => {
    const out = await made<DialRule>('/api/dial-rules', dialRule('nine', '9.', { strip: 1, prefix: '17911', callerId: '4001' }));
    const rest = await made<DialRule>('/api/dial-rules', dialRule('rest', 'X.', { permissionClass: 'local' }));
    expect(await ask('913800138000')).toMatchObject({
      outcome: 'outside',
      ruleName: 'nine',
      routes: [{ number: '1791113800138000', callerId: '4001' }],
    });
    expect(await ask('0085212345678')).toMatchObject({ outcome: 'notAllowed', ruleName: 'rest', permissionClass: 'international' });
    expect(await ask('120')).toMatchObject({ outcome: 'outside' });
    expect(await ask('+8613800138000')).toMatchObject({ outcome: 'numberInvalid' });
    for (const { id } of [out, rest]) await admin.request('DELETE', `/api/dial-rules/${id}`);
  });

  it('heed what the extension may dial, what it shows, and its caps; emergency numbers are always free', async () => {
    const accountId = await accountOf('8001');
    const { database, engine } = server.modules;
    const grant = async (more: Partial<typeof extensionTable.$inferInsert>) => {
      await database.system.update(extensionTable).set(more).where(eq(extensionTable.accountId, accountId));
      await engine.directoryChanged();
    };
    await grant({ mayDial: ['internal', 'international'], callerId: '02012345' });
    expect(await ask('0085212345678', accountId)).toMatchObject({ outcome: 'outside', routes: [{ callerId: '02012345' }] });
    expect(await ask('13800138000', accountId)).toMatchObject({ outcome: 'notAllowed' });
    expect(await ask('110', accountId)).toMatchObject({ outcome: 'outside' });

    await grant({ mayDial: ['internal', 'local', 'national'], callerId: '', dailyCallsCap: 1 });
    expect(await ask('13800138000', accountId)).toMatchObject({ outcome: 'outside' });
    const call = { stream: 'call' as const, tenantId: '', callId: 'usage-1' };
    const { directory } = server.modules;
    directory.usage.take([
      {
        ...call,
        at: Date.now(),
        type: 'outsideDialled',
        agentId: accountId,
        number: '1',
        trunkId: '',
        permissionClass: 'national',
        attempt: 1,
      },
      {
        ...call,
        at: Date.now(),
        type: 'outsideDialled',
        agentId: accountId,
        number: '1',
        trunkId: '',
        permissionClass: 'national',
        attempt: 2,
      },
    ]);
    expect(await ask('13800138000', accountId)).toMatchObject({ outcome: 'capReached' });
    expect(await ask('120', accountId)).toMatchObject({ outcome: 'outside' });
    await grant({ dailyCallsCap: 0 });
  });

  it('take no pattern that is none, and no trunk of others', async () => {
    expect((await admin.request('POST', '/api/dial-rules', dialRule('bad', '[9-1]X'))).status).toBe(400);
    expect(await admin.request('POST', '/api/dial-rules', dialRule('foreign', '0.', { trunkIds: [NOBODYS_ID] }))).toMatchObject({
      body: { code: 'uses.missing' },
    });
  });
});

describe('source addresses', () => {
  it('that overlap with another trunk’s are refused, of both families', async () => {
    const { id: _id, hasPassword: _h, state: _s, stateStatus: _t, channelsInUse: _u, createdAt: _c, ...input } = trunks[0] ?? failTrunk();
    const create = (name: string, matchAddresses: string[]) =>
      admin.request('POST', '/api/trunks', { ...input, name, password: '', matchAddresses });
    expect((await create('wide', ['203.0.112.0/22', '2001:db8::/32'])).status).toBe(200);
    for (const address of ['203.0.113.7', '203.0.113.0/24', '203.0.0.0/16', '2001:db8:1::1', '::ffff:203.0.113.7', '2001:db8::/33']) {
      expect(await create('narrow', [address]), address).toMatchObject({
        status: 409,
        body: { code: 'trunks.addressTaken', params: { address } },
      });
    }
    expect((await create('beside', ['203.0.116.0/24', '2001:db9::/32'])).status).toBe(200);
    for (const address of ['128.0.0.0/1', '0.0.0.0/0', '::/0', '203.0.0.0/8', '2001::/16', '::ffff:0.0.0.0/96']) {
      expect(await create('half the world', [address]), address).toMatchObject({ status: 400, body: { params: { address } } });
    }
  });
});

describe('addresses of another call centre', () => {
  it('are not to be claimed: neither its carrier’s servers nor where its phones are', async () => {
    const { id: _id, hasPassword: _h, state: _s, stateStatus: _t, channelsInUse: _u, createdAt: _c, ...input } = trunks[0] ?? failTrunk();
    const create = (matchAddresses: string[]) =>
      admin.request('POST', '/api/trunks', { ...input, name: matchAddresses.join(), password: '', matchAddresses });
    const { database, engine } = server.modules;
    const tenantId = await createTenant(database, 'neighbour', 'Neighbour');
    const [own] = await database.system.select().from(trunkTable);
    const neighbours = { ...(own ?? failTrunk()), id: randomUUID(), tenantId, matchAddresses: [] };
    await database.system.insert(trunkTable).values({ ...neighbours, host: '198.51.100.9', secondHost: '2001:db8:77::9' });
    const accountId = randomUUID();
    await database.system.insert(account).values({ id: accountId, tenantId, name: 'n', displayName: 'n', role: 'agent', passwordHash: '' });
    const extension = { accountId, tenantId, number: '8001', phoneType: 'sip' as const, recordingEnabled: true };
    await database.system.insert(extensionTable).values({ ...extension, sipSecret: server.modules.secrets.seal('x') });
    await engine.directoryChanged();
    const phone = vi
      .spyOn(engine, 'registeredFrom')
      .mockImplementation((name) => (name === 'neighbour-8001' ? '198.51.101.77:5060' : null));
    for (const address of [
      '198.51.100.9',
      '198.51.100.0/24',
      '::ffff:198.51.100.9',
      '2001:db8:77::/48',
      '198.51.101.77',
      '198.51.101.64/26',
    ]) {
      expect(await create([address]), address).toMatchObject({ status: 409, body: { code: 'trunks.addressTaken', params: { address } } });
    }
    phone.mockRestore();
    expect((await create(['198.51.102.0/24'])).status).toBe(200);
  });
});

function failTrunk(): never {
  throw new Error('the demo has no trunk');
}

describe('holidays', () => {
  it('are pasted as lines: all of them, or none with the numbers of the wrong lines', async () => {
    const before = (await admin.get<Page<unknown>>('/api/holidays')).total;
    const wrong = await admin.request('POST', '/api/holidays/import', { text: '2027-01-01 元旦\n2027-02-30 没有这天\n\nfoo' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'openingHours.holidayLinesInvalid', params: { lines: '2、4' } } });
    const text = '2027-01-01 New Year\n2027-02-30 no such day\n\nfoo';
    const inEnglish = await admin.request('POST', '/api/holidays/import', { text }, { 'accept-language': 'en' });
    expect(inEnglish).toMatchObject({ status: 400, body: { message: 'Unreadable lines: 2, 4. Nothing was imported' } });
    expect((await admin.get<Page<unknown>>('/api/holidays')).total).toBe(before);
    const rows = await made<unknown[]>('/api/holidays/import', { text: '2027-01-01 元旦\n2027-01-03 workday 5 补班' });
    expect(rows).toMatchObject([
      { name: '元旦', fromDate: '2027-01-01', toDate: '2027-01-01', kind: 'closed' },
      { name: '补班', fromDate: '2027-01-03', kind: 'workday', asWeekday: 5 },
    ]);
  });
});

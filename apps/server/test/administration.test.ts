import type { Account, AccountWithSecret, InboundRoute, Page, Queue, Trunk, TrunkInput } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { queue as queueTable } from '../src/modules/queues/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { trunk as trunkTable } from '../src/modules/trunks/tables.ts';

let server: TestServer;
let admin: ApiUser;
beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
});
afterAll(() => server.stop());

const agent = (name: string, number: string, phoneType: 'web' | 'sip' = 'sip') => ({
  name,
  displayName: name,
  role: 'agent',
  password: 'long enough',
  extension: { number, phoneType, recordingEnabled: true },
});
const create = (path: string, body: unknown) => admin.request('POST', path, body);

const trunkInput: TrunkInput = {
  name: 'carrier',
  kind: 'address',
  host: '192.0.2.1',
  port: 5060,
  secondHost: '',
  secondPort: 5060,
  transport: 'udp',
  verifyCertificate: true,
  username: '',
  password: '',
  domain: '',
  matchAddresses: ['192.0.2.77'],
  callerId: '',
  outbound: false,
  watched: true,
  maxChannels: 0,
  callsPerSecond: 0,
  rtpTimeoutS: 0,
  dtmfMode: 'auto',
  enabled: true,
};

async function queueNamed(number: string): Promise<Queue> {
  const found = (await admin.get<Page<Queue>>('/api/queues')).rows.find((queue) => queue.number === number);
  if (!found) throw new Error(`no queue ${number}`);
  return found;
}

describe('accounts and extensions', () => {
  it('show the SIP secret once, and never in a list', async () => {
    const { body } = await create('/api/accounts', agent('sipone', '8101'));
    const { account, sipSecret } = body as AccountWithSecret;
    expect(sipSecret).toMatch(/^\S{16}$/);
    const list = await admin.request('GET', '/api/accounts?search=sipone');
    expect(JSON.stringify(list.body)).not.toContain(sipSecret ?? 'none');
    const again = await admin.request('POST', `/api/accounts/${account.id}/sip-secret`);
    expect((again.body as AccountWithSecret).sipSecret).not.toBe(sipSecret);
  });

  it('share their numbers with the queues; numbers and names are taken once', async () => {
    expect(await create('/api/accounts', agent('thief', '8701'))).toMatchObject({ status: 409, body: { code: 'accounts.extensionTaken' } });
    expect(await create('/api/accounts', agent('keke', '8102'))).toMatchObject({ status: 409, body: { code: 'accounts.nameTaken' } });
    const { id: _id, members: _m, inboundNumbers: _n, createdAt: _c, ...queue } = await queueNamed('8701');
    expect(await create('/api/queues', { ...queue, number: '8001' })).toMatchObject({ status: 409, body: { code: 'queues.numberTaken' } });
    expect(await create('/api/queues', { ...queue, number: '8799' })).toMatchObject({ status: 409, body: { code: 'queues.nameTaken' } });
    const { rows } = await admin.get<Page<Trunk>>('/api/trunks');
    expect(await create('/api/trunks', { ...trunkInput, name: rows[0]?.name })).toMatchObject({
      status: 409,
      body: { code: 'trunks.nameTaken' },
    });
    const route = { calledNumber: '02088880001', destination: { kind: 'queue', queueId: (await queueNamed('8702')).id }, description: '' };
    expect(await create('/api/inbound-routes', route)).toMatchObject({ status: 409, body: { code: 'inboundRoutes.numberTaken' } });
  });

  it('keep at least one administrator', async () => {
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=admin');
    const own = rows.find((row) => row.name === 'admin');
    expect(await admin.request('DELETE', `/api/accounts/${own?.id}`)).toMatchObject({
      status: 409,
      body: { code: 'accounts.lastAdministrator' },
    });
  });

  it('end the sessions of an account that is disabled', async () => {
    const { body } = await create('/api/accounts', agent('leaver', '8103'));
    const leaver = await ApiUser.signIn(server.url, 'demo', 'leaver', 'long enough');
    const { account } = body as AccountWithSecret;
    const change = { displayName: 'leaver', role: 'agent', enabled: false, extension: account.extension && agent('', '8103').extension };
    expect((await admin.request('PUT', `/api/accounts/${account.id}`, change)).status).toBe(200);
    expect((await leaver.request('GET', '/api/session')).status).toBe(401);
  });
});

describe('queues', () => {
  it('are not deleted while a called number leads to them, and say which', async () => {
    const queue = await queueNamed('8701');
    expect(await admin.request('DELETE', `/api/queues/${queue.id}`)).toMatchObject({
      status: 409,
      body: { code: 'uses.inUse', params: { uses: expect.stringContaining('02088880001') } },
    });
  });

  it('take no member without an extension', async () => {
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=admin');
    const { id, members: _m, inboundNumbers: _n, createdAt: _c, ...input } = await queueNamed('8701');
    const memberIds = [rows[0]?.id ?? ''];
    expect(await admin.request('PUT', `/api/queues/${id}`, { ...input, memberIds })).toMatchObject({
      status: 409,
      body: { code: 'queues.memberWithoutExtension' },
    });
    expect((await queueNamed('8701')).memberIds, 'nothing was half saved').toHaveLength(input.memberIds.length);
  });
});

describe('trunks and called numbers', () => {
  it('recognise a source address for one trunk only', async () => {
    const trunk = { ...trunkInput, name: 'second', matchAddresses: ['127.0.0.1/32'] };
    expect(await create('/api/trunks', trunk)).toMatchObject({ status: 409, body: { code: 'trunks.addressTaken' } });
    expect(await create('/api/trunks', { ...trunk, matchAddresses: ['not an address'] })).toMatchObject({ status: 400 });
    expect(await create('/api/trunks', { ...trunk, matchAddresses: ['192.0.2.1'] })).toMatchObject({ status: 200 });
    expect((await admin.get<Page<Trunk>>('/api/trunks')).total).toBe(2);
  });

  it('that register keep their password to themselves, and keep it when none is entered', async () => {
    const registering = {
      ...trunkInput,
      name: 'registering',
      kind: 'registration',
      transport: 'tls',
      username: '4008001234',
      password: 'carrier secret',
      domain: 'ims.example',
      matchAddresses: [],
    };
    const sealed = async (id: string) =>
      (await server.modules.database.system.select().from(trunkTable)).find((row) => row.id === id)?.secret ?? '';
    const made = await create('/api/trunks', registering);
    expect(made).toMatchObject({
      status: 200,
      // No engine is there to say how it stands.
      body: { kind: 'registration', username: '4008001234', transport: 'tls', hasPassword: true, state: 'unknown', stateStatus: 0 },
    });
    const { id } = made.body as Trunk;
    expect(server.modules.secrets.open(await sealed(id))).toBe('carrier secret');
    const before = await sealed(id);
    const changed = await admin.request('PUT', `/api/trunks/${id}`, { ...registering, password: '', callerId: '02011112222' });
    expect(changed).toMatchObject({ status: 200, body: { callerId: '02011112222', hasPassword: true } });
    expect(await sealed(id)).toBe(before);
    expect((await admin.request('PUT', `/api/trunks/${id}`, { ...registering, password: 'another secret' })).status).toBe(200);
    expect(server.modules.secrets.open(await sealed(id))).toBe('another secret');
    const lists = JSON.stringify((await admin.request('GET', '/api/trunks')).body);
    expect(lists).not.toMatch(/secret|v1\./);

    const byAddress = { ...trunkInput, name: 'registering', matchAddresses: ['192.0.2.78'], username: 'left over' };
    expect(await admin.request('PUT', `/api/trunks/${id}`, { ...byAddress, username: 'left-over' })).toMatchObject({
      status: 200,
      body: { kind: 'address', username: '', hasPassword: false },
    });
    expect(await sealed(id), 'a password nobody uses is forgotten').toBe('');
  });

  it('say what they lack', async () => {
    const registering = { ...trunkInput, name: 'lacking', kind: 'registration', username: 'me', password: 'pw', matchAddresses: [] };
    const refused = async (more: object) => (await create('/api/trunks', { ...registering, ...more })).body;
    expect(await refused({ username: '' })).toMatchObject({ code: 'trunks.usernameRequired' });
    expect(await refused({ username: '@ims.example' })).toMatchObject({ code: 'trunks.usernameRequired' });
    expect(await refused({ password: '' })).toMatchObject({ code: 'trunks.passwordRequired' });
    expect(await refused({ kind: 'address' })).toMatchObject({ code: 'trunks.addressRequired' });
    expect(await refused({ secondHost: '192.0.2.1' })).toMatchObject({ code: 'trunks.secondServerSame' });
    expect(await refused({ password: 'two\r\nlines' })).toMatchObject({ code: 'request.invalid', params: { field: 'password' } });
    expect(await refused({ username: 'a b' })).toMatchObject({ code: 'request.invalid', params: { field: 'username' } });
    expect(await refused({ transport: 'sctp' })).toMatchObject({ code: 'request.invalid', params: { field: 'transport' } });
    expect((await admin.get<Page<Trunk>>('/api/trunks?search=lacking')).total).toBe(0);
  });

  it('cannot lead to another call centre’s queue', async () => {
    const other = await createTenant(server.modules.database, 'other', 'Other');
    const queueId = '01a00000-0000-7000-8000-000000000001';
    const { tenantId: _t, ...columns } = { tenantId: other, id: queueId, number: '1', name: 'theirs' };
    await server.modules.database.system.insert(queueTable).values({
      ...columns,
      tenantId: other,
      strategy: 'longestIdle',
      ringTimeoutS: 20,
      maxWaitS: 60,
      wrapUpS: 0,
      serviceLevelS: 20,
      recordingEnabled: true,
    });
    expect(
      await create('/api/inbound-routes', { calledNumber: '777', destination: { kind: 'queue', queueId }, description: '' }),
    ).toMatchObject({ status: 409, body: { code: 'uses.missing' } });
    expect((await admin.get<Page<InboundRoute>>('/api/inbound-routes')).rows.map((row) => row.calledNumber)).not.toContain('777');
  });
});

describe('lists', () => {
  it('are paged, sorted both ways and searched by substring on the server', async () => {
    const names = async (query: string) => (await admin.get<Page<Account>>(`/api/accounts?${query}`)).rows.map((row) => row.name);
    const up = await names('sort=name&order=asc&pageSize=100');
    expect(await names('sort=name&order=desc&pageSize=100')).toEqual([...up].reverse());
    const ten = '/api/accounts?sort=name&order=asc&pageSize=10';
    const first = await admin.get<Page<Account>>(ten);
    expect(first).toMatchObject({ total: up.length, isMore: false, from: 1, previous: null });
    const second = first.next === null ? [] : (await admin.get<Page<Account>>(`${ten}&after=${first.next}`)).rows;
    expect([...first.rows, ...second].map((row) => row.name)).toEqual(up.slice(0, 20));
    expect(await names('search=8004')).toEqual(['keke']);
    expect(await names('search=%25'), 'a percent sign is a letter').toEqual([]);
    expect((await admin.request('GET', '/api/accounts?pageSize=1000')).status).toBe(400);
  });
});

describe('the audit trail', () => {
  it('has who changed what, without secrets', async () => {
    const entries = await server.modules.database.system.select().from(auditEntry);
    expect(entries.map((entry) => entry.action)).toEqual(
      expect.arrayContaining([
        'accounts.create',
        'accounts.update',
        'accounts.newSipSecret',
        'queues.create',
        'trunks.create',
        'inboundRoutes.create',
      ]),
    );
    expect(JSON.stringify(entries)).not.toContain('long enough');
    expect(JSON.stringify(entries)).not.toContain(demo.summary.password);
    expect(JSON.stringify(entries)).not.toMatch(/carrier secret|another secret|v1\./);
    expect(entries.filter((entry) => entry.action === 'trunks.update').map((entry) => entry.detail.passwordChanged)).toEqual([
      undefined,
      true,
      undefined,
    ]);
  });
});

import type { Account, Conference, ConferenceInput, Page } from '@zuoxi/contract';
import { silentLogger } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { conferenceSession } from '../src/modules/conferences/tables.ts';
import { restoreWorld } from '../src/modules/engine/index.ts';

const ENGINE = 'e1';

let server: TestServer;
let supervisor: ApiUser;
let admin: ApiUser;
/** Account ids by name. */
const accounts = new Map<string, string>();

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const { tenant, password } = demo.summary;
  admin = await ApiUser.signIn(server.url, tenant, 'admin', password);
  supervisor = await ApiUser.signIn(server.url, tenant, 'zuzhang', password);
  for (const { name, id } of (await admin.get<Page<Account>>('/api/accounts?pageSize=100')).rows) accounts.set(name, id);
});
afterAll(() => server.stop());

const idOf = (name: string) => accounts.get(name) ?? expect.fail(`no account ${name}`);
const input = (changes: Partial<ConferenceInput> = {}): ConferenceInput => ({
  name: '每周总结',
  description: '周五下午',
  recorded: false,
  memberIds: [idOf('wangli'), idOf('keke')],
  ...changes,
});

async function created(changes: Partial<ConferenceInput>): Promise<Conference> {
  const { status, body } = await supervisor.request('POST', '/api/conferences', input(changes));
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Conference;
}

const found = async (id: string) =>
  (await supervisor.get<Page<Conference>>('/api/conferences')).rows.find((row) => row.id === id) ?? expect.fail('no such conference');
const auditedFor = async (targetId: string) => {
  const rows = await server.modules.database.system.select().from(auditEntry).where(eq(auditEntry.targetId, targetId));
  return rows.map(({ action }) => action);
};
/** There is no engine here: its phones are said to be there, and what it is told goes nowhere. */
const phoneIsThere = (name: string, online = true) =>
  server.modules.engine.callControl.order({ type: 'phone', engine: ENGINE, agentId: idOf(name), online });

describe('setting up a conference', () => {
  it('keeps any name, its members in their order, and who made it', async () => {
    const conference = await created({ name: '“每周” 总结 #1 / ☎' });
    expect(conference).toMatchObject({
      name: '“每周” 总结 #1 / ☎',
      members: [{ accountId: idOf('wangli') }, { accountId: idOf('keke') }],
      createdByName: expect.any(String),
      session: null,
    });
    expect((await found(conference.id)).memberIds).toEqual([idOf('wangli'), idOf('keke')]);
  });

  it('refuses a name that there is, also when it is renamed, with a sentence that says so', async () => {
    await created({ name: '早会' });
    const other = await created({ name: '晚会' });
    const again = await supervisor.request('POST', '/api/conferences', input({ name: '早会' }));
    expect(again).toMatchObject({ status: 409, body: { code: 'conferences.nameTaken', params: { name: '早会' } } });
    expect(await supervisor.request('PUT', `/api/conferences/${other.id}`, input({ name: '早会' }))).toMatchObject({ status: 409 });
  });

  it('is for supervisors and administrators, and takes nobody of another call centre', async () => {
    const agent = await ApiUser.signIn(server.url, demo.summary.tenant, 'wangli', demo.summary.password);
    expect(await agent.request('GET', '/api/conferences')).toMatchObject({ status: 403 });
    const stranger = '00000000-0000-4000-8000-000000000000';
    expect(await admin.request('POST', '/api/conferences', input({ name: '外人', memberIds: [stranger] }))).toMatchObject({ status: 404 });
  });
});

describe('holding a conference', () => {
  // What is ordered is looked at, and no engine is there to carry it out.
  beforeAll(() => void Object.defineProperty(server.modules.engine, 'isAvailable', { get: () => true }));

  it('needs a phone that can be called', async () => {
    const { id } = await created({ name: '没人' });
    expect(await supervisor.request('POST', `/api/conferences/${id}/start`)).toMatchObject({
      status: 409,
      body: { code: 'conferences.nobodyReachable' },
    });
    expect(await auditedFor(id)).toEqual(['conferences.create']);
  });

  it('rings its members, is not deleted or held twice meanwhile, survives a restart, and leaves who was there', async () => {
    const { callControl } = server.modules.engine;
    const { id } = await created({ name: '周会' });
    for (const name of ['wangli', 'keke', 'zhangwei']) phoneIsThere(name);
    expect(await supervisor.request('POST', `/api/conferences/${id}/start`)).toMatchObject({ status: 200, body: { conferenceId: id } });
    expect((await found(id)).session?.parties).toMatchObject([{ state: 'ringing' }, { state: 'ringing' }]);
    expect(await supervisor.request('POST', `/api/conferences/${id}/start`)).toMatchObject({ body: { code: 'conferences.beingHeld' } });
    expect(await supervisor.request('DELETE', `/api/conferences/${id}`)).toMatchObject({ body: { code: 'conferences.beingHeld' } });

    const [room] = [...callControl.world.conferences.values()];
    if (!room) return expect.fail('it is held');
    callControl.order({ type: 'channelUp', engine: ENGINE, channelId: room.legs[0]?.channelId ?? '' });
    const agent = await ApiUser.signIn(server.url, demo.summary.tenant, 'wangli', demo.summary.password);
    expect(await agent.get('/api/panel')).toMatchObject({ conference: { name: '周会', state: 'joined', muted: false }, call: null });

    const order = (path: string, body: object = {}) => supervisor.request('POST', `/api/conferences/${id}/${path}`, body);
    expect(await order('parties/p1/mute', { on: true })).toMatchObject({ status: 204 });
    expect(await order('invite', { agentIds: [idOf('zhangwei')] })).toMatchObject({ status: 204 });
    expect(await order('parties/p2/remove')).toMatchObject({ status: 204 });
    expect(await order('parties/p9/remove')).toMatchObject({ status: 404 });
    expect((await found(id)).session?.parties.map(({ state, muted }) => [state, muted])).toEqual([
      ['joined', true],
      ['declined', false],
      ['ringing', false],
    ]);
    await server.modules.journal.flushed();
    const restored = await restoreWorld(server.modules.database, Date.now(), silentLogger);
    expect(restored.conferences.get(room.id)).toEqual(room);

    expect(await order('end')).toMatchObject({ status: 204 });
    expect((await found(id)).session).toBeNull();
    expect(await order('end')).toMatchObject({ body: { code: 'conferences.notHeld' } });
    const kept = await eventually('the session is kept', async () => {
      const rows = await server.modules.database.system.select().from(conferenceSession).where(eq(conferenceSession.id, room.id));
      return rows.find(({ endedAt }) => endedAt !== null);
    });
    expect(kept.parties).toMatchObject([
      { joinedAt: expect.any(String), leftAt: expect.any(String) },
      { joinedAt: null },
      { joinedAt: null },
    ]);
    expect(await auditedFor(id)).toEqual(
      ['create', 'start', 'mute', 'invite', 'removeParty', 'end'].map((action) => `conferences.${action}`),
    );
    expect(await supervisor.request('DELETE', `/api/conferences/${id}`)).toMatchObject({ status: 204 });
  });
});

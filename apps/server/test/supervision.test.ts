import { agentChannelOf } from '@zuoxi/callcontrol/testing';
import type { AccountWithSecret, ClientToServer, PanelState, ServerToClient } from '@zuoxi/contract';
import { desc } from 'drizzle-orm';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';

let server: TestServer;
/** Leads both queues. */
let supervisor: ApiUser;
let admin: ApiUser;
let agent: ApiUser;
let agentId: string;
let supervisorId: string;
let colleagueId: string;
/** In no queue. */
let outsiderId: string;

const { tenant, password } = demo.summary;
const signIn = (account: string) => ApiUser.signIn(server.url, tenant, account, password);
const panelOf = (user: ApiUser) => user.get<PanelState>('/api/panel');

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  [admin, supervisor, agent] = await Promise.all([signIn('admin'), signIn('zuzhang'), signIn('wangli')]);
  agentId = (await panelOf(agent)).agent.accountId;
  supervisorId = (await panelOf(supervisor)).agent.accountId;
  colleagueId = (await panelOf(await signIn('keke'))).agent.accountId;
  const { body } = await admin.request('POST', '/api/accounts', {
    name: 'outsider',
    displayName: '外人',
    role: 'agent',
    password: 'long enough',
    extension: { number: '8090', phoneType: 'sip', recordingEnabled: false },
  });
  outsiderId = (body as AccountWithSecret).account.id;
});
afterAll(() => server.stop());

const order = (user: ApiUser, id: string, path: string, body: object = {}) => user.request('POST', `/api/agents/${id}/${path}`, body);
const lastAudit = async () => {
  const [row] = await server.modules.database.system.select().from(auditEntry).orderBy(desc(auditEntry.at)).limit(1);
  return row;
};

/** A colleague has called that agent, and both are on the line. There is no engine here: what happens at the phones is said to call control. */
function agentTalks(): string {
  const { callControl } = server.modules.engine;
  const engine = 'e1';
  const callId = crypto.randomUUID();
  for (const id of [agentId, supervisorId, colleagueId]) callControl.order({ type: 'phone', engine, agentId: id, online: true });
  callControl.order({ type: 'dial', callId, agentId: colleagueId, number: '8002' });
  const call = callControl.world.calls.get(callId) ?? expect.fail('the call has begun');
  callControl.order({ type: 'channelUp', engine, channelId: agentChannelOf(call) ?? '' });
  callControl.order({ type: 'channelUp', engine, channelId: call.customerChannelId });
  return callId;
}

describe('a supervisor', () => {
  it('sets an agent of his queues not ready and ready; the agent sees by whom, and it is audited', async () => {
    const { queues } = (await panelOf(agent)).agent;
    const queueIds = queues.map((queue) => queue.queueId);
    expect(await order(supervisor, agentId, 'queue-states', { queueIds, ready: false, reason: '培训' })).toMatchObject({ status: 204 });
    const busy = await panelOf(agent);
    expect(busy.agent).toMatchObject({ state: 'busy', reason: '培训' });
    expect(busy.forced).toMatchObject({ by: expect.any(String), what: 'notReady' });
    expect(await lastAudit()).toMatchObject({
      action: 'supervision.queueStates',
      accountId: supervisorId,
      targetId: agentId,
      detail: { queueIds, reason: '培训', extension: '8002' },
    });
    expect(await order(supervisor, agentId, 'queue-states', { queueIds, ready: true })).toMatchObject({ status: 204 });
    expect((await panelOf(agent)).agent.state).toBe('idle');
    expect(await order(supervisor, agentId, 'queue-states', { queueIds, ready: false })).toMatchObject({ status: 400 });
  });

  it('directs only his own queues and their members, and never himself; an administrator all', async () => {
    const queueIds = ['00000000-0000-4000-8000-000000000000'];
    expect(await order(supervisor, agentId, 'queue-states', { queueIds, ready: true })).toMatchObject({
      body: { code: 'panel.notYourQueue' },
    });
    for (const [path, body] of [
      ['supervise', { mode: 'listen' }],
      ['pick-up', {}],
      ['wrap-up/end', {}],
      ['sign-out', {}],
    ] as const) {
      expect(await order(supervisor, outsiderId, path, body), path).toMatchObject({ status: 404 });
      expect(await order(supervisor, supervisorId, path, body), path).toMatchObject({ body: { code: 'supervision.self' } });
      expect(await order(agent, supervisorId, path, body), path).toMatchObject({ status: 403 });
    }
    expect(await order(admin, agentId, 'wrap-up/end')).toMatchObject({ status: 204 });
  });

  it('supervises only who talks; every use is audited, and a refused one is none', async () => {
    const before = await lastAudit();
    expect(await order(supervisor, agentId, 'supervise', { mode: 'listen' })).toMatchObject({ body: { code: 'supervision.notTalking' } });
    expect(await lastAudit()).toEqual(before);
    expect(await order(supervisor, agentId, 'supervise', { mode: 'shout' })).toMatchObject({ status: 400 });
  });

  it('has his own phone rung to supervise, and is shown it; the audit trail has agent, way and call', async () => {
    const callId = agentTalks();
    expect(await order(supervisor, agentId, 'supervise', { mode: 'whisper' })).toMatchObject({ status: 204 });
    expect(await lastAudit()).toMatchObject({ action: 'supervision.whisper', targetId: agentId, detail: { extension: '8002', callId } });
    const { call } = await panelOf(supervisor);
    expect(call).toMatchObject({ callId, role: 'supervisor', supervision: { agentId, mode: 'whisper', state: 'ringing' } });
    await agent.request('POST', '/api/panel/hangup');
  });

  it('signs an agent out; each of his pages is told by whom and has no session any more', async () => {
    const pages = await Promise.all([signIn('wangli'), signIn('wangli')]);
    const told = await Promise.all(pages.map(({ cookie }) => signedOutBy(cookie)));
    expect(await order(supervisor, agentId, 'sign-out')).toMatchObject({ status: 204 });
    const name = (await panelOf(supervisor)).agent.displayName;
    expect(await Promise.all(told.map(({ by }) => by))).toEqual([name, name]);
    for (const page of pages) expect(await page.request('GET', '/api/panel')).toMatchObject({ status: 401 });
    expect(server.modules.view.agent(agentId)?.state).toBe('offline');
    expect(await lastAudit()).toMatchObject({ action: 'supervision.signOut', targetId: agentId });
    for (const { socket } of told) socket.disconnect();
  });
});

/** A page of the console, once it is connected. */
async function signedOutBy(cookie: string): Promise<{ socket: Socket; by: Promise<string | null> }> {
  const socket: Socket<ServerToClient, ClientToServer> = io(server.url, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: { cookie },
  });
  const by = new Promise<string | null>((resolve) => socket.on('signedOut', resolve));
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
  return { socket, by };
}

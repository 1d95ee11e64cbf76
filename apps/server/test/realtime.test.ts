import type {
  AccountWithSecret,
  AgentStatus,
  ClientToServer,
  Page,
  PanelState,
  Queue,
  RealtimeTopics,
  ServerToClient,
  Snapshot,
  Topic,
} from '@zuoxi/contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

type Console = Socket<ServerToClient, ClientToServer>;
type Delta = { topic: Topic; seq: number; data: RealtimeTopics[Topic]['delta'] };

let server: TestServer;
const sockets: Console[] = [];
beforeAll(async () => {
  server = await startTestServer({ demo: true });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => server.stop());

const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);

function connect(cookie: string, headers: Record<string, string> = {}): { socket: Console; deltas: Delta[] } {
  const socket: Console = io(server.url, { transports: ['websocket'], reconnection: false, extraHeaders: { cookie, ...headers } });
  sockets.push(socket);
  const deltas: Delta[] = [];
  socket.on('delta', (topic, seq, data) => deltas.push({ topic, seq, data }));
  return { socket, deltas };
}

function subscribe<T extends Topic>(socket: Console, topic: T): Promise<Snapshot<T> | { error: string }> {
  return new Promise((resolve) => {
    // The acknowledgement carries the snapshot of the topic that was asked for.
    socket.emit('subscribe', topic, (result) => resolve(result as Snapshot<T> | { error: string }));
  });
}

async function board(socket: Console): Promise<Snapshot<'agents'>> {
  const result = await subscribe(socket, 'agents');
  if ('error' in result) throw new Error(result.error);
  return result;
}

/** The rows of a delta of the board. */
function agentsOf({ data }: Delta): AgentStatus[] {
  if (!('upsert' in data)) return [];
  return data.upsert.flatMap((row) => ('extension' in row ? [row] : []));
}

async function queueIdOf(user: ApiUser): Promise<string[]> {
  return (await user.get<PanelState>('/api/panel')).agent.queues.map((queue) => queue.queueId);
}

describe('the live board', () => {
  it('starts with a snapshot, then numbers every change one higher', async () => {
    const { socket, deltas } = connect((await signIn('zuzhang')).cookie);
    const { seq, data } = await board(socket);
    expect(seq).toBe(0);
    expect(data.map((row) => row.extension)).toEqual(['8001', '8002', '8003', '8004', '8011', '8012', '8013']);

    const agent = await signIn('wangli');
    const queueIds = await queueIdOf(agent);
    await agent.request('POST', '/api/panel/queue-states', { queueIds, ready: false, reason: '休息' });
    const row = await eventually('the break is on the board', () => {
      const rows = deltas.flatMap(agentsOf);
      return rows.find((candidate) => candidate.extension === '8002' && candidate.state === 'busy');
    });
    expect(row.reason).toBe('休息');
    expect(deltas.map((delta) => delta.seq)).toEqual(deltas.map((_, index) => index + 1));
  });

  it('begins again at a new subscription: that is how a gap is mended', async () => {
    const { socket } = connect((await signIn('zuzhang')).cookie);
    await board(socket);
    expect((await board(socket)).seq).toBe(0);
  });

  it('leaves out a number when memberships change, so that the console asks again and sees the new member', async () => {
    const { socket, deltas } = connect((await signIn('zuzhang')).cookie);
    await board(socket);
    const admin = await signIn('admin');
    const created = await admin.request('POST', '/api/accounts', {
      name: 'newcomer',
      displayName: 'newcomer',
      role: 'agent',
      password: 'long enough',
      extension: { number: '8099', phoneType: 'web', recordingEnabled: true },
    });
    const { rows } = await admin.get<Page<Queue>>('/api/queues');
    const queue = rows.find((row) => row.number === '8701');
    const { id, members: _m, inboundNumbers: _i, createdAt: _c, ...input } = queue ?? expect.fail('no queue');
    const { account } = created.body as AccountWithSecret;
    await admin.request('PUT', `/api/queues/${id}`, { ...input, memberIds: [...input.memberIds, account.id] });
    await eventually('a number is missing', () => Math.max(0, ...deltas.map((delta) => delta.seq)) > deltas.length);
    expect((await board(socket)).data.map((row) => row.extension)).toContain('8099');
  });

  it('is not for agents', async () => {
    const { socket } = connect((await signIn('wangli')).cookie);
    expect(await subscribe(socket, 'agents')).toEqual({ error: 'session.forbidden' });
  });
});

describe('one’s own panel', () => {
  it('gets only one’s own changes', async () => {
    const agent = await signIn('keke');
    const { socket, deltas } = connect(agent.cookie);
    await subscribe(socket, 'panel');
    const other = await signIn('zhangwei');
    await other.request('POST', '/api/panel/queue-states', { queueIds: await queueIdOf(other), ready: false, reason: '会议' });
    await agent.request('POST', '/api/panel/queue-states', { queueIds: await queueIdOf(agent), ready: false, reason: '用餐' });
    await eventually('the own change arrived', () => deltas.length > 0);
    expect(deltas.every((delta) => 'agent' in delta.data && delta.data.agent.extension === '8004')).toBe(true);
  });
});

describe('a topic that somebody has nothing in', () => {
  it('is refused in the words of the catalogue: no panel without an extension', async () => {
    const { socket } = connect((await signIn('admin')).cookie);
    expect(await subscribe(socket, 'panel')).toEqual({ error: 'panel.noExtension' });
  });
});

describe('the phone of an account', () => {
  const claim = (socket: Console, pageId: string, takeOver = false) =>
    new Promise<'mine' | 'taken'>((resolve) => socket.emit('claimPhone', pageId, takeOver, resolve));
  const taken = (socket: Console) => new Promise((resolve) => socket.once('phoneTaken', () => resolve('told')));

  it('is one page: another one has to take it, and the first is told', async () => {
    const { cookie } = await signIn('keke');
    const [first, second] = [connect(cookie).socket, connect(cookie).socket];
    expect(await claim(first, 'first')).toBe('mine');
    expect(await claim(second, 'second')).toBe('taken');
    const told = taken(first);
    expect(await claim(second, 'second', true)).toBe('mine');
    expect(await told).toBe('told');
    expect(await claim(first, 'first')).toBe('taken');
  });

  it('is free when its page is gone', async () => {
    const { cookie } = await signIn('keke');
    const [first, second] = [connect(cookie).socket, connect(cookie).socket];
    await claim(first, 'first');
    first.disconnect();
    await eventually('free', async () => (await claim(second, 'second')) === 'mine');
  });

  it('stays with a page that comes back before its old connection is known to be dead', async () => {
    const { cookie } = await signIn('keke');
    const [before, after, other] = [connect(cookie).socket, connect(cookie).socket, connect(cookie).socket];
    await claim(before, 'first');
    expect(await claim(after, 'first')).toBe('mine');
    before.disconnect();
    await eventually('the dead connection is noticed', () => before.disconnected);
    expect(await claim(other, 'second')).toBe('taken');
  });

  it('is nobody else’s: another account has its own', async () => {
    await claim(connect((await signIn('keke')).cookie).socket, 'first');
    expect(await claim(connect((await signIn('wangli')).cookie).socket, 'first')).toBe('mine');
  });
});

describe('a connection', () => {
  it('is refused without a session, and from another site', async () => {
    const refusal = (socket: Console) => new Promise<string>((resolve) => socket.on('connect_error', (error) => resolve(error.message)));
    expect(await refusal(connect('').socket)).toBe('session.required');
    expect(await refusal(connect((await signIn('keke')).cookie, { origin: 'https://evil.example' }).socket)).not.toBe('');
  });

  it('is told and closed when the session ends elsewhere', async () => {
    const user = await signIn('keke');
    const { socket } = connect(user.cookie);
    await subscribe(socket, 'panel');
    const told = new Promise((resolve) => socket.on('signedOut', () => resolve('told')));
    await user.request('DELETE', '/api/session');
    expect(await told).toBe('told');
    await eventually('closed', () => socket.disconnected);
  });
});

describe('what the server is without', () => {
  it('is told to a page that connects, and to all of them when it changes', async () => {
    const { readiness } = server.modules.health;
    const { socket } = connect((await signIn('wangli')).cookie);
    const told: (readonly string[])[] = [];
    socket.on('notReady', (checks) => told.push(checks));
    // Nobody listens at the address of this server's engine.
    await eventually('the engine is missing', () => told.at(-1)?.includes('engine'));
    const takeBack = readiness.register({ name: 'something', check: () => 'something is wrong' });
    await eventually('it is told', () => told.at(-1)?.includes('something'));
    takeBack();
    await eventually('it is well again', () => told.at(-1)?.join() === 'engine');
  });
});

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Account, ClientToServer, Page, PhoneCredentials, Queue, ServerToClient } from '@zuoxi/contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { webPhoneSecret } from '../src/modules/pbx/index.ts';

type Console = Socket<ServerToClient, ClientToServer>;

let server: TestServer;
/** Stands for the engine's SIP WebSocket: keeps what it was sent. */
let engine: WebSocketServer;
const received: string[] = [];
const opened: { close(): void }[] = [];
let admin: ApiUser;

beforeAll(async () => {
  engine = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
  await once(engine, 'listening');
  engine.on('connection', (socket) => socket.on('message', (data) => received.push(String(data))));
  const { port } = engine.address() as AddressInfo;
  server = await startTestServer({ demo: true, sipWebSocketUrls: [`ws://127.0.0.1:${port}/ws`] });
  admin = await signIn('admin');
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
  received.length = 0;
});
afterAll(async () => {
  await server.stop();
  engine.close();
});

const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);

async function accountOf(name: string): Promise<Account> {
  const { rows } = await admin.get<Page<Account>>(`/api/accounts?search=${name}`);
  return rows.find((row) => row.name === name) ?? expect.fail(`no account ${name}`);
}

async function change(
  name: string,
  what: Omit<Partial<Account>, 'extension'> & { extension?: Partial<NonNullable<Account['extension']>> | null },
): Promise<void> {
  const { id, displayName, role, enabled, extension } = await accountOf(name);
  const { sipUser: _s, online: _o, registeredFrom: _r, ...kept } = { sipUser: '', online: false, registeredFrom: null, ...extension };
  const body = { displayName, role, enabled, extension: extension ? kept : null, ...what };
  const answer = await admin.request('PUT', `/api/accounts/${id}`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

interface OpenPage {
  socket: Console;
  deltas: { topic: string; extensions: string[] }[];
  events: string[];
}

function open(cookie: string): OpenPage {
  const socket: Console = io(server.url, { transports: ['websocket'], reconnection: false, extraHeaders: { cookie } });
  opened.push({ close: () => socket.disconnect() });
  const page: OpenPage = { socket, deltas: [], events: [] };
  socket.on('delta', (topic, _seq, data) => {
    const rows = 'upsert' in data ? data.upsert : [];
    page.deltas.push({ topic, extensions: rows.flatMap((row) => ('extension' in row ? [row.extension] : [])) });
  });
  socket.on('roleChanged', () => page.events.push('roleChanged'));
  socket.on('signedOut', () => page.events.push('signedOut'));
  socket.on('disconnect', () => page.events.push('disconnect'));
  return page;
}

const subscribe = ({ socket }: OpenPage, topic: 'agents' | 'queues' | 'conferences' | 'panel') =>
  new Promise<unknown>((resolve) => socket.emit('subscribe', topic, resolve));

/** Something that every board shows. */
async function agentTakesBreak(name: string): Promise<void> {
  const user = await signIn(name);
  const { agent } = await user.get<{ agent: { queues: { queueId: string }[] } }>('/api/panel');
  const queueIds = agent.queues.map(({ queueId }) => queueId);
  for (const ready of [false, true]) {
    await user.request('POST', '/api/panel/queue-states', { queueIds, ready, ...(ready ? {} : { reason: '休息' }) });
  }
}

describe('a changed role', () => {
  it('ends what an open page may not see any more, and tells the page', async () => {
    const page = open((await signIn('zuzhang')).cookie);
    const admins = open(admin.cookie);
    for (const topic of ['agents', 'queues', 'conferences', 'panel'] as const) {
      expect(await subscribe(page, topic)).toHaveProperty('data');
    }
    await subscribe(admins, 'agents');
    await change('zuzhang', { role: 'agent' });
    await eventually('the page is told', () => page.events.includes('roleChanged'));
    page.deltas.length = 0;
    admins.deltas.length = 0;
    await agentTakesBreak('wangli');
    await eventually('the administrator sees it', () => admins.deltas.some(({ extensions }) => extensions.includes('8002')));
    expect(page.deltas.filter(({ topic }) => topic !== 'panel')).toEqual([]);
    expect(await subscribe(page, 'agents')).toEqual({ error: 'session.forbidden' });
    expect((await (await signIn('zuzhang')).request('GET', '/api/agents')).status).toBe(403);
    await change('zuzhang', { role: 'supervisor' });
    await eventually('and again', () => page.events.filter((event) => event === 'roleChanged').length === 2);
    expect(await subscribe(page, 'agents')).toHaveProperty('data');
  });
});

describe('a changed queue', () => {
  it('is out of sight of an open page at once', async () => {
    const page = open((await signIn('zuzhang')).cookie);
    const { data } = (await subscribe(page, 'agents')) as { data: { displayName: string; extension: string }[] };
    expect(data.map(({ extension }) => extension)).toContain('8002');
    const { rows } = await admin.get<Page<Queue>>('/api/queues');
    const supervisorId = (await accountOf('zuzhang')).id;
    const before = rows.map(({ id, members: _m, inboundNumbers: _i, createdAt: _c, ...input }) => ({ id, input }));
    for (const { id, input } of before) {
      const memberIds = input.memberIds.filter((one) => one !== supervisorId);
      expect(await admin.request('PUT', `/api/queues/${id}`, { ...input, memberIds })).toMatchObject({ status: 200 });
    }
    page.deltas.length = 0;
    await agentTakesBreak('wangli');
    const seen = (await subscribe(page, 'agents')) as { data: { extension: string }[] };
    expect(seen.data.map(({ extension }) => extension)).toEqual(['8001']);
    expect(page.deltas.flatMap(({ extensions }) => extensions).filter((extension) => extension !== '8001')).toEqual([]);
    for (const { id, input } of before) await admin.request('PUT', `/api/queues/${id}`, input);
  });
});

describe('a disabled account', () => {
  it('has no session, no page, no phone and no extension any more', async () => {
    const user = await signIn('keke');
    const page = open(user.cookie);
    await subscribe(page, 'panel');
    const phone = await openPhone(user);
    await change('keke', { enabled: false });
    expect((await user.request('GET', '/api/session')).status).toBe(401);
    await eventually('its page is closed', () => page.events.includes('disconnect'));
    await eventually('its phone is cut off', () => phone.readyState === phone.CLOSED);
    await expect(openPhone(user)).rejects.toThrow('401');
    const { extension } = await accountOf('keke');
    const dialler = (await accountOf('wangli')).id;
    expect(server.modules.directory.dialTarget(dialler, extension?.number ?? '')).toMatchObject({ kind: 'refused' });
    await change('keke', { enabled: true });
  });
});

/** As the browser does; rejects with the status. */
async function openPhone(user: ApiUser, cookie = user.cookie): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sip`, 'sip', { headers: { cookie } });
  opened.push(socket);
  await once(socket, 'open');
  return socket;
}

const md5 = (...parts: string[]) => createHash('md5').update(parts.join(':')).digest('hex');

function register({ username, realm }: PhoneCredentials, password: string, algorithm?: string): string {
  const uri = `sip:${realm}`;
  const response = md5(md5(username, realm, password), 'abc', '00000001', 'xyz', 'auth', md5('REGISTER', uri));
  const named = algorithm ? `, algorithm=${algorithm}` : '';
  return [
    `REGISTER ${uri} SIP/2.0`,
    `Authorization: Digest username="${username}", realm="${realm}", nonce="abc", uri="${uri}", response="${response}", qop=auth, nc=00000001, cnonce="xyz"${named}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

describe('the password of a browser phone', () => {
  it('is its session’s own, and the engine is shown another one', async () => {
    const user = await signIn('wangli');
    const credentials = await user.get<PhoneCredentials>('/api/phone');
    expect((await (await signIn('wangli')).get<PhoneCredentials>('/api/phone')).password).not.toBe(credentials.password);
    const enginePassword = webPhoneSecret(server.modules.secrets, (await accountOf('wangli')).id);
    const phone = await openPhone(user);
    for (const [algorithm, password, arrives] of [
      [undefined, credentials.password, enginePassword],
      ['MD5', credentials.password, enginePassword],
      // Anything else is the engine's to refuse.
      [undefined, 'a guess', 'a guess'],
    ] as const) {
      received.length = 0;
      phone.send(register(credentials, password, algorithm));
      const message = await eventually('the engine has it', () => received[0]);
      expect(message).toBe(register(credentials, arrives, algorithm));
    }
    // Neither is it worth anything beside the console: the engine knows another one, and keeps none of the session's.
    expect(enginePassword).not.toBe(credentials.password);
  });

  it('proves nothing for another extension', async () => {
    const user = await signIn('wangli');
    const credentials = await user.get<PhoneCredentials>('/api/phone');
    const phone = await openPhone(user);
    const message = register({ ...credentials, username: 'demo-8003' }, credentials.password);
    phone.send(message);
    expect(await eventually('the engine has it', () => received[0])).toBe(message);
  });

  it('ends with the session, and the line with it', async () => {
    const user = await signIn('wangli');
    const { cookie } = user;
    const other = await signIn('wangli');
    const [phone, stays] = [await openPhone(user), await openPhone(other)];
    await user.request('DELETE', '/api/session');
    await eventually('the line is closed', () => phone.readyState === phone.CLOSED);
    await expect(openPhone(user, cookie)).rejects.toThrow('401');
    expect(stays.readyState).toBe(stays.OPEN);
  });

  it('is no more when the phone is a desk phone now', async () => {
    const user = await signIn('wangli');
    const phone = await openPhone(user);
    const { extension } = await accountOf('wangli');
    const { sipUser: _s, online: _o, registeredFrom: _r, ...kept } = extension ?? expect.fail('no extension');
    await change('wangli', { extension: { ...kept, phoneType: 'sip' } });
    await eventually('the line is closed', () => phone.readyState === phone.CLOSED);
    await expect(openPhone(user)).rejects.toThrow('401');
    expect((await user.request('GET', '/api/phone')).status).toBe(409);
    await change('wangli', { extension: { ...kept, phoneType: 'web' } });
  });

  it('opens no more lines than a browser needs', async () => {
    const user = await signIn('wangli');
    const phones: WebSocket[] = [];
    for (let n = 0; n < 8; n++) phones.push(await openPhone(user));
    await eventually('the older ones are closed', () => phones.filter((phone) => phone.readyState === phone.OPEN).length === 4);
    expect(phones.at(-1)?.readyState).toBe(WebSocket.OPEN);
  });
});

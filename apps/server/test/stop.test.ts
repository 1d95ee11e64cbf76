import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { DomainError } from '@zuoxi/kit';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

/** Stands for the engine's SIP WebSocket. */
let engine: WebSocketServer;
let server: TestServer;
let agent: ApiUser;
const opened: { close(): void }[] = [];

beforeAll(async () => {
  engine = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
  await once(engine, 'listening');
});
beforeEach(async () => {
  const address = engine.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  server = await startTestServer({ demo: true, sipWebSocketUrls: [`ws://127.0.0.1:${port}/ws`] });
  agent = await ApiUser.signIn(server.url, demo.summary.tenant, 'keke', demo.summary.password);
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});
afterAll(() => void engine.close());

async function connected(socket: Socket, event = 'connect'): Promise<Socket> {
  socket.on('error', () => {});
  opened.push({ close: () => socket.destroy() });
  await once(socket, event);
  return socket;
}

/** Whatever a browser, or a stranger, may keep open when the server is told to stop. */
const kept: Record<string, () => Promise<unknown>> = {
  'a connection in reserve, over which nothing was ever asked': () => connected(connect(server.httpPort, '127.0.0.1')),
  'the same over TLS': () =>
    connected(connectTls({ host: '127.0.0.1', port: server.httpsPort, rejectUnauthorized: false }), 'secureConnect'),
  'a request that never comes to its end': async () => {
    const socket = await connected(connect(server.httpPort, '127.0.0.1'));
    socket.write('POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
  },
  'the live connection of a page': async () => {
    const socket = io(server.url, { transports: ['websocket'], extraHeaders: { cookie: agent.cookie } });
    opened.push(socket);
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
  },
  'a browser phone': async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sip`, 'sip', { headers: { cookie: agent.cookie } });
    opened.push({ close: () => socket.terminate() });
    await once(socket, 'open');
  },
};

it.each(Object.keys(kept))('is not held up by %s', { timeout: 30_000 }, async (what) => {
  await kept[what]?.();
  await server.stop();
});

it('answers what was asked before', async () => {
  const socket = await connected(connect(server.httpPort, '127.0.0.1'));
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const body = JSON.stringify({ tenant: demo.summary.tenant, account: 'keke', password: demo.summary.password });
  // The answer cannot come before this is let go.
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let asked = false;
  server.modules.sessions.signIn = async () => {
    asked = true;
    await held;
    throw new DomainError('session.wrongCredentials');
  };
  socket.write(`POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  await eventually('it is asked', () => asked);
  const stopping = server.stop();
  letGo();
  await stopping;
  const answer = await eventually('it is answered', () => received.length > 0 && Buffer.concat(received).toString('latin1'));
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});

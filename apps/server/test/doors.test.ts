import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { ConnectionGuard } from '../src/api/connection-guard.ts';
import { demo } from '../src/demo.ts';
import { ClientAddresses } from '../src/platform/http/client-address.ts';

let server: TestServer;
const opened: Socket[] = [];
beforeAll(async () => {
  server = await startTestServer({ demo: true, limits: { requestMs: 800, headMs: 800, checkEveryMs: 100 } });
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});
afterAll(() => server.stop());

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Head and status of an answer. */
function ask(https: boolean, host: string): Promise<{ headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const port = https ? server.httpsPort : server.httpPort;
    const options = { host: '127.0.0.1', port, path: '/healthz', headers: { host }, rejectUnauthorized: false };
    const outgoing = (https ? httpsRequest : httpRequest)(options, (response) => {
      response.resume();
      resolve({ headers: response.headers });
    });
    outgoing.on('error', reject).end();
  });
}

describe('strict transport security', () => {
  it('is asked for over TLS by a name, and nowhere else', async () => {
    const header = 'strict-transport-security';
    expect((await ask(true, 'zuoxi.example:8443')).headers[header]).toBe('max-age=31536000');
    for (const [https, host] of [
      [false, 'zuoxi.example:8080'],
      [true, 'localhost:8443'],
      [true, '127.0.0.1:8443'],
      [true, '[::1]:8443'],
    ] as const) {
      expect((await ask(https, host)).headers, `${https} ${host}`).not.toHaveProperty(header);
    }
    expect((await ask(false, 'localhost')).headers).toHaveProperty('content-security-policy');
  });
});

describe('a request that does not come to its end', () => {
  it.each([
    ['its body', 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'],
    [
      'an upload that nobody may make',
      'POST /api/prompts HTTP/1.1\r\nHost: x\r\nContent-Type: audio/wav\r\nContent-Length: 1000000\r\n\r\nRIFF',
    ],
    ['its head', 'POST /api/session HTTP/1.1\r\nHost: x\r\n'],
    ['anything at all', ''],
  ])('is not waited for: %s', async (_what, text) => {
    const socket = await open(server.httpPort);
    socket.write(text);
    // A byte now and then does not help.
    const more = setInterval(() => socket.write(' '), 100);
    socket.resume();
    await once(socket, 'close');
    clearInterval(more);
    expect((await new ApiUser(server.url).request('GET', '/healthz')).status).toBe(200);
  });
});

describe('connections of one place', () => {
  it('are so many that nobody has signed in over; more close the oldest, and who has signed in stays', async () => {
    const guard = new ConnectionGuard(new ClientAddresses([]), { strangers: 5, ofAccount: 3 });
    const http = createServer((request, response) => {
      if (request.headers.cookie) guard.signedIn(request.socket, request.headers.cookie);
      response.end('ok');
    });
    guard.attach(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const closed: number[] = [];
    const connection = async (name: number, cookie?: string) => {
      const socket = await open(port);
      socket.on('close', () => closed.push(name));
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${cookie ? `Cookie: ${cookie}\r\n` : ''}\r\n`);
      await once(socket, 'data');
    };
    await connection(1, 'somebody');
    await connection(2, 'somebody else');
    for (let n = 10; n < 18; n++) await connection(n);
    await eventually('the oldest strangers are gone', () => closed.length === 3);
    expect(closed).toEqual([10, 11, 12]);
    expect(guard.size).toBe(7);
    for (let n = 20; n < 24; n++) await connection(n, 'somebody');
    await eventually('the oldest of an account, too', () => closed.includes(1) && closed.includes(20));
    for (const socket of opened) socket.destroy();
    await eventually('nothing is kept', () => guard.size === 0);
    http.close();
  });

  it('are not counted of a trusted proxy, which stands for many', async () => {
    const guard = new ConnectionGuard(new ClientAddresses(['127.0.0.1']), { strangers: 2 });
    const http = createServer((_request, response) => response.end('ok'));
    guard.attach(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    for (let n = 0; n < 6; n++) await open((http.address() as AddressInfo).port);
    await eventually('all are there', () => guard.size === 6);
    for (const socket of opened) socket.destroy();
    http.close();
  });

  it('three thousand of an attacker leave room for an agent, over both doors', async () => {
    const agent = await ApiUser.signIn(server.url, demo.summary.tenant, 'wangli', demo.summary.password);
    for (let n = 0; n < 3000; n += 100) await Promise.all(Array.from({ length: 100 }, () => open(server.httpPort)));
    expect((await agent.request('GET', '/api/session')).status).toBe(200);
    expect((await new ApiUser(server.url).request('GET', '/healthz')).status).toBe(200);
  });
});

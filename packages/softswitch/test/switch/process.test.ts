import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { certificateFor } from './certificates.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
let dir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'zuoxi-main-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

interface Ready {
  sipPort: number;
  sipWsPort: number;
  sipTlsPort: number;
  sipWssPort: number;
  ariPort: number;
}

const settings = (env: Record<string, string>) => ({
  ...process.env,
  NODE_OPTIONS: '',
  ZUOXI_LOG_LEVEL: 'silent',
  ZUOXI_DATA_DIR: dir,
  ZUOXI_SIP_PORT: '0',
  ZUOXI_SIP_WS_PORT: '0',
  ZUOXI_ARI_PORT: '0',
  ZUOXI_SIP_BIND: '127.0.0.1',
  ZUOXI_RTP_PORTS: '0',
  ZUOXI_ARI_PASSWORD: 'x',
  ...env,
});

function start(env: Record<string, string>): {
  child: ChildProcess;
  ready: Promise<Ready>;
  ended: Promise<{ code: number | null; stderr: string; stdout: string }>;
} {
  const child = fork(MAIN, [], { silent: true, env: settings(env) });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  return {
    child,
    ready: new Promise((resolve) => child.on('message', (message) => resolve(message as Ready))),
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr, stdout }))),
  };
}

test('it tells its parent when it is ready, and ends cleanly on SIGTERM', async () => {
  const { child, ready, ended } = start({});
  expect(await ready).toMatchObject({ type: 'ready' });
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, stdout: '' });
});

test('without a parent it says so on standard output', async () => {
  const child = spawn(process.execPath, [MAIN], { env: settings({}), stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  expect(JSON.parse(line)).toMatchObject({ ready: true, sipPort: expect.any(Number), ariPort: expect.any(Number) });
});

test('it ends when its parent lets go', async () => {
  const { child, ready } = start({});
  await ready;
  // After a disconnect Node reports `exit` but no `close`.
  const exit = new Promise((resolve) => child.on('exit', resolve));
  child.disconnect();
  expect(await exit).toBe(0);
});

test.each([
  [{ ZUOXI_ARI_PASSWORD: '' }, 'ZUOXI_ARI_PASSWORD must be set'],
  [{ ZUOXI_LOG_LEVEL: 'loud' }, 'ZUOXI_LOG_LEVEL must be one of'],
  [{ ZUOXI_SIP_PORT: 'many' }, 'ZUOXI_SIP_PORT must be a port number'],
  [{ ZUOXI_RTP_PORTS: '9-1' }, 'ZUOXI_RTP_PORTS must be two ports'],
  [{ ZUOXI_SIP_BIND: '203.0.113.1' }, 'not one of this machine'],
  [{ ZUOXI_SIP_DIGEST: 'sha-512' }, 'ZUOXI_SIP_DIGEST must be md5 or sha-256,md5'],
  [{ ZUOXI_SIP_TLS_CERT: '/nowhere.pem' }, 'must be set together'],
  [{ ZUOXI_SIP_TLS_CERT: '/nowhere.pem', ZUOXI_SIP_TLS_KEY: '/nowhere.key' }, 'cannot be read: /nowhere.pem'],
  [{ ZUOXI_SIP_TLS_CERT: MAIN, ZUOXI_SIP_TLS_KEY: MAIN }, 'must be a certificate and its private key'],
  [{ ZUOXI_SIP_WSS_PORT: '0' }, 'ZUOXI_SIP_WSS_PORT needs a certificate'],
  [{ ZUOXI_ADVERTISED_ADDRESS: 'pbx.example.com' }, 'ZUOXI_ADVERTISED_ADDRESS must be an IP address'],
])('a bad setting %j ends it with one clear sentence', async (env, sentence) => {
  const { code, stderr } = await start(env).ended;
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a busy port ends it with one clear sentence', async () => {
  const taken = createSocket('udp4');
  await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve));
  const { port } = taken.address();
  const { code, stderr } = await start({ ZUOXI_SIP_PORT: String(port) }).ended;
  taken.close();
  expect(code).toBe(2);
  expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
});

test('SIP over TCP is served on the number of UDP; a stream without Content-Length is closed', async () => {
  const { ready } = start({});
  const { sipPort } = await ready;
  const ask = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = createConnection(sipPort, '127.0.0.1', () => {
        // In two parts, as TCP may cut it.
        socket.write(text.slice(0, 40));
        setImmediate(() => socket.write(text.slice(40)));
      });
      socket.on('data', (data) => {
        resolve(data.toString().split('\r\n')[0] ?? '');
        socket.destroy();
      });
      socket.on('close', () => resolve('closed'));
      socket.on('error', () => resolve('closed'));
    });
  const options = (length: string): string =>
    `OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;rport;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n${length}\r\n`;
  // Nobody is configured yet.
  expect(await ask(options('Content-Length: 0\r\n'))).toBe('SIP/2.0 503 Service Unavailable');
  expect(await ask(options(''))).toBe('closed');
});

test('with a certificate SIP is served over TLS, on any port when SIP is on any, and over secure WebSocket when asked for', async () => {
  const { cert, key } = await certificateFor({ dns: ['localhost'] });
  const [certFile, keyFile] = [join(dir, 'sip.crt'), join(dir, 'sip.key')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const { ready } = start({ ZUOXI_SIP_TLS_CERT: certFile, ZUOXI_SIP_TLS_KEY: keyFile, ZUOXI_SIP_WSS_PORT: '0' });
  const { sipTlsPort, sipWssPort } = await ready;
  for (const port of [sipTlsPort, sipWssPort]) {
    const socket = connectTls({ port, host: '127.0.0.1', ca: cert, servername: 'localhost' });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    socket.destroy();
  }
});

test('a key that is not the certificate’s ends it with one clear sentence', async () => {
  const [one, other] = [await certificateFor({ dns: ['localhost'] }), await certificateFor({ dns: ['localhost'] })];
  const [certFile, keyFile] = [join(dir, 'sip.crt'), join(dir, 'sip.key')];
  await writeFile(certFile, one.cert);
  await writeFile(keyFile, other.key);
  const { code, stderr } = await start({ ZUOXI_SIP_TLS_CERT: certFile, ZUOXI_SIP_TLS_KEY: keyFile }).ended;
  expect(code).toBe(2);
  expect(stderr).toContain('does not belong to the certificate');
});

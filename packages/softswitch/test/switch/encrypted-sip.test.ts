import { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { isCertificateOf } from '../../src/sip/tls-identity.ts';
import { certificateFor, type TestCertificate } from './certificates.ts';
import { House, NOTHING_OPEN } from './house.ts';
import { tcpWire, tlsWire } from './phone-wires.ts';

let certificate: TestCertificate;
let house: House | undefined;
const open: { close(): unknown }[] = [];
beforeAll(async () => {
  certificate = await certificateFor({ dns: ['localhost'], ip: ['127.0.0.1'] });
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await house?.close();
  house = undefined;
});

async function secureHouse(): Promise<House> {
  house = await House.open({ certificate, sipTlsPort: 0, sipWssPort: 0 });
  return house;
}

describe('a phone on TLS', () => {
  test('registers, is called, answers, and hangs up over its connection', async () => {
    const { softswitch, ari } = await secureHouse();
    await house?.extension('demo-8001');
    const wire = await tlsWire(softswitch.sipTlsPort, certificate.cert);
    const phone = await house?.phone('demo-8001', 'pw-demo-8001', wire);
    expect((await phone?.registers())?.status).toBe(200);
    await ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', callerId: '110' });
    const call = await phone?.isCalled();
    expect(call?.invite.via?.transport).toBe('TLS');
    expect(call?.invite.headers.get('contact')).toContain(`:${softswitch.sipTlsPort};transport=tls>`);
    await call?.picksUp();
    await house?.sees('StasisStart', (event) => event.channel.id === 'out');
    await call?.hangsUp();
    await house?.sees('ChannelDestroyed', (event) => event.channel.id === 'out');
    expect(await house?.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('calls in, and hears the end of the call over the same connection', async () => {
    const { softswitch, ari } = await secureHouse();
    await house?.extension('demo-8001');
    const phone = await house?.phone('demo-8001', 'pw-demo-8001', await tlsWire(softswitch.sipTlsPort, certificate.cert));
    const call = await phone?.calls('4001');
    const { channel } = (await house?.sees('StasisStart')) ?? {};
    await ari.requests.channels.answer(channel?.id ?? '');
    await call?.isAnswered();
    await ari.requests.channels.hangup(channel?.id ?? '');
    await call?.isHungUp();
    expect(await house?.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('is offline as soon as its connection breaks', async () => {
    const { softswitch } = await secureHouse();
    await house?.extension('demo-8001');
    const wire = await tlsWire(softswitch.sipTlsPort, certificate.cert);
    await (await house?.phone('demo-8001', 'pw-demo-8001', wire))?.registers();
    wire.close();
    await house?.sees('PeerStatusChange', (event) => event.endpoint.state === 'offline');
  });
});

test('plain SIP and noise on the port of TLS end that connection and nothing else', async () => {
  const { softswitch } = await secureHouse();
  const socket = connect(softswitch.sipTlsPort, '127.0.0.1', () => socket.write('OPTIONS sip:x SIP/2.0\r\n\r\n'));
  await new Promise((resolve) =>
    socket
      .resume()
      .on('error', () => {})
      .on('close', resolve),
  );
  await house?.extension('demo-8001');
  const phone = await house?.phone('demo-8001', 'pw-demo-8001', await tlsWire(softswitch.sipTlsPort, certificate.cert));
  expect((await phone?.registers())?.status).toBe(200);
});

test('a browser without the server reaches SIP over secure WebSocket', async () => {
  const { softswitch } = await secureHouse();
  await house?.extension('demo-8001');
  const socket = new WebSocket(`wss://localhost:${softswitch.sipWssPort}/ws`, 'sip', { ca: certificate.cert });
  open.push(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(
    'OPTIONS sip:localhost SIP/2.0\r\nVia: SIP/2.0/WSS x.invalid;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n',
  );
  const answer = await new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
  expect(answer).toMatch(/^SIP\/2\.0 401 /);
});

describe('a carrier on TLS', () => {
  /** Listens like a carrier; resolves with the first line of what it is sent, or how the connection ended. */
  async function carrier(
    pair: TestCertificate,
  ): Promise<{ port: number; hears: Promise<{ line: string; serverName: string | false | null }> }> {
    let tell: (heard: { line: string; serverName: string | false | null }) => void = () => {};
    const hears = new Promise<{ line: string; serverName: string | false | null }>((resolve) => {
      tell = resolve;
    });
    const server = createServer(pair, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => tell({ line: data.toString().split('\r\n')[0] ?? '', serverName: socket.servername }));
      socket.on('close', () => tell({ line: 'closed', serverName: socket.servername }));
    });
    server.on('tlsClientError', () => tell({ line: 'refused', serverName: null }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const address = server.address();
    return { port: typeof address === 'object' && address ? address.port : 0, hears };
  }

  async function calls(uri: string, transport: Record<string, string> | undefined): Promise<void> {
    const { asterisk, channels } = (await secureHouse()).ari.requests;
    if (transport) await asterisk.putConfig('res_pjsip', 'transport', 'carrier-tls', { protocol: 'tls', ...transport });
    await asterisk.putConfig('res_pjsip', 'aor', 't', { contact: uri });
    await asterisk.putConfig('res_pjsip', 'endpoint', 't', {
      aors: 't',
      allow: 'alaw',
      ...(transport ? { transport: 'carrier-tls' } : {}),
    });
    await channels.originate({ channelId: 'out', endpoint: 'PJSIP/1@t', app: 'zuoxi' });
  }

  test('whose certificate nobody vouches for is not called: the call fails at once, as unreachable', async () => {
    const { port, hears } = await carrier(certificate);
    await calls(`sip:localhost:${port};transport=tls`, undefined);
    expect(await house?.sees('ChannelDestroyed')).toMatchObject({ cause: 34 });
    expect((await hears).line).not.toContain('INVITE');
  });

  test('is called without being checked where `verify_server` is off, and told which name is meant', async () => {
    const { port, hears } = await carrier(certificate);
    await calls(`sip:localhost:${port};transport=tls`, { verify_server: 'no' });
    expect(await hears).toEqual({ line: `INVITE sip:1@localhost:${port};transport=tls SIP/2.0`, serverName: 'localhost' });
  });

  test('is called when its certificate is one of `ca_list_file`, and refused when it is for another name', async () => {
    const { mkdtemp, writeFile } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const file = join(await mkdtemp(join(tmpdir(), 'zuoxi-ca-')), 'ca.pem');
    await writeFile(file, certificate.cert);
    const good = await carrier(certificate);
    await calls(`sip:localhost:${good.port};transport=tls`, { verify_server: 'yes', ca_list_file: file });
    expect((await good.hears).line).toContain('INVITE');
    await house?.close();
    const other = await certificateFor({ dns: ['sip.elsewhere.example'] });
    await writeFile(file, other.cert);
    const wrong = await carrier(other);
    await calls(`sip:localhost:${wrong.port};transport=tls`, { verify_server: 'yes', ca_list_file: file });
    expect(await house?.sees('ChannelDestroyed')).toMatchObject({ cause: 34 });
  });
});

test('RFC 5922 section 7.2: whose certificate it is', async () => {
  const of = async (names: Parameters<typeof certificateFor>[0], commonName?: string) => {
    const { subjectAltName, subject } = new X509Certificate((await certificateFor(names, commonName)).cert);
    return { subjectaltname: subjectAltName, subject: { CN: subject.replace('CN=', '') } } as Parameters<typeof isCertificateOf>[0];
  };
  const plain = await of({ dns: ['Sip.Example.com'] }, 'other.example');
  expect(isCertificateOf(plain, 'sip.example.com', false)).toBe(true);
  // The common name counts only when there are no alternative names.
  expect(isCertificateOf(plain, 'other.example', false)).toBe(false);
  expect(isCertificateOf(await of({}, 'other.example'), 'other.example', false)).toBe(true);
  // A SIP identity speaks alone.
  const identity = await of({ uri: ['sip:example.com'], dns: ['host.example.com'] });
  expect(isCertificateOf(identity, 'example.com', false)).toBe(true);
  expect(isCertificateOf(identity, 'host.example.com', false)).toBe(false);
  const wild = await of({ dns: ['*.example.com'] });
  expect(isCertificateOf(wild, 'a.example.com', false)).toBe(false);
  expect(isCertificateOf(wild, 'a.example.com', true)).toBe(true);
  expect(isCertificateOf(wild, 'a.b.example.com', true)).toBe(false);
  expect(isCertificateOf(await of({ ip: ['192.0.2.1'] }), '192.0.2.1', false)).toBe(true);
  expect(isCertificateOf(await of({ dns: ['x'] }), '192.0.2.1', false)).toBe(false);
});

test('a double CRLF over TCP and TLS is answered by one CRLF (RFC 5626)', async () => {
  const { softswitch } = await secureHouse();
  for (const wire of [await tcpWire(softswitch.sipPort), await tlsWire(softswitch.sipTlsPort, certificate.cert)]) {
    open.push(wire);
    wire.send(Buffer.from('\r\n\r\n'));
    expect(await wire.raw()).toBe('\r\n');
  }
});

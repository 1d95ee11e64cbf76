import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { classes, Message, methods } from 'werift';
import { type PortPair, PortPool } from '../../src/media/port-pool.ts';
import { WebRtcTransport } from '../../src/webrtc/transport.ts';
import { parseOffer, WebRtcEnd } from './webrtc-end.ts';

/** RFC 5737: nobody's. */
const ELSEWHERE = '198.51.100.7';
const outward = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => address);

/** Shows the port that it gave. */
class ShownPool extends PortPool {
  given: PortPair | undefined;
  override async take(withRtcp: boolean, address?: string): Promise<PortPair> {
    this.given = await super.take(withRtcp, address);
    return this.given;
  }
}

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(bindAddress = '127.0.0.1') {
  const pool = new ShownPool(bindAddress, [0, 0]);
  const sink = { rtp: () => {}, rtcp: () => {}, failed: () => {} };
  const transport = await WebRtcTransport.open(pool, sink, { bindAddress, advertisedAddress: bindAddress });
  closers.push(() => transport.close());
  const { rtp } = pool.given ?? expect.fail('no port was taken');
  const lines = transport.sdpLines('actpass', undefined).map((line) => `a=${line}\r\n`);
  return { transport, rtp, sdp: lines.join('') };
}

/** A check (RFC 8445 section 7.2.2) with the right password, as if it came from there. */
async function isChecked(bindAddress: string) {
  const { transport, rtp, sdp } = await open(bindAddress);
  transport.setRemote({ iceUfrag: 'theirs', icePassword: '', fingerprints: [{ algorithm: 'sha-256', value: '00' }] });
  const { ufrag, password } = parseOffer(sdp);
  const check = new Message(methods.BINDING, classes.REQUEST, randomBytes(12))
    .setAttribute('USERNAME', `${ufrag}:theirs`)
    .setAttribute('ICE-CONTROLLING', 1n)
    .addMessageIntegrity(Buffer.from(password, 'utf8'))
    .addFingerprint().bytes;
  const send = vi.spyOn(rtp, 'send').mockImplementation(() => {});
  return (address: string): boolean => {
    send.mockClear();
    rtp.emit('message', check, { address, port: 40_000, family: 'IPv4', size: check.length });
    return send.mock.calls.length === 1;
  };
}

const candidatesOf = (sdp: string) => [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+)/gm)].map(([, address]) => address);

// Firefox gathers no loopback address, and pairs that of another with none of its own.
test.skipIf(outward.length === 0)('a browser that does not speak with loopback reaches it by an address of the machine', async () => {
  const { transport, sdp } = await open();
  expect(candidatesOf(sdp)).toEqual([...outward.slice(0, 6), '127.0.0.1']);
  const socket = createSocket('udp4');
  socket.bind(0, outward[0]);
  await once(socket, 'listening');
  // As Firefox reads it.
  const offer = `a=ice-lite\r\n${sdp.replaceAll(/^a=candidate:.* 127\.0\.0\.1 .*\r\n/gm, '')}`;
  expect(parseOffer(offer).address).toBe(outward[0]);
  const browser = await WebRtcEnd.create(socket, offer);
  closers.push(() => {
    browser.close();
    socket.close();
  });
  socket.on('message', (packet, from) => browser.receive(packet, from));
  const line = (name: string) => new RegExp(`^a=${name}:(.*)$`, 'm').exec(browser.answer)?.[1]?.trim() ?? '';
  const [algorithm = '', value = ''] = line('fingerprint').split(' ');
  transport.setRemote({ iceUfrag: line('ice-ufrag'), icePassword: line('ice-pwd'), fingerprints: [{ algorithm, value }] });
  await vi.waitFor(() => expect(transport.ready).toBe(true), 10_000);
  await vi.waitFor(() => expect(browser.handshakeMs).toBeDefined(), 5_000);
});

test('another machine is not answered, not even with the right password', async () => {
  const answers = await isChecked('127.0.0.1');
  expect(answers(ELSEWHERE)).toBe(false);
  for (const own of ['127.0.0.1', '127.0.0.2', ...outward]) expect(answers(own), own).toBe(true);
});

test('a switch that is open to others answers them', async () => {
  const answers = await isChecked('0.0.0.0');
  expect(answers(ELSEWHERE)).toBe(true);
});

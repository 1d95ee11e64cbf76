import { connect } from 'node:net';
import { Chance } from '../../../packages/softswitch/test/fuzz/mutate.ts';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import { unique } from '../support/sip-socket.ts';

/** Largest datagram that UDP over IPv4 carries. */
const DATAGRAM = 65_507;

/** What each place in an invitation is filled with, as in the PROTOS suite c07-sip of Oulu. */
const FILLINGS: readonly ((size: number) => string)[] = [
  (size) => 'a'.repeat(size),
  (size) => '%s%n%x%p'.repeat(Math.ceil(size / 8)),
  (size) => '\xc0\x80\xff\xfe\xed\xa0\x80'.repeat(Math.ceil(size / 7)),
  (size) => '9'.repeat(size),
  (size) => `-${'9'.repeat(size)}`,
  (size) => '\0'.repeat(size),
  (size) => '<'.repeat(size),
  (size) => '"'.repeat(size),
  (size) => ';'.repeat(size),
  (size) => ','.repeat(size),
  (size) => ' '.repeat(size),
  (size) => '../'.repeat(Math.ceil(size / 3)),
  (size) => '\r\n '.repeat(Math.ceil(size / 3)),
  (size) => ';a=b'.repeat(Math.ceil(size / 4)),
  (size) => '127.0.0.1.'.repeat(Math.ceil(size / 10)),
];
const SIZES = [0, 1, 64, 127, 128, 255, 256, 1_024, 4_096, 8_192, 32_000];

const PLACES = [
  'method',
  'user',
  'host',
  'port',
  'version',
  'via',
  'branch',
  'from',
  'display',
  'tag',
  'to',
  'callId',
  'cseq',
  'cseqMethod',
  'contact',
  'name',
  'value',
  'type',
  'length',
  'sdpName',
  'sdpValue',
] as const;

interface Sender {
  address: string;
  port: number;
  sipPort: number;
}

/** An invitation with one place filled with something it should not hold. */
function invitation(sender: Sender, place: (typeof PLACES)[number], filling: string): string {
  const at = (name: (typeof PLACES)[number], otherwise: string): string => (name === place ? filling : otherwise);
  const body = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n${at('sdpName', 'c')}=IN IP4 ${at('sdpValue', '127.0.0.1')}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n`;
  return [
    `${at('method', 'INVITE')} sip:${at('user', '100')}@${at('host', '127.0.0.1')}:${at('port', String(sender.sipPort))} ${at('version', 'SIP/2.0')}`,
    `Via: ${at('via', `SIP/2.0/UDP ${sender.address}:${sender.port}`)};rport;branch=z9hG4bK${at('branch', unique())}`,
    'Max-Forwards: 70',
    `From: "${at('display', 'x')}" <sip:${at('from', '100')}@127.0.0.1>;tag=${at('tag', unique())}`,
    `To: <sip:${at('to', '100@127.0.0.1')}>`,
    `Call-ID: ${at('callId', unique())}`,
    `CSeq: ${at('cseq', '1')} ${at('cseqMethod', 'INVITE')}`,
    `Contact: ${at('contact', `<sip:${sender.address}:${sender.port}>`)}`,
    `${at('name', 'X')}: ${at('value', 'x')}`,
    `Content-Type: ${at('type', 'application/sdp')}`,
    `Content-Length: ${at('length', String(body.length))}`,
    '',
    body,
  ].join('\r\n');
}

/** Whole messages that are too much: ten thousand Vias, 64 KB headers, bodies in bodies in bodies. */
function monsters(sender: Sender): string[] {
  const plain = invitation(sender, 'value', 'x');
  const via = `Via: SIP/2.0/UDP ${sender.address}:${sender.port};branch=z9hG4bK1\r\n`;
  const nested = (depth: number): string =>
    depth === 0
      ? ''
      : `--b${depth}\r\nContent-Type: multipart/mixed;boundary=b${depth - 1}\r\n\r\n${nested(depth - 1)}\r\n--b${depth}--\r\n`;
  const withBody = (type: string, body: string): string =>
    plain
      .replace(/^Content-Type: .*$/m, `Content-Type: ${type}`)
      .replace(/^Content-Length: .*$/m, `Content-Length: ${body.length}`)
      .replace(/\r\n\r\n[\s\S]*$/, `\r\n\r\n${body}`);
  return [
    plain.replace('Max-Forwards', `${via.repeat(10_000)}Max-Forwards`),
    plain.replace('Max-Forwards', `${via.repeat(1_000)}Max-Forwards`),
    plain.replace('X: x', `X: ${'x'.repeat(65_536)}`),
    plain.replace('X: x', 'X: x\r\n'.repeat(20_000).trimEnd()),
    plain.replace('X: x', `X: ${'x\r\n '.repeat(15_000)}`),
    plain.replace('Contact: ', `Contact: ${'<sip:a@b>,'.repeat(5_000)}`),
    withBody('multipart/mixed;boundary=b400', nested(400)),
    withBody('multipart/mixed;boundary=x', '--x\r\n'.repeat(10_000)),
    withBody('application/sdp', `v=0\r\n${'a=x\r\n'.repeat(12_000)}`),
    withBody('application/sdp', `v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nt=0 0\r\n${'m=audio 4000 RTP/AVP 8\r\n'.repeat(2_500)}`),
  ];
}

function overTcp(arena: Arena, text: string, localAddress: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ port: arena.engine.sipPort, host: '127.0.0.1', localAddress });
    const done = (): void => {
      socket.destroy();
      resolve(said);
    };
    socket.on('data', (data: Buffer) => {
      said += data.toString('latin1');
    });
    socket.on('error', done);
    socket.on('close', done);
    socket.on('connect', () => {
      socket.write(text, 'latin1');
      setTimeout(done, 150);
    });
  });
}

export const f04: Attack = {
  id: 'F4',
  title: 'Overlong and absurd invitations',
  what: 'Thousands of invitations in the manner of the PROTOS suite: each place of the message in turn holds too much, format strings, broken UTF-8 or control characters; ten thousand Vias, headers of 64 KB, bodies nested four hundred deep. They come from a carrier, so that they are read; a refused invitation is kept for up to 32 s (its transaction), part of the memory is that.',
  limits: { 'invitations accepted': { atMost: 0 } },
  async run(arena) {
    const address = arena.newAddress();
    // From a carrier: of a stranger hardly anything would be read.
    await arena.board.trunk('protos', address);
    const socket = await arena.socket(address);
    const sender = { address, port: socket.port, sipPort: arena.engine.sipPort };
    let accepted = 0;
    socket.onData = (data) => {
      const text = data.toString('latin1');
      if (text.startsWith('SIP/2.0 2')) accepted++;
    };
    const chance = new Chance(4);
    const cases = PLACES.flatMap((place) => FILLINGS.flatMap((filling) => SIZES.map((size) => ({ place, filling, size }))));
    let sent = 0;
    for (const { place, filling, size } of cases) {
      if (arena.effort === 'short' && chance.below(6) !== 0) continue;
      const text = invitation(sender, place, filling(size));
      if (text.length > DATAGRAM) continue;
      socket.send(text);
      if (++sent % 4 === 0) await pause(arena.scaled(6, 4));
    }
    for (const text of monsters(sender)) {
      const said = await overTcp(arena, text.replace('SIP/2.0/UDP', 'SIP/2.0/TCP'), address);
      if (said.includes('SIP/2.0 2')) accepted++;
      if (text.length <= DATAGRAM) socket.send(text);
      sent++;
    }
    await pause(300);
    return { 'messages sent': sent, answers: socket.receivedPackets, 'invitations accepted': accepted };
  },
};

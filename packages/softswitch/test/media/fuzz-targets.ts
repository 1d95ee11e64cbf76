import { PCMA } from '@zuoxi/sound';
import { MediaError } from '../../src/media/api.ts';
import { G722 } from '../../src/media/codec.ts';
import { JitterBuffer } from '../../src/media/jitter-buffer.ts';
import { parseRtcp } from '../../src/media/rtcp.ts';
import { RtcpSession } from '../../src/media/rtcp-session.ts';
import { createRtpView, parseRtp } from '../../src/media/rtp-packet.ts';
import { RtpReceiver } from '../../src/media/rtp-receiver.ts';
import { RtpSender } from '../../src/media/rtp-sender.ts';
import { parseCrypto } from '../../src/media/sdp-crypto.ts';
import { SdpSession } from '../../src/media/sdp-session.ts';
import { SrtpReceiver, SrtpSender } from '../../src/media/srtp.ts';
import { decodeWav } from '../../src/media/wav.ts';
import { DtlsSession } from '../../src/webrtc/dtls-session.ts';
import { IceLite } from '../../src/webrtc/ice-lite.ts';

/** A parser that strangers reach. `run` returns for any bytes, or throws: that is the fault which is looked for. */
export interface FuzzTarget {
  name: string;
  /** Something valid, to be mutated. */
  seeds: readonly Uint8Array[];
  run(bytes: Uint8Array): void;
}

const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
const hex = (value: string): Uint8Array => Buffer.from(value.replaceAll(/\s/g, ''), 'hex');

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** What is not `MediaError` is a fault. */
function mayRefuse(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
  }
}

function rtp(bytes: Uint8Array): void {
  const view = createRtpView();
  if (!parseRtp(bytes, view)) return;
  expect(view.start >= 12 && view.start <= view.end && view.end <= bytes.length, 'a payload outside the packet');
  new RtpReceiver().update(view, 0);
  const buffer = new JitterBuffer();
  for (const codec of [PCMA, G722]) {
    buffer.push(codec, bytes, view.start, view.end, view.timestamp, true);
    for (let beat = 0; beat < 4; beat++) buffer.pull();
  }
  const sent = new RtpSender().forward(Buffer.from(bytes), view, buffer, 8, 0);
  expect(sent.length === view.end - view.start + 12, 'a forwarded packet of another length');
}

function rtcp(bytes: Uint8Array): void {
  const sender = new RtpSender();
  const session = new RtcpSession({ sender, receiver: new RtpReceiver(), cname: 'x', wallMs: () => 0, random: () => 0 }, 0);
  session.receive(bytes, 0);
  expect(parseRtcp(bytes).length <= bytes.length / 4, 'more packets than there is room for');
  for (const value of Object.values(session.quality()))
    expect(typeof value !== 'number' || Number.isFinite(value), 'a figure that is none');
}

function sdp(bytes: Uint8Array): void {
  const body = Buffer.from(bytes).toString('latin1');
  const newKey = () => ({ key: Buffer.alloc(16), salt: Buffer.alloc(14) });
  for (const kind of ['rtp', 'webrtc'] as const) {
    const local = { kind, address: '192.0.2.1', port: 4000, codecs: ['G722', 'PCMA'], sdes: 'optional', events: true, newKey } as const;
    const session = new SdpSession({ ...local, transportLines: () => [] }, '1');
    mayRefuse(() => {
      const { answer } = session.acceptOffer(body);
      expect(
        answer.split('\r\n').every((line) => line === '' || /^[a-z]=[\x20-\x7e]*$/.test(line)),
        'a line that is none',
      );
    });
    mayRefuse(() => {
      session.createOffer();
      session.acceptAnswer(body);
    });
  }
  parseCrypto(body);
}

const receiver = new SrtpReceiver('AES_CM_128_HMAC_SHA1_80', Buffer.alloc(16, 1), Buffer.alloc(14, 2));
const sealed = new SrtpSender('AES_CM_128_HMAC_SHA1_80', Buffer.alloc(16, 1), Buffer.alloc(14, 2)).rtp(
  Buffer.concat([hex('80080001000000a0cafebabe'), Buffer.alloc(160, 0xd5)]),
);

function srtp(bytes: Uint8Array): void {
  const isSeed = sealed !== undefined && Buffer.compare(sealed, bytes) === 0;
  const opened = receiver.rtp(Buffer.from(bytes));
  expect(isSeed || opened === undefined, 'a forged packet was opened');
  expect(receiver.rtcp(Buffer.from(bytes)) === undefined, 'a forged report was opened');
}

const OFFER = [
  'v=0',
  'o=- 1 1 IN IP4 203.0.113.5',
  's=-',
  'c=IN IP4 203.0.113.5',
  't=0 0',
  'm=audio 5004 RTP/SAVP 9 8 0 101',
  'a=rtpmap:101 telephone-event/8000',
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|2^31',
  'a=rtcp:5005',
  'a=sendrecv',
  '',
].join('\r\n');
const BROWSER = OFFER.replace('RTP/SAVP', 'UDP/TLS/RTP/SAVPF').concat(
  'a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\na=mid:0\r\na=rtcp-mux\r\n',
);

const DTLS_SESSIONS = 500;

function dtlsSession(): Promise<DtlsSession> {
  return DtlsSession.create(
    [{ algorithm: 'sha-256', value: 'AA' }],
    () => {},
    () => {
      throw new Error('keys for a stranger');
    },
    () => {},
  );
}

/** All parsers of media that take bytes from the network or from files. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  const ice = new IceLite();
  const user = Buffer.from(`${ice.local.ufrag}:them`);
  const username = Buffer.concat([hex('0006'), Buffer.from([0, user.length]), user, Buffer.alloc((4 - (user.length % 4)) % 4)]);
  const request = Buffer.concat([hex('0001'), Buffer.from([0, username.length]), hex('2112a442000102030405060708090a0b'), username]);
  const sessions = await Promise.all(Array.from({ length: DTLS_SESSIONS }, dtlsSession));
  let turn = 0;
  return [
    { name: 'RTP', seeds: [hex('800800010000 00a0cafebabe'), hex('b088000100000 0a0cafebabe bede0001 10ff0000 d5d5d502')], run: rtp },
    {
      name: 'RTCP',
      seeds: [
        hex('81c8000c cafebabe 0000000100000002 000000a0 00000001 000000a0 00000007 05000001 00000002 00000003 00000004 00000005'),
        hex('80c90001 cafebabe 81ca0003 cafebabe 01036162 63000000 81cb0001 cafebabe'),
      ],
      run: rtcp,
    },
    { name: 'SDP', seeds: [text(OFFER), text(BROWSER)], run: sdp },
    {
      name: 'STUN',
      seeds: [request],
      run: (bytes) => {
        const reply = ice.handle(Buffer.from(bytes), { address: '192.0.2.1', port: 1 }, 'them');
        expect(!reply.valid && reply.response === undefined, 'a request without password was believed');
      },
    },
    {
      name: 'DTLS',
      seeds: [
        hex(`16feff 0000 000000000000 0036 010000 2a 0000 000000 00002a fefd ${'11'.repeat(32)} 00 00 0002 c02b 0100`),
        hex('15feff 0000 000000000000 0002 0228'),
        hex('14fefd 0000 000000000001 0001 01'),
      ],
      // An alert ends a session: the inputs go to many.
      run: (bytes) => sessions[turn++ % DTLS_SESSIONS]?.receive(Buffer.from(bytes)),
    },
    { name: 'SRTP', seeds: sealed ? [sealed] : [], run: srtp },
    {
      name: 'WAV',
      seeds: [hex('52494646 2c000000 57415645 666d7420 10000000 0100 0100 401f0000 803e0000 0200 1000 64617461 08000000 0102030405060708')],
      run: (bytes) => mayRefuse(() => void decodeWav(Buffer.from(bytes))),
    },
  ];
}

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sine } from '@zuoxi/sound';
import { expect } from 'vitest';
import { writeRtpHeader } from '../../src/media/rtp-packet.ts';
import { type Studio, test } from './media-test.ts';
import { legOf, TestPhone, until } from './test-phone.ts';
import { encode, readWav, toneLevel } from './tone-detector.ts';

/** Somebody on another machine (another loopback address) who sprays a port with well-formed packets, and counts what comes back. */
class Stranger {
  readonly socket: Socket = createSocket('udp4');
  received = 0;

  static async at(address: string): Promise<Stranger> {
    const stranger = new Stranger();
    stranger.socket.on('message', () => stranger.received++);
    stranger.socket.bind(0, address);
    await once(stranger.socket, 'listening');
    return stranger;
  }

  /** Packets of 2000 Hz, in sequence from `sequence` on. */
  spray(port: number, count: number, { ssrc = 0x0bad_0bad, sequence = 1, timestamp = 0 } = {}): void {
    const noise = encode(sine(2_000, 160), 'PCMA');
    for (let i = 0; i < count; i++) {
      const packet = Buffer.alloc(172);
      noise.copy(packet, 12);
      writeRtpHeader(packet, 0, false, 8, (sequence + i) & 0xffff, (timestamp + i * 160) >>> 0, ssrc);
      this.socket.send(packet, port, '127.0.0.1');
    }
  }
}

async function callFrom(studio: Studio, phone: TestPhone, sdp: string, signallingAddress: string): Promise<void> {
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'] });
  const { answer } = await leg.acceptOffer(sdp, signallingAddress);
  phone.target.port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
  phone.leg = leg;
}

async function phone(studio: Studio): Promise<TestPhone> {
  const one = await TestPhone.create();
  studio.phones.push(one);
  return one;
}

test.concurrent('before the answer a stranger is neither heard nor answered', async ({ studio }) => {
  const stranger = await Stranger.at('127.0.0.2');
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'] });
  const port = Number(/m=audio (\d+)/.exec(await leg.createOffer())?.[1]);
  leg.play({ kind: 'tone', frequencies: [700], cadence: [] });
  stranger.spray(port, 60);
  // The call is answered; its phone is silent, and the stranger goes on.
  const answering = await phone(studio);
  await leg.acceptAnswer(answering.sdp(), '127.0.0.1');
  await until('the phone hears', () => answering.hears(700));
  expect(stranger.received).toBe(0);
  expect((await leg.stats()).packetsReceived).toBe(0);
  stranger.socket.close();
});

test.concurrent('a stranger is not heard while the phone is silent, nor during the call, nor with its SSRC and sequence numbers', async ({
  studio,
}) => {
  const stranger = await Stranger.at('127.0.0.2');
  const a = await phone(studio);
  const b = await phone(studio);
  await callFrom(studio, a, a.sdp(), '127.0.0.1');
  await callFrom(studio, b, b.sdp(), '127.0.0.1');
  const bridge = await studio.engine.createBridge();
  await bridge.add(legOf(a));
  await bridge.add(legOf(b));
  const path = join(studio.folder, 'call.wav');
  const recording = await legOf(a).record({ path, layout: 'stereo' });
  stranger.spray(a.target.port, 100);
  await until('they are counted', async () => (await legOf(a).stats()).strangersDropped >= 100);
  expect(b.heard).toEqual([]);
  a.say(500);
  b.say(1_200);
  await until('both hear', () => a.hears(1_200) && b.hears(500));
  const heard = b.heard.length;
  stranger.spray(a.target.port, 100, { ssrc: a.ssrc, sequence: a.sequence + 1, timestamp: a.timestamp });
  await until('they are counted, too', async () => (await legOf(a).stats()).strangersDropped >= 200);
  await until('the call goes on', () => b.heard.length > heard + 25 && b.hears(500));
  expect((await legOf(a).stats()).packetsLost).toBe(0);
  recording.stop();
  await recording.ended;
  const [left = new Int16Array()] = readWav(await readFile(path)).channels;
  expect(toneLevel(left, 2_000)).toBeLessThan(-50);
  expect(stranger.received).toBe(0);
  stranger.socket.close();
});

test.concurrent('behind NAT the host of the signalling is believed after three packets; a stranger gets nowhere', async ({ studio }) => {
  const stranger = await Stranger.at('127.0.0.2');
  const a = await phone(studio);
  // What a phone behind NAT says of itself.
  await callFrom(studio, a, a.sdp().replaceAll('127.0.0.1', '192.168.1.5'), '127.0.0.1');
  legOf(a).play({ kind: 'tone', frequencies: [700], cadence: [] });
  stranger.spray(a.target.port, 20);
  a.say(300);
  await until('the phone hears', () => a.hears(700));
  stranger.spray(a.target.port, 100, { sequence: 21 });
  await until('they are counted', async () => (await legOf(a).stats()).strangersDropped >= 120);
  expect((await legOf(a).stats()).strangersDropped).toBeLessThanOrEqual(122);
  await until('it is heard', async () => (await legOf(a).stats()).packetsReceived > 20);
  expect(stranger.received).toBe(0);
  stranger.socket.close();
});

/** RTCP that says goodbye in the name of everybody (RFC 3550 section 6.6). */
const GOODBYE = Buffer.from('81cb00010bad0bad', 'hex');
const BEHIND_NAT = '127.0.0.3';

for (const codec of ['PCMA', 'PCMU', 'G722'] as const) {
  for (const direction of ['it calls', 'it is called'] as const) {
    for (const from of [BEHIND_NAT, '127.0.0.1'] as const) {
      const where = from === BEHIND_NAT ? 'a phone behind NAT, whose SDP names 10.9.9.9' : 'a phone whose SDP is right';
      test.concurrent(`${where}: a stranger who sprays first shuts nobody out (${codec}, ${direction})`, async ({ studio }) => {
        const stranger = await Stranger.at('127.0.0.2');
        const own = await TestPhone.create(codec, from);
        const other = await phone(studio);
        studio.phones.push(own);
        const sdp = (said: TestPhone): string => (from === BEHIND_NAT ? said.sdp().replaceAll('127.0.0.1', '10.9.9.9') : said.sdp());
        const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: [codec] });
        own.leg = leg;
        const spray = (): void => {
          stranger.spray(own.target.port, 32);
          stranger.socket.send(GOODBYE, own.target.port, '127.0.0.1');
          stranger.socket.send(GOODBYE, own.target.port + 1, '127.0.0.1');
        };
        if (direction === 'it is called') {
          own.target.port = Number(/m=audio (\d+)/.exec(await leg.createOffer())?.[1]);
          spray();
          await leg.acceptAnswer(sdp(own), from);
        } else own.target.port = Number(/m=audio (\d+)/.exec((await leg.acceptOffer(sdp(own), from)).answer)?.[1]);
        spray();
        await until('the stranger is counted', async () => (await leg.stats()).strangersDropped >= 32);
        await callFrom(studio, other, other.sdp(), '127.0.0.1');
        const bridge = await studio.engine.createBridge();
        await bridge.add(leg);
        await bridge.add(legOf(other));
        const recording = await leg.record({ path: join(studio.folder, 'call.wav'), layout: 'stereo' });
        own.say(500);
        other.say(1_200);
        await until('both hear', () => own.hears(1_200) && other.hears(500));
        // A re-INVITE from the same host, while the phone is silent.
        own.hush();
        await leg.acceptOffer(sdp(own).replace(/m=audio \d+/, `m=audio ${from === BEHIND_NAT ? 4_444 : own.port}`), from);
        spray();
        await until('and again', async () => (await leg.stats()).strangersDropped >= 64);
        const before = own.heard.length;
        own.say(700);
        await until('both still hear', () => own.heard.length > before + 15 && own.hears(1_200) && other.hears(700));
        spray();
        await until('and during the call', async () => (await leg.stats()).strangersDropped >= 96);
        recording.stop();
        await recording.ended;
        const [said = new Int16Array()] = readWav(await readFile(join(studio.folder, 'call.wav'))).channels;
        expect(toneLevel(said, 2_000)).toBeLessThan(-50);
        expect(stranger.received).toBe(0);
        stranger.socket.close();
      });
    }
  }
}

test.concurrent('behind NAT and a proxy a source unknown to SDP and signalling is never believed: it could be anybody', async ({
  studio,
}) => {
  const a = await phone(studio);
  await callFrom(studio, a, a.sdp().replaceAll('127.0.0.1', '192.168.1.5'), '203.0.113.1');
  legOf(a).play({ kind: 'tone', frequencies: [700], cadence: [] });
  a.say(300);
  await until('it is counted', async () => (await legOf(a).stats()).strangersDropped >= 60);
  expect((await legOf(a).stats()).packetsReceived).toBe(0);
  expect(a.heard).toEqual([]);
});

test.concurrent('the host that signals takes over from one that only has the private address of the SDP', async ({ studio }) => {
  const namesake = await TestPhone.create('PCMA', '127.0.0.4');
  const real = await TestPhone.create('PCMA', BEHIND_NAT);
  studio.phones.push(namesake, real);
  await callFrom(studio, real, namesake.sdp().replaceAll('127.0.0.1', '127.0.0.4'), BEHIND_NAT);
  legOf(real).play({ kind: 'tone', frequencies: [700], cadence: [] });
  namesake.target.port = real.target.port;
  namesake.say(400);
  await until('the other one is heard first', async () => (await legOf(real).stats()).packetsReceived > 5);
  real.say(300);
  await until('the phone is answered', () => real.hears(700));
  const dropped = (await legOf(real).stats()).strangersDropped;
  await until('the other one no longer is', async () => (await legOf(real).stats()).strangersDropped > dropped + 20);
});

test.concurrent('a port that a call has left takes nothing over into the next call', async ({ studio }) => {
  const stranger = await Stranger.at('127.0.0.2');
  const a = await phone(studio);
  await callFrom(studio, a, a.sdp(), '127.0.0.1');
  a.say(500);
  await until('it is heard', async () => (await legOf(a).stats()).packetsReceived > 5);
  const { port } = a.target;
  await legOf(a).close();
  stranger.spray(port, 50);
  expect((await studio.engine.usage()).ports).toBe(0);
  expect(stranger.received).toBe(0);
  stranger.socket.close();
});

test.concurrent('an offer that fails half way gives its port back', async ({ studio }) => {
  for (const sdp of ['nonsense', 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 18\r\n']) {
    for (const kind of ['rtp', 'webrtc'] as const) {
      const leg = await studio.engine.createLeg({ kind, codecs: ['PCMA'] });
      await expect(leg.acceptOffer(sdp)).rejects.toThrow();
      expect((await studio.engine.usage()).ports).toBe(1);
      await leg.close();
      expect((await studio.engine.usage()).ports).toBe(0);
    }
  }
});

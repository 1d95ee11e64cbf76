import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PCMA, sine } from '@zuoxi/sound';
import { describe, expect, test as plain } from 'vitest';
import { type AudioCodec, G722 } from '../../src/media/codec.ts';
import { G722Encoder } from '../../src/media/codec-g722.ts';
import { Concealer } from '../../src/media/concealment.ts';
import { JitterBuffer } from '../../src/media/jitter-buffer.ts';
import { Recorder } from '../../src/media/recorder.ts';
import { type Impairment, ImpairmentRelay, impair } from './impairment-relay.ts';
import { test } from './media-test.ts';
import { joined, legOf, TestPhone, until } from './test-phone.ts';
import { encode, readWav, toneLevel, toneShare } from './tone-detector.ts';

interface Packet {
  n: number;
  at: number;
  payload: Uint8Array;
}

/** `seconds` of packets, in order of their arrival. */
function arrivals(seconds: number, impairment: Impairment, payload: (n: number) => Uint8Array): Packet[] {
  const network = impair(impairment);
  const packets: Packet[] = [];
  for (let n = 0; n < seconds * 50; n++) for (const delay of network()) packets.push({ n, at: n * 20 + delay, payload: payload(n) });
  return packets.sort((a, b) => a.at - b.at);
}

const tone = (n: number): Uint8Array => encode(sine(440, 160, n * 160), 'PCMA');

/** Feeds a jitter buffer on its 20 ms clock; what comes out, undefined for silence. */
function play(packets: Packet[], seconds: number, codec: AudioCodec = PCMA, buffer = new JitterBuffer()): (Int16Array | undefined)[] {
  const frames: (Int16Array | undefined)[] = [];
  let next = 0;
  for (let beat = 0; beat < seconds * 50; beat++) {
    for (let packet = packets[next]; packet && packet.at <= beat * 20; packet = packets[++next]) {
      buffer.push(codec, packet.payload, 0, packet.payload.length, (packet.n * 160) >>> 0, packet.n === 0);
    }
    frames.push(buffer.pull()?.slice());
  }
  return frames;
}

describe('a decoded stream on a bad network', () => {
  for (const [loss, share] of [
    [0.01, 0.99],
    [0.05, 0.97],
    [0.1, 0.93],
  ] as const) {
    plain(`loses ${loss * 100} % with 50 ms of jitter, disorder and doubles, and still sounds`, () => {
      const frames = play(arrivals(60, { loss, jitterMs: 50, duplicate: 0.02, seed: 3 }, tone), 60).slice(50);
      const silent = frames.filter((frame) => !frame).length;
      expect(silent / frames.length).toBeLessThan(loss / 4);
      const samples = Int16Array.from(frames.flatMap((frame) => [...(frame ?? new Int16Array(160))]));
      // Seconds by themselves: phase may jump where the delay is adapted.
      const shares = Array.from({ length: 58 }, (_, i) => toneShare(samples.subarray(i * 8_000, i * 8_000 + 1_600), 440));
      expect(shares.reduce((a, b) => a + b) / shares.length).toBeGreaterThan(share - 0.15);
      expect(toneLevel(samples, 440)).toBeGreaterThan(-40);
    });
  }

  plain('is delayed no more than it must be, and less again when the network is good', () => {
    const buffer = new JitterBuffer();
    play(arrivals(20, { jitterMs: 80, seed: 5 }, tone), 20, PCMA, buffer);
    const worst = buffer.depthMs;
    expect(worst).toBeGreaterThan(40);
    expect(worst).toBeLessThanOrEqual(240);
    const calm = arrivals(60, {}, tone).map((packet) => ({ ...packet, n: packet.n + 1_000 }));
    play(calm, 60, PCMA, buffer);
    expect(buffer.depthMs).toBeLessThan(worst);
    expect(buffer.depthMs).toBeLessThanOrEqual(60);
  });

  plain('does not drift: clocks that differ by 200 ppm neither fill nor starve the buffer', () => {
    for (const factor of [1.0002, 0.9998]) {
      const packets = arrivals(300, {}, tone).map((packet) => ({ ...packet, at: packet.at * factor }));
      const buffer = new JitterBuffer();
      const frames = play(packets, 290, PCMA, buffer).slice(10);
      expect(frames.filter((frame) => !frame).length).toBe(0);
      expect(buffer.concealedBlocks).toBeLessThan(20);
    }
  });

  for (const [what, change] of [
    ['a gap of 10 s', (packet: Packet) => (packet.n < 100 ? packet : { ...packet, at: packet.at + 10_000 })],
    [
      'a gap of 10 s whose packets come in one burst',
      (packet: Packet) => (packet.n < 100 || packet.n > 600 ? packet : { ...packet, at: 12_000 }),
    ],
    ['timestamps that jump ahead', (packet: Packet) => (packet.n < 100 ? packet : { ...packet, n: packet.n + 1_000_000 })],
    ['timestamps that jump back', (packet: Packet) => (packet.n < 100 ? packet : { ...packet, n: packet.n - 90 })],
  ] as const) {
    plain(`resumes within 200 ms after ${what}`, () => {
      const packets = arrivals(20, {}, tone).map(change);
      const back = packets[100]?.at ?? 0;
      const frames = play(packets, 20);
      const from = Math.ceil(back / 20) + 10;
      const after = frames.slice(from, from + 50);
      expect(after.filter((frame) => !frame).length).toBeLessThan(3);
      expect(
        toneShare(
          after.flatMap((frame) => [...(frame ?? [])]),
          440,
        ),
      ).toBeGreaterThan(0.6);
    });
  }

  plain('goes on when packets become longer or shorter', () => {
    const buffer = new JitterBuffer();
    const heard: (Int16Array | undefined)[] = [];
    let timestamp = 0;
    let ahead = 0;
    for (const ptime of [20, 60, 10, 30, 40]) {
      for (let beat = 0; beat < 50; beat++) {
        for (ahead += 20; ahead >= ptime; ahead -= ptime) {
          const bytes = encode(sine(440, ptime * 8, timestamp), 'PCMA');
          buffer.push(PCMA, bytes, 0, bytes.length, timestamp, timestamp === 0);
          timestamp += ptime * 8;
        }
        heard.push(buffer.pull()?.slice());
      }
    }
    expect(heard.slice(10).filter((frame) => !frame).length).toBeLessThan(5);
  });

  plain('of G.722 is concealed in wide band', () => {
    const encoder = new G722Encoder();
    const coded = Array.from({ length: 500 }, (_, n) => {
      const bytes = new Uint8Array(160);
      encoder.encode(sine(3_000, 320, n * 320, 0.25, 16_000), bytes, 0);
      return bytes;
    });
    const frames = play(
      arrivals(10, { loss: 0.05, seed: 4 }, (n) => coded[n] ?? new Uint8Array(160)),
      10,
      G722,
    ).slice(10);
    expect(frames.every((frame) => frame === undefined || frame.length === 320)).toBe(true);
    expect(frames.filter((frame) => !frame).length).toBeLessThan(2);
    expect(
      toneShare(
        frames.slice(0, 100).flatMap((frame) => [...(frame ?? new Int16Array(320))]),
        3_000,
        16_000,
      ),
    ).toBeGreaterThan(0.6);
  });
});

describe('concealment', () => {
  plain('continues a lost frame so that it is hardly missed, and is silent after 60 ms', () => {
    const concealer = new Concealer(1);
    const voice = Int16Array.from(
      { length: 1_600 },
      (_, i) => 4_000 * Math.sin((2 * Math.PI * 200 * i) / 8_000) + 2_000 * Math.sin((2 * Math.PI * 600 * i) / 8_000),
    );
    for (let at = 0; at < 800; at += 80) concealer.good(voice.slice(), at, at + 80);
    const made = new Int16Array(640);
    expect(concealer.fill(made, 0, 80)).toBe(true);
    // The first 10 ms are what would have come.
    let error = 0;
    for (let i = 0; i < 80; i++) error += ((made[i] ?? 0) - (voice[800 + i] ?? 0)) ** 2;
    let energy = 0;
    for (let i = 0; i < 80; i++) energy += (voice[800 + i] ?? 0) ** 2;
    expect(error / energy).toBeLessThan(0.02);
    for (let at = 80; at < 480; at += 80) concealer.fill(made, at, at + 80);
    const level = (from: number) => Math.max(...made.subarray(from, from + 80).map(Math.abs));
    expect(level(240)).toBeLessThan(level(80));
    expect(concealer.fill(made, 480, 560)).toBe(false);
    expect(level(480)).toBe(0);
  });

  plain('does not click where the sound comes back', () => {
    const concealer = new Concealer(1);
    const frame = sine(300, 160);
    concealer.good(frame, 0, 160);
    concealer.fill(new Int16Array(160), 0, 160);
    const back = sine(300, 160, 400);
    concealer.good(back, 0, 160);
    const steps = Array.from(back)
      .slice(1)
      .map((sample, i) => Math.abs(sample - (back[i] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(4_000);
  });
});

plain('a recording on a bad network keeps its time: each sound of a minute is where it was said, to 20 ms', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zuoxi-impaired-'));
  for (const loss of [0, 0.01, 0.05, 0.1]) {
    const path = join(folder, `${loss}.wav`);
    let now = 1_000;
    let done = (): void => {};
    const ended = new Promise<void>((resolve) => {
      done = resolve;
    });
    const recorder = await Recorder.create(
      'r',
      PCMA,
      { path, layout: 'stereo' },
      () => now,
      () => done(),
    );
    // 60 ms of tone at the begin of each second, quiet else.
    const beep = (n: number): Uint8Array => (n % 50 < 3 ? tone(n) : new Uint8Array(160).fill(PCMA.silence));
    const packets = arrivals(61, { loss, jitterMs: 50, duplicate: 0.02, delayMs: 20, seed: 8 }, beep);
    let next = 0;
    for (let ms = 0; ms < 61_000; ms += 10) {
      now = 1_000 + ms;
      for (let packet = packets[next]; packet && packet.at <= ms; packet = packets[++next]) {
        recorder.said(PCMA, packet.payload, 0, 160, (packet.n * 160) >>> 0, now, false);
      }
      if (ms % 100 === 0) recorder.beat(now);
    }
    recorder.stop('stopped', now);
    await ended;
    const [left = new Int16Array()] = readWav(await readFile(path)).channels;
    const found: number[] = [];
    for (let second = 0; second < 60; second++) {
      const begin = Math.max(0, second * 8_000 - 2_000);
      const at = left.subarray(begin, begin + 6_000).findIndex((sample) => Math.abs(sample) > 2_000);
      // A beep whose three packets were lost, or whose first one was, says nothing.
      if (at >= 0) found.push(begin + at - second * 8_000);
    }
    expect(found.length).toBeGreaterThan(50);
    const sorted = [...found].sort((a, b) => a - b);
    const middle = sorted[sorted.length >> 1] ?? 0;
    const first = found.slice(0, 10).sort((a, b) => a - b)[5] ?? 0;
    const last = found.slice(-10).sort((a, b) => a - b)[5] ?? 0;
    expect(Math.abs(last - first) / 8, `drift at ${loss}`).toBeLessThanOrEqual(20);
    // A lost first packet shows its beep 20 ms late.
    const off = found.filter((at) => Math.abs(at - middle) / 8 > 20.1).length;
    expect(off / found.length, `out of place at ${loss}`).toBeLessThanOrEqual(loss * 2);
    expect(left.length / 8).toBeGreaterThan(60_900);
  }
  await rm(folder, { recursive: true });
});

test.concurrent('a conference through a relay that loses 5 %, delays by 50 ms, disorders and doubles: all hear each other', async ({
  studio,
}) => {
  const { engine } = studio;
  const bridge = await engine.createBridge();
  const far = await TestPhone.create();
  const relay = await ImpairmentRelay.open({ loss: 0.05, jitterMs: 50, duplicate: 0.02, seed: 6 }, far.port);
  const leg = await engine.createLeg({ kind: 'rtp', codecs: ['PCMA'] });
  const { answer } = await leg.acceptOffer(far.sdp().replace(/m=audio \d+/, `m=audio ${relay.farPort}`));
  relay.target = Number(/m=audio (\d+)/.exec(answer)?.[1]);
  far.target.port = relay.nearPort;
  far.leg = leg;
  await bridge.add(leg);
  far.say(500);
  const near = [await joined(engine, bridge, 1_200), await joined(engine, bridge, 2_100)];
  studio.phones.push(far, ...near);
  await until('all hear', () => near.every((phone) => phone.hears(500)) && far.hears(1_200) && far.hears(2_100));
  const from = near[0]?.heard.length ?? 0;
  await until('for three seconds', () => (near[0]?.heard.length ?? 0) > from + 150);
  const heard = near[0]?.lastAudio(3_000) ?? new Int16Array();
  // 200 ms at a time: the far phone is there in all of them.
  for (let at = 0; at + 1_600 <= heard.length; at += 1_600)
    expect(toneLevel(heard.subarray(at, at + 1_600), 500), `at ${at}`).toBeGreaterThan(-35);
  const stats = await legOf(far).stats();
  expect(stats.packetsLost).toBeGreaterThan(0);
  expect(stats.jitterMs).toBeGreaterThan(5);
  relay.close();
});

test.concurrent('a stream that begins anew in mid-call (SSRC, sequence and timestamp) is heard again at once, and garbage between is not', async ({
  studio,
}) => {
  const { engine } = studio;
  const bridge = await engine.createBridge();
  const a = await joined(engine, bridge, 500);
  const b = await joined(engine, bridge, 1_200);
  const c = await joined(engine, bridge, 2_100);
  studio.phones.push(a, b, c);
  await until('all hear', () => a.hears(1_200) && b.hears(500) && c.hears(500));
  for (let change = 0; change < 3; change++) {
    // RTCP and key events that are none, from the phone itself.
    for (let i = 0; i < 50; i++) {
      a.socket.send(Buffer.from([0x81, 200 + (i % 5), 0, i, ...Array.from({ length: i }, (_, k) => k * 7)]), a.target.port, '127.0.0.1');
      a.sendPayload(Buffer.from([i * 5, 0xff, 0xff].slice(0, i % 4)), a.dtmf, { keepTimestamp: true });
    }
    a.ssrc = (a.ssrc + 0x1234_5678) >>> 0;
    a.sequence = (a.sequence + 20_000) & 0xffff;
    a.timestamp = (a.timestamp + 0x4000_0000) >>> 0;
    const frequency = 700 + change * 200;
    a.say(frequency);
    await until('it is heard', () => b.hears(frequency) && c.hears(frequency), 1_000);
  }
  expect(studio.events.filter((event) => event.type === 'dtmf').length).toBeLessThan(10);
  expect(studio.events.some((event) => event.type === 'media-timeout')).toBe(false);
});

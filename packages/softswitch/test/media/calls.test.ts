import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { silentLogger } from '@zuoxi/kit';
import { sine } from '@zuoxi/sound';
import { expect } from 'vitest';
import { createMediaEngine, MediaError } from '../../src/media/index.ts';
import { type Studio, test } from './media-test.ts';
import { joined, legOf, TestPhone, until } from './test-phone.ts';
import { encode } from './tone-detector.ts';

async function two(studio: Studio, codecs: ['PCMA' | 'PCMU', 'PCMA' | 'PCMU']): Promise<[TestPhone, TestPhone]> {
  const bridge = await studio.engine.createBridge();
  const a = await joined(studio.engine, bridge, 500, codecs[0]);
  const b = await joined(studio.engine, bridge, 1200, codecs[1]);
  studio.phones.push(a, b);
  return [a, b];
}

test.concurrent('two parties of one codec hear each other and not themselves', async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMA']);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  expect(a.hears(500)).toBe(false);
  expect(b.hears(1200)).toBe(false);
  expect(studio.events.filter((e) => e.type === 'media-started')).toHaveLength(2);
});

test.concurrent('A-law and µ-law parties hear each other', async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMU']);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  expect(a.heard.at(-1)?.payloadType).toBe(8);
  expect(b.heard.at(-1)?.payloadType).toBe(0);
});

test.concurrent('a party hears one stream, on one timeline, when its source changes', async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMA']);
  await until('b is heard', () => a.hears(1200));
  b.hush();
  const playback = legOf(a).play({ kind: 'tone', frequencies: [800], cadence: [] });
  await until('only the tone is heard', () => a.hears(800) && !a.hears(1200));
  playback.stop();
  expect(await playback.ended).toBe('stopped');
  b.say(1200);
  await until('b is heard again', () => a.hears(1200) && !a.hears(800));
  expect(new Set(a.heard.map((p) => p.ssrc)).size).toBe(1);
  const steps = a.heard.slice(1).map((p, i) => ({ p, q: a.heard[i] }));
  for (const { p, q } of steps) {
    expect((p.sequence - (q?.sequence ?? 0)) & 0xffff).toBe(1);
    const passed = (p.timestamp - (q?.timestamp ?? 0)) >>> 0;
    expect(passed % 160).toBe(0);
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThan(16_000);
  }
  expect(a.heard.filter((p) => p.marker).length).toBeGreaterThanOrEqual(3);
});

test.concurrent("a stranger's packets are neither heard nor answered", async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMA']);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  const stranger = createSocket('udp4');
  let answered = 0;
  stranger.on('message', () => answered++);
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const noise = encode(sine(2000, 160), 'PCMA');
  for (let i = 0; i < 50; i++) {
    const packet = Buffer.alloc(172);
    packet.set([0x80, 8, 0, i]);
    noise.copy(packet, 12);
    stranger.send(packet, a.target.port, '127.0.0.1');
  }
  await until('they are counted', async () => (await legOf(a).stats()).strangersDropped >= 50);
  await until('audio goes on', () => b.hears(500) && !b.hears(2000));
  expect(answered).toBe(0);
  stranger.close();
});

test.concurrent('a phone behind NAT is learned from its own packets, then locked', async ({ studio }) => {
  const a = await TestPhone.create();
  studio.phones.push(a);
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'] });
  // The SDP tells a port nobody listens at, as NAT makes it.
  const { answer } = await leg.acceptOffer(a.sdp().replace(/m=audio \d+/, 'm=audio 9'));
  a.target.port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
  leg.play({ kind: 'tone', frequencies: [700], cadence: [] });
  a.say(300);
  await until('it hears', () => a.hears(700));
  await until('it is heard', async () => (await leg.stats()).packetsReceived > 5);
  expect((await leg.stats()).strangersDropped).toBe(2);
});

test.concurrent('a silent leg is reported once, and not while it is on hold', async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMA']);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  await legOf(b).acceptOffer(b.sdp('sendonly'));
  a.hush();
  b.hush();
  await until('a is reported', () => studio.events.some((e) => e.type === 'media-timeout'), 5_000);
  expect(studio.events.filter((e) => e.type === 'media-timeout').map((e) => e.legId)).toEqual([legOf(a).id]);
});

test.concurrent('a party on hold is sent nothing, and hears again when it comes back', async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMA']);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  expect((await legOf(a).acceptOffer(a.sdp('sendonly'))).remoteDirection).toBe('sendonly');
  const before = a.heard.length;
  const sent = (await legOf(a).stats()).packetsSent;
  const heardByB = b.heard.length;
  await until('b still hears a', () => b.heard.length > heardByB + 10);
  expect((await legOf(a).stats()).packetsSent).toBe(sent);
  expect(a.heard.length - before).toBeLessThan(3);
  const { answer } = await legOf(a).acceptOffer(a.sdp('sendrecv'));
  expect(answer).toContain('a=sendrecv');
  await until('a hears again', () => a.heard.length > before + 10 && a.hears(1200));
});

test.concurrent('a muted party is not heard, a deaf one hears nobody', async ({ studio }) => {
  const [a, b] = await two(studio, ['PCMA', 'PCMA']);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  legOf(a).mute('in', true);
  const sent = async () => (await legOf(b).stats()).packetsSent;
  const frozen = await sent();
  const heardByA = a.heard.length;
  await until('a still hears b', () => a.heard.length > heardByA + 10);
  expect(await sent()).toBe(frozen);
  legOf(a).mute('in', false);
  legOf(a).mute('out', true);
  const heardByB = b.heard.length;
  const toA = (await legOf(a).stats()).packetsSent;
  await until('b hears a again', () => b.heard.length > heardByB + 10);
  expect((await legOf(a).stats()).packetsSent).toBe(toA);
});

test.concurrent('parties in different workers hear each other', async ({ studio }) => {
  const wide = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0], workers: 2 }, silentLogger);
  const bridge = await wide.createBridge();
  const a = await joined(wide, bridge, 500);
  const b = await joined(wide, bridge, 1200, 'PCMU');
  const c = await joined(wide, bridge, 2100);
  studio.phones.push(a, b, c);
  await until('all hear', () => a.hears(1200) && a.hears(2100) && b.hears(500) && b.hears(2100) && c.hears(500) && c.hears(1200));
  expect(a.hears(500) || b.hears(1200) || c.hears(2100)).toBe(false);
  expect(await wide.usage()).toMatchObject({ legs: 3, bridges: 1, ports: 3 });
  for (const phone of [a, b, c]) await legOf(phone).close();
  await bridge.close();
  expect(await wide.usage()).toEqual({ legs: 0, bridges: 0, playbacks: 0, recordings: 0, ports: 0 });
  await wide.close();
});

test.concurrent('ports come from the range, even, and come back; the range can run out', async () => {
  // Below the ports the system gives away by itself, and not those of another run beside this one.
  const first = 20_000 + (process.pid % 1_000) * 8;
  const narrow = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [first, first + 7] }, silentLogger);
  const taken = createSocket('udp4');
  taken.bind(first + 2, '127.0.0.1');
  await once(taken, 'listening');
  for (let round = 0; round < 3; round++) {
    const legs = await Promise.all([1, 2, 3].map(() => narrow.createLeg({ kind: 'rtp', codecs: ['PCMA'] })));
    const ports = await Promise.all(legs.map(async (leg) => Number(/m=audio (\d+)/.exec(await leg.createOffer())?.[1])));
    expect(ports.sort()).toEqual([first, first + 4, first + 6]);
    await expect(narrow.createLeg({ kind: 'rtp', codecs: ['PCMA'] })).rejects.toMatchObject({ reason: 'no-port' });
    for (const leg of legs) await leg.close();
    expect((await narrow.usage()).ports).toBe(0);
  }
  taken.close();
  await narrow.close();
});

test.concurrent('what is closed rejects, and ends what ran on it', async ({ studio }) => {
  const [a] = await two(studio, ['PCMA', 'PCMA']);
  const leg = legOf(a);
  const playback = leg.play({ kind: 'tone', frequencies: [440], cadence: [] });
  const bridge = await studio.engine.createBridge();
  const bridgePlayback = bridge.play({ kind: 'tone', frequencies: [440], cadence: [] });
  await leg.close();
  await leg.close();
  await bridge.close();
  expect(await playback.ended).toBe('stopped');
  expect(await bridgePlayback.ended).toBe('stopped');
  await expect(leg.createOffer()).rejects.toBeInstanceOf(MediaError);
  await expect(leg.stats()).rejects.toMatchObject({ reason: 'closed' });
  await expect(bridge.add(leg)).rejects.toMatchObject({ reason: 'closed' });
  expect(await leg.play({ kind: 'silence' }).ended).toBe('stopped');
  expect(await studio.engine.usage()).toMatchObject({ legs: 1, playbacks: 0, ports: 1 });
});

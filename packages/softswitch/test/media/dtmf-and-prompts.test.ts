import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sine, wavHeader } from '@zuoxi/sound';
import { expect } from 'vitest';
import { type Studio, test } from './media-test.ts';
import { joined, legOf, TestPhone, until } from './test-phone.ts';
import { encode } from './tone-detector.ts';

async function phone(studio: Studio): Promise<TestPhone> {
  const one = await TestPhone.create();
  await one.call(studio.engine);
  studio.phones.push(one);
  return one;
}

function keys(studio: Studio): string {
  return studio.events.flatMap((e) => (e.type === 'dtmf' ? [e.digit] : [])).join('');
}

async function prompt(studio: Studio, name: string, frequency: number, ms: number): Promise<string> {
  const data = encode(sine(frequency, ms * 8), 'PCMA');
  const path = join(studio.folder, name);
  await writeFile(path, Buffer.concat([wavHeader({ format: 'alaw', channels: 1 }, data.length), data]));
  return path;
}

test.concurrent('a key press is reported once, at its end, however often it is repeated', async ({ studio }) => {
  const a = await phone(studio);
  a.press(1);
  a.press(1);
  a.press(11);
  await until('three keys', () => keys(studio) === '11#');
  a.press(5);
  await until('the next one', () => keys(studio) === '11#5');
  expect(studio.events.find((e) => e.type === 'dtmf')).toMatchObject({ digit: '1', durationMs: 100 });
});

test.concurrent('a key press whose end packets are lost is reported all the same', async ({ studio }) => {
  const a = await phone(studio);
  a.press(7, 5, 0);
  await until('it is reported', () => keys(studio) === '7');
  a.press(8, 5, 0);
  a.press(9, 5, 3);
  await until('both are reported', () => keys(studio) === '789');
});

test.concurrent('keys sent to a phone arrive as events of one timestamp each, with three end packets', async ({ studio }) => {
  const a = await phone(studio);
  a.say(300);
  await legOf(a).sendDtmf('1#', { durationMs: 100, gapMs: 60 });
  await until('all arrive', () => a.events().length >= 14);
  const seen = a.events();
  expect([...new Set(seen.map((p) => p.payload[0]))]).toEqual([1, 11]);
  expect(new Set(seen.map((p) => p.timestamp)).size).toBe(2);
  expect(seen.filter((p) => ((p.payload[1] ?? 0) & 0x80) !== 0)).toHaveLength(6);
  expect(seen.filter((p) => p.marker)).toHaveLength(2);
  expect(seen.at(-1)?.payload.readUInt16BE(2)).toBe(800);
});

test.concurrent('keys pass between bridged parties with the payload type each wants', async ({ studio }) => {
  const bridge = await studio.engine.createBridge();
  const a = await joined(studio.engine, bridge, 500);
  const b = await TestPhone.create();
  b.dtmf = 96;
  await bridge.add(await b.call(studio.engine));
  b.say(1200);
  studio.phones.push(a, b);
  await until('both hear', () => a.hears(1200) && b.hears(500));
  a.press(4);
  await until('b gets it', () => b.events().length >= 8);
  expect(new Set(b.events().map((p) => p.payload[0]))).toEqual(new Set([4]));
  await until('it is told', () => keys(studio) === '4');
  // With a prompt over the bridge nothing is forwarded: the key is made anew.
  bridge.play({ kind: 'silence' });
  b.press(6);
  await until('a gets it', () => a.events().some((p) => p.payload[0] === 6));
});

test.concurrent('a phone without events gets keys as tones', async ({ studio }) => {
  const a = await TestPhone.create();
  studio.phones.push(a);
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'] });
  const { answer } = await leg.acceptOffer(
    a
      .sdp()
      .replace(/ 101\r\na=rtpmap:8/, '\r\na=rtpmap:8')
      .replace(/a=rtpmap:101.*\r\n/, ''),
  );
  expect(answer).not.toContain('telephone-event');
  await leg.sendDtmf('5', { durationMs: 300 });
  await until('both tones of the key are heard', () => a.hears(770) && a.hears(1336));
});

test.concurrent('a file plays to its end, and only the right formats do', async ({ studio }) => {
  const a = await phone(studio);
  const path = await prompt(studio, 'a.wav', 900, 400);
  const playback = legOf(a).play({ kind: 'file', path });
  expect(await playback.ended).toBe('done');
  await until('all of it is heard', () => a.heard.length >= 20);
  expect(a.hears(900)).toBe(true);
  const slow = Buffer.concat([wavHeader({ format: 'alaw', channels: 1 }, 800), Buffer.alloc(800)]);
  slow.writeUInt32LE(4_000, 24);
  await writeFile(join(studio.folder, 'slow.wav'), slow);
  await writeFile(join(studio.folder, 'noise.wav'), 'this is no sound');
  for (const name of ['slow.wav', 'noise.wav', 'missing.wav']) {
    expect(await legOf(a).play({ kind: 'file', path: join(studio.folder, name) }).ended).toBe('failed');
  }
  expect((await studio.engine.usage()).playbacks).toBe(0);
});

test.concurrent('a file loops, pauses, goes on, jumps and stops', async ({ studio }) => {
  const a = await phone(studio);
  const path = await prompt(studio, 'b.wav', 900, 60);
  const looped = legOf(a).play({ kind: 'file', path }, { loop: true });
  await until('it goes on and on', () => a.heard.length > 20 && a.hears(900));
  looped.pause();
  await until('silence', () => a.lastAudio().every((s) => Math.abs(s) < 16));
  looped.resume();
  await until('it is back', () => a.hears(900));
  looped.stop();
  expect(await looped.ended).toBe('stopped');
  const long = await prompt(studio, 'c.wav', 1500, 60_000);
  const jumped = legOf(a).play({ kind: 'file', path: long }, { offsetMs: 30_000 });
  await until('it is heard', () => a.hears(1500));
  jumped.seek(29_500);
  expect(await jumped.ended).toBe('done');
});

test.concurrent('the last started playback is heard; the earlier one goes on behind it', async ({ studio }) => {
  const a = await phone(studio);
  const first = legOf(a).play({ kind: 'file', path: await prompt(studio, 'd.wav', 600, 1_500) });
  await until('the first', () => a.hears(600));
  const second = legOf(a).play({ kind: 'tone', frequencies: [1700], cadence: [] });
  await until('the second', () => a.hears(1700) && !a.hears(600));
  expect(await first.ended).toBe('done');
  second.stop();
  expect(await second.ended).toBe('stopped');
});

test.concurrent('a tone keeps its cadence and level', async ({ studio }) => {
  const a = await phone(studio);
  legOf(a).play({ kind: 'tone', frequencies: [450], cadence: [{ on: 100, off: 100 }], levelDbm0: -10 });
  await until('a second of it', () => a.heard.length >= 50);
  const loud = a.heard.slice(0, 50).map((p) => p.payload.some((code) => code !== 0xd5 && code !== 0x55));
  expect(loud.slice(0, 10)).toEqual([true, true, true, true, true, false, false, false, false, false]);
});

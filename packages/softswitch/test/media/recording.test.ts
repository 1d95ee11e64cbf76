import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Studio, test } from './media-test.ts';
import { joined, legOf, TestPhone, until } from './test-phone.ts';
import { hasTone, readWav } from './tone-detector.ts';

/** How late an order to a worker may be beside other tests. Lengths are compared with the clock of the same run, never with a number. */
const LATE_MS = 150;

async function call(studio: Studio): Promise<[TestPhone, TestPhone]> {
  const bridge = await studio.engine.createBridge();
  const customer = await joined(studio.engine, bridge, 500);
  const agent = await joined(studio.engine, bridge, 1200, 'PCMU');
  studio.phones.push(customer, agent);
  await until('they talk', () => customer.hears(1200) && agent.hears(500));
  return [customer, agent];
}

async function channels(path: string): Promise<Int16Array[]> {
  return readWav(await readFile(path)).channels;
}

/** Seconds of audio heard by a phone from now on: what a test waits for instead of sleeping. */
async function passes(phone: TestPhone, seconds: number): Promise<void> {
  const from = phone.heard.length;
  await until(`${seconds} s go by`, () => phone.heard.length >= from + seconds * 50, seconds * 2_000 + 2_000);
}

test.concurrent('a stereo recording has the customer left and the agent right, without gaps', async ({ studio }) => {
  const [customer] = await call(studio);
  const path = join(studio.folder, 'stereo.wav');
  const begin = performance.now();
  const recording = await legOf(customer).record({ path, layout: 'stereo' });
  expect(readWav(await readFile(path)).format).toBe('alaw');
  await passes(customer, 2);
  recording.stop();
  const lasted = performance.now() - begin;
  const result = await recording.ended;
  expect(result.endedBy).toBe('stopped');
  expect(Math.abs(result.durationMs - lasted)).toBeLessThan(LATE_MS);
  expect(result.talkingMs).toBeGreaterThan(result.durationMs - 200);
  const [left = new Int16Array(), right = new Int16Array()] = await channels(path);
  expect(left.length).toBe(result.durationMs * 8);
  for (let at = 800; at + 1600 < left.length; at += 1600) {
    expect(hasTone(left.subarray(at, at + 1600), 500), `left at ${at}`).toBe(true);
    expect(hasTone(right.subarray(at, at + 1600), 1200), `right at ${at}`).toBe(true);
    expect(hasTone(left.subarray(at, at + 1600), 1200)).toBe(false);
    expect(hasTone(right.subarray(at, at + 1600), 500)).toBe(false);
  }
});

test.concurrent('a recording on a tap has the target left and what it hears right, without whispers', async ({ studio }) => {
  const [, agent] = await call(studio);
  const snoop = await studio.engine.createSnoop({ target: legOf(agent), spy: 'both', whisper: 'none' });
  const whisperer = await studio.engine.createSnoop({ target: legOf(agent), spy: 'none', whisper: 'out' });
  whisperer.play({ kind: 'tone', frequencies: [2100], cadence: [] });
  await until('the agent hears the whisper', () => agent.hears(2100));
  const path = join(studio.folder, 'tap.wav');
  const recording = await snoop.record({ path, layout: 'stereo' });
  await passes(agent, 1);
  await snoop.close();
  expect((await recording.ended).endedBy).toBe('leg-closed');
  const [left = new Int16Array(), right = new Int16Array()] = await channels(path);
  expect([hasTone(left, 1200), hasTone(left, 500), hasTone(left, 2100)]).toEqual([true, false, false]);
  expect([hasTone(right, 500), hasTone(right, 1200), hasTone(right, 2100)]).toEqual([true, false, false]);
});

test.concurrent('mono recordings hold the leg alone, or both', async ({ studio }) => {
  const [customer] = await call(studio);
  const alone = await legOf(customer).record({ path: join(studio.folder, 'in.wav'), layout: 'in' });
  const both = await legOf(customer).record({ path: join(studio.folder, 'mix.wav'), layout: 'mix' });
  await passes(customer, 1);
  alone.stop();
  both.stop();
  await Promise.all([alone.ended, both.ended]);
  const [left = new Int16Array(), ...more] = await channels(join(studio.folder, 'in.wav'));
  expect(more).toEqual([]);
  expect([hasTone(left, 500), hasTone(left, 1200)]).toEqual([true, false]);
  const [mix = new Int16Array()] = await channels(join(studio.folder, 'mix.wav'));
  expect([hasTone(mix, 500), hasTone(mix, 1200)]).toEqual([true, true]);
});

test.concurrent('a bridge recording holds everybody', async ({ studio }) => {
  const bridge = await studio.engine.createBridge();
  for (const frequency of [500, 1200, 2100]) studio.phones.push(await joined(studio.engine, bridge, frequency));
  const [first] = studio.phones;
  if (!first) throw new Error('no phone');
  await until('they talk', () => first.hears(1200) && first.hears(2100));
  const path = join(studio.folder, 'bridge.wav');
  const begin = performance.now();
  const recording = await bridge.record({ path });
  await passes(first, 1);
  recording.stop();
  const lasted = performance.now() - begin;
  expect(Math.abs((await recording.ended).durationMs - lasted)).toBeLessThan(LATE_MS);
  const [mix = new Int16Array()] = await channels(path);
  expect([hasTone(mix, 500), hasTone(mix, 1200), hasTone(mix, 2100)]).toEqual([true, true, true]);
});

test.concurrent('pause leaves out, mute silences, and both end', async ({ studio }) => {
  const [customer] = await call(studio);
  const path = join(studio.folder, 'pause.wav');
  const took = async (seconds: number): Promise<number> => {
    const begin = performance.now();
    await passes(customer, seconds);
    return performance.now() - begin;
  };
  const recording = await legOf(customer).record({ path, layout: 'stereo' });
  const before = await took(0.5);
  recording.pause();
  await took(1);
  recording.resume();
  recording.mute(true);
  const muted = await took(0.6);
  recording.mute(false);
  const after = await took(0.5);
  recording.stop();
  const { durationMs } = await recording.ended;
  expect(Math.abs(durationMs - before - muted - after), 'the pause is left out').toBeLessThan(LATE_MS);
  const [left = new Int16Array()] = await channels(path);
  const silence = left.subarray((before + LATE_MS) * 8, (before + muted - LATE_MS) * 8);
  expect(silence.length).toBeGreaterThan(2_000);
  expect(silence.every((s) => Math.abs(s) < 16)).toBe(true);
  expect(hasTone(left.subarray(0, (before - LATE_MS) * 8), 500)).toBe(true);
  expect(hasTone(left.subarray(-300 * 8), 500)).toBe(true);
});

test.concurrent('a recording ends by itself: length, silence, key', async ({ studio }) => {
  const a = await TestPhone.create();
  studio.phones.push(a);
  const leg = await a.call(studio.engine);
  a.say(500);
  const long = await leg.record({ path: join(studio.folder, '1.wav'), layout: 'in', maxDurationMs: 700 });
  expect(await long.ended).toMatchObject({ endedBy: 'max-duration', durationMs: 700 });
  const quiet = await leg.record({ path: join(studio.folder, '2.wav'), layout: 'in', maxSilenceMs: 600 });
  await until('some of it', async () => (await leg.stats()).packetsReceived > 60);
  a.say(0);
  const silent = await quiet.ended;
  expect(silent.endedBy).toBe('max-silence');
  expect(silent.talkingMs).toBeGreaterThan(200);
  expect(silent.talkingMs).toBeLessThan(silent.durationMs - 500);
  const key = await leg.record({ path: join(studio.folder, '3.wav'), layout: 'in', terminateOn: '#' });
  a.press(5);
  a.press(11);
  expect((await key.ended).endedBy).toBe('dtmf');
});

test.concurrent('lost packets leave silence in their place', async ({ studio }) => {
  const [customer] = await call(studio);
  const path = join(studio.folder, 'lost.wav');
  const recording = await legOf(customer).record({ path, layout: 'in' });
  const received = async () => (await legOf(customer).stats()).packetsReceived;
  const count = async (packets: number) => {
    const from = await received();
    await until('packets arrive', async () => (await received()) >= from + packets);
  };
  await count(30);
  customer.hush();
  customer.sequence += 10;
  customer.timestamp = (customer.timestamp + 10 * 160) >>> 0;
  await passes(customer, 0.2);
  customer.say(500);
  await count(30);
  recording.stop();
  const { durationMs } = await recording.ended;
  expect(durationMs).toBeGreaterThan(1_300);
  const [left = new Int16Array()] = await channels(path);
  let silent = 0;
  for (let at = 0; at + 160 <= left.length; at += 160) if (left.subarray(at, at + 160).every((s) => Math.abs(s) < 16)) silent++;
  expect(silent).toBeGreaterThanOrEqual(8);
  expect(silent).toBeLessThan(24);
});

test.concurrent('a path that cannot be written is refused, and the call goes on', async ({ studio }) => {
  const [customer] = await call(studio);
  const file = join(studio.folder, 'file');
  await writeFile(file, '');
  for (const path of [join(file, 'a.wav'), '/proc/nowhere/a.wav']) {
    await expect(legOf(customer).record({ path, layout: 'stereo' })).rejects.toMatchObject({ reason: 'failed' });
  }
  // A disk that is full may take it later.
  const waiting = await legOf(customer).record({ path: '/dev/full', layout: 'stereo' });
  await passes(customer, 0.2);
  waiting.stop();
  expect(await waiting.ended).toMatchObject({ endedBy: 'failed', durationMs: 0 });
  expect((await studio.engine.usage()).recordings).toBe(0);
});

test.concurrent('a recording killed with SIGKILL plays and misses at most 1 s', async ({ studio }) => {
  const path = join(studio.folder, 'killed.wav');
  const script = new URL('./record-until-killed.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await until('it has recorded 2.2 s', () => said.includes('2200'), 10_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { channels: both, dataBytes } = readWav(await readFile(path));
  const [left = new Int16Array()] = both;
  expect(both).toHaveLength(2);
  expect(dataBytes % 2).toBe(0);
  expect(left.length / 8).toBeGreaterThan(1_200);
  expect(hasTone(left.subarray(1_600), 500)).toBe(true);
});

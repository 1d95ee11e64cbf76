import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PCMA, sine } from '@zuoxi/sound';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import { hasSmallDisks, SmallDisk } from '../../../../tests/support/small-disk.ts';
import type { RecordingResult } from '../../src/media/api.ts';
import { FRAME_SAMPLES } from '../../src/media/frame.ts';
import { Recorder } from '../../src/media/recorder.ts';
import { encode, hasTone, readWav, toneLevel } from './tone-detector.ts';

const FRAME_MS = 20;
/** 2 MB: more than two minutes of stereo. */
const SIZE = '2m';

/** A recording whose time the test moves; it says 500 Hz and hears 1200 Hz. */
class Take {
  readonly recorder: Recorder;
  readonly path: string;
  readonly ended: Promise<RecordingResult>;
  #now = 0;
  #frames = 0;

  private constructor(recorder: Recorder, path: string, ended: Promise<RecordingResult>) {
    this.recorder = recorder;
    this.path = path;
    this.ended = ended;
  }

  static async begin(path: string, options: { maxSilenceMs?: number } = {}): Promise<Take> {
    const { promise, resolve } = Promise.withResolvers<RecordingResult>();
    const recorder = await Recorder.create('r', PCMA, { path, layout: 'stereo', ...options }, () => 0, resolve);
    return new Take(recorder, path, promise);
  }

  /** So much talk; the disk has its chance after each half second. */
  async talk(ms: number): Promise<void> {
    for (let done = 0; done < ms; done += FRAME_MS) {
      const at = this.#frames++ * FRAME_SAMPLES;
      const said = encode(sine(500, FRAME_SAMPLES, at, 0.25, 8_000), 'PCMA');
      const heard = encode(sine(1_200, FRAME_SAMPLES, at, 0.25, 8_000), 'PCMA');
      this.recorder.said(PCMA, said, 0, said.length, at, this.#now, this.#frames === 1);
      this.recorder.heard(PCMA, heard, 0, heard.length, at, this.#now);
      this.#now += FRAME_MS;
      if (this.#now % 100 === 0) {
        this.recorder.beat(this.#now);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await settled(this.path);
  }

  /** The disk has taken what waited, up to so many seconds: the test's time would run ahead of it. */
  async written(seconds: number): Promise<void> {
    await eventually('it is on the disk', async () => (await stat(this.path)).size >= seconds * 2 * 8_000);
  }

  /** The process stands still: no packet, no beat. */
  standStill(ms: number): void {
    this.#now += ms;
    this.#frames += ms / FRAME_MS;
  }

  stop(): Promise<RecordingResult> {
    this.recorder.stop('stopped', this.#now);
    return this.ended;
  }

  async sides(): Promise<{ said: Int16Array; heard: Int16Array }> {
    const [said = new Int16Array(), heard = new Int16Array()] = readWav(await readFile(this.path)).channels;
    return { said, heard };
  }
}

/** The file does not grow any more. */
async function settled(path: string): Promise<void> {
  const size = () =>
    stat(path).then(
      (info) => info.size,
      () => 0,
    );
  for (let before = -1, now = await size(); now !== before; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 15));
    now = await size();
  }
}

/** Both sides are there in each 200 ms between these seconds. */
function expectTalk({ said, heard }: { said: Int16Array; heard: Int16Array }, fromS: number, toS: number): void {
  for (let at = fromS * 8_000 + 800; at + 1_600 < toS * 8_000; at += 1_600) {
    expect(hasTone(said.subarray(at, at + 1_600), 500), `said at ${at / 8_000} s`).toBe(true);
    expect(hasTone(heard.subarray(at, at + 1_600), 1_200), `heard at ${at / 8_000} s`).toBe(true);
  }
}

describe.skipIf(!hasSmallDisks)('a disk that is full', { timeout: 60_000 }, () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = SmallDisk.mount(SIZE);
  });
  afterEach(async () => {
    disk.unmount();
    await rm(disk.folder, { recursive: true, force: true });
  });

  test('for 46 seconds loses nothing: what waited is written, in its place', async () => {
    const take = await Take.begin(join(disk.folder, 'a.wav'));
    await take.talk(5_000);
    await disk.fill();
    await take.talk(46_000);
    await disk.free();
    await take.talk(5_000);
    const result = await take.stop();
    expect(result).toMatchObject({ endedBy: 'stopped', durationMs: 56_000, lostMs: 0 });
    expectTalk(await take.sides(), 0, 56);
  });

  test('for longer than can wait leaves a gap of known length, in its place; what comes after it is recorded', async () => {
    const take = await Take.begin(join(disk.folder, 'a.wav'));
    await take.talk(2_000);
    await disk.fill();
    await take.talk(90_000);
    await disk.free();
    await take.talk(1_000);
    await take.written(60);
    await take.talk(4_000);
    const result = await take.stop();
    expect(result).toMatchObject({ endedBy: 'stopped', durationMs: 97_000 });
    expect(result.lostMs).toBeGreaterThanOrEqual(20_000);
    expect(result.lostMs).toBeLessThan(30_000);
    const sides = await take.sides();
    expectTalk(sides, 0, 60);
    expectTalk(sides, 93, 97);
    expect(toneLevel(sides.said.subarray(85 * 8_000, 91 * 8_000), 500)).toBeLessThan(-50);
  });

  test('until the end keeps what is there, with its true length', async () => {
    const take = await Take.begin(join(disk.folder, 'a.wav'));
    await take.talk(5_000);
    await disk.fill();
    await take.talk(10_000);
    const result = await take.stop();
    expect(result.endedBy).toBe('stopped');
    expect(result.error).toMatch(/ENOSPC|no space/i);
    expect(result.durationMs).toBeGreaterThan(4_500);
    expect(result.durationMs + result.lostMs).toBe(15_000);
    const sides = await take.sides();
    expect(Math.abs(sides.said.length / 8 - result.durationMs)).toBeLessThan(1);
    expectTalk(sides, 0, result.durationMs / 1_000);
  });

  test('when it begins: it is there from its beginning when there is room', async () => {
    await disk.fill();
    const take = await Take.begin(join(disk.folder, 'a.wav'));
    await take.talk(10_000);
    await disk.free();
    await take.talk(2_000);
    expect(await take.stop()).toMatchObject({ endedBy: 'stopped', durationMs: 12_000, lostMs: 0 });
    expectTalk(await take.sides(), 0, 12);
  });

  test('from its beginning to its end: there is no recording, and that is said', async () => {
    await disk.fill();
    const take = await Take.begin(join(disk.folder, 'a.wav'));
    await take.talk(3_000);
    expect(await take.stop()).toMatchObject({ endedBy: 'failed', durationMs: 0, lostMs: 3_000 });
  });
});

describe('a standstill of our own', { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zuoxi-standstill-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test.each([10_000, 105_000])('of %i ms is a gap of that length; the recording goes on', async (ms) => {
    const take = await Take.begin(join(folder, 'a.wav'));
    await take.talk(5_000);
    take.standStill(ms);
    await take.talk(5_000);
    const result = await take.stop();
    expect(result).toMatchObject({ endedBy: 'stopped', durationMs: 10_000 + ms });
    expect(Math.abs(result.lostMs - ms)).toBeLessThan(8_500);
    const sides = await take.sides();
    expectTalk(sides, 0, 4.5);
    expectTalk(sides, ms / 1_000 + 5.5, ms / 1_000 + 10);
  });

  test('of a minute is no silence of a caller who leaves a message', async () => {
    const take = await Take.begin(join(folder, 'a.wav'), { maxSilenceMs: 10_000 });
    await take.talk(3_000);
    take.standStill(60_000);
    await take.talk(3_000);
    expect((await take.stop()).endedBy).toBe('stopped');
  });

  test('right before the end keeps what was said', async () => {
    const take = await Take.begin(join(folder, 'a.wav'));
    await take.talk(5_000);
    take.standStill(105_000);
    expect(await take.stop()).toMatchObject({ endedBy: 'stopped', durationMs: 110_000 });
    expectTalk(await take.sides(), 0, 4.5);
  });
});

test('nobody but its owner may read a recording', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zuoxi-mode-'));
  const take = await Take.begin(join(folder, 'a.wav'));
  await take.stop();
  expect((await stat(take.path)).mode & 0o777).toBe(0o600);
  await rm(folder, { recursive: true });
});

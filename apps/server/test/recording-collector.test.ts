import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { sine, wavHeader } from '@zuoxi/sound';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../../../packages/softswitch/test/media/tone-detector.ts';
import { freshDatabase } from '../../../tests/support/database.ts';
import { type Database, openDatabase } from '../src/db/index.ts';
import { RecordingCollector } from '../src/modules/recordings/index.ts';
import { SoundReader } from '../src/modules/recordings/sound-reader.ts';
import { recording } from '../src/modules/recordings/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { callEvent } from '../src/platform/facts/tables.ts';

const SECOND = 8000;

/** Both sides of so many seconds. */
function stereo(seconds: number): Buffer {
  const [left, right] = [encode(sine(500, seconds * SECOND), 'PCMA'), encode(sine(1_200, seconds * SECOND), 'PCMA')];
  const sound = Buffer.alloc(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    sound[2 * i] = left[i] ?? 0;
    sound[2 * i + 1] = right[i] ?? 0;
  }
  return Buffer.concat([wavHeader({ format: 'alaw', channels: 2 }, left.length), sound]);
}

const reader = new SoundReader();
let database: Database;
let tenantId: string;
let folder: string;
beforeAll(async () => {
  database = await openDatabase(await freshDatabase(), silentLogger);
  tenantId = await createTenant(database, 'collector', 'collector');
  folder = await mkdtemp(join(tmpdir(), 'zuoxi-recordings-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

type Detail = Record<string, unknown>;

/** A call of so many seconds that was recorded, and what the engine said of the recording. */
async function recorded(seconds: number, said: [type: string, detail: Detail][]): Promise<string> {
  const callId = systemIds.uuid();
  const name = `${callId}-r1`;
  const startedAt = new Date(Date.now() - 3_600_000);
  await database.system.insert(recording).values({ id: systemIds.uuid(), tenantId, callId, name, startedAt, state: 'recording' });
  const events: [string, number, Detail][] = [
    ['recordingStarted', 0, { name }],
    ['ended', seconds, { reason: 'completed', endedBy: 'customer', cause: 16 }],
    ...said.map(([type, detail]): [string, number, Detail] => [type, seconds + 1, { name, ...detail }]),
  ];
  for (const [type, after, detail] of events) {
    const at = new Date(startedAt.getTime() + after * 1000);
    await database.system.insert(callEvent).values({ id: systemIds.uuid(), tenantId, seq: 0, callId, type, at, detail });
  }
  return name;
}

/** An engine that has this sound of it; undefined: none. */
function collector(sound: Buffer | undefined, isOver = true): { collector: RecordingCollector; deleted: string[] } {
  const deleted: string[] = [];
  const engine = {
    isAvailable: true,
    isComplete: true,
    callControl: { world: { calls: new Map(), conferences: new Map() } },
    fetchMessage: async () => undefined,
    async fetchRecording(name: string, path: string) {
      if (!isOver) throw new Error('the engine still makes this recording');
      if (!sound) return undefined;
      await writeFile(path, sound);
      return async () => void deleted.push(name);
    },
  };
  return {
    collector: new RecordingCollector({ database, engine, folder, sound: reader, clock: systemClock, logger: silentLogger }),
    deleted,
  };
}

const rowOf = async (name: string) => (await database.system.select().from(recording).where(eq(recording.name, name)))[0];

describe('a recording', () => {
  it('of a disk that was full for a time is listed with its true length and its gap', async () => {
    const name = await recorded(20, [['recordingFinished', { durationMs: 20_000, lostMs: 7_500 }]]);
    const { collector: collecting, deleted } = collector(stereo(20));
    await collecting.collect(name);
    expect(await rowOf(name)).toMatchObject({ state: 'damaged', durationS: 20, gapS: 7.5 });
    expect(deleted).toEqual([name]);
  });

  it('that ended early on a full disk is damaged, not merely short', async () => {
    const name = await recorded(20, [['recordingFinished', { durationMs: 8_000, lostMs: 12_000 }]]);
    await collector(stereo(8)).collector.collect(name);
    expect(await rowOf(name)).toMatchObject({ state: 'damaged', durationS: 8, gapS: 12 });
  });

  it('whose loss nobody would notice is whole', async () => {
    const name = await recorded(10, [['recordingFinished', { durationMs: 10_000, lostMs: 60 }]]);
    await collector(stereo(10)).collector.collect(name);
    expect(await rowOf(name)).toMatchObject({ state: 'ready', gapS: 0.06 });
  });

  it('that failed is looked for all the same, and missing only when nothing is there', async () => {
    const [kept, gone] = [
      await recorded(10, [['recordingFailed', { problem: 'disk' }]]),
      await recorded(10, [['recordingFailed', { problem: 'disk' }]]),
    ];
    await collector(stereo(10)).collector.collect(kept);
    expect(await rowOf(kept)).toMatchObject({ state: 'ready', durationS: 10 });
    await collector(undefined).collector.collect(gone);
    expect(await rowOf(gone)).toMatchObject({ state: 'missing' });
  });

  it.each([0, 0.06, 0.2, 0.9])('of a conversation of %s s is neither missing nor silent nor short', async (seconds) => {
    const none = await recorded(seconds, [['recordingFailed', { problem: 'no such channel' }]]);
    await collector(undefined).collector.collect(none);
    expect(await rowOf(none)).toBeUndefined();
    const empty = await recorded(seconds, []);
    await collector(Buffer.alloc(0)).collector.collect(empty);
    expect(await rowOf(empty)).toBeUndefined();
    const silent = await recorded(seconds, []);
    await collector(Buffer.concat([wavHeader({ format: 'alaw', channels: 2 }, 800), Buffer.alloc(1600, 0xd5)])).collector.collect(silent);
    expect(await rowOf(silent)).toMatchObject({ state: 'ready' });
  });

  it('of a longer one is missing or silent all the same', async () => {
    const none = await recorded(1.5, []);
    await collector(undefined).collector.collect(none);
    expect(await rowOf(none)).toMatchObject({ state: 'missing' });
    const silent = await recorded(1.5, []);
    await collector(Buffer.concat([wavHeader({ format: 'alaw', channels: 2 }, 12_000), Buffer.alloc(24_000, 0xd5)])).collector.collect(
      silent,
    );
    expect(await rowOf(silent)).toMatchObject({ state: 'silent' });
  });

  it('that an engine still makes is not taken half: the next sweep has it whole', async () => {
    const name = await recorded(10, []);
    await collector(stereo(3), false).collector.sweep();
    expect(await rowOf(name)).toMatchObject({ state: 'recording' });
    await collector(stereo(10)).collector.sweep();
    expect(await rowOf(name)).toMatchObject({ state: 'ready', durationS: 10 });
  });

  it('lies in folders that nobody else may enter', async () => {
    const name = await recorded(10, []);
    await collector(stereo(10)).collector.collect(name);
    const path = join(folder, (await rowOf(name))?.path ?? '');
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  });
});

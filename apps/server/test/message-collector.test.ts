import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { sine, wavHeader } from '@zuoxi/sound';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../../../packages/softswitch/test/media/tone-detector.ts';
import { freshDatabase } from '../../../tests/support/database.ts';
import { type Database, openDatabase } from '../src/db/index.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { MessageCollector } from '../src/modules/voicemail/index.ts';
import { voicemail } from '../src/modules/voicemail/tables.ts';

const SECOND = 8000;
const alaw = (samples: Int16Array) => Buffer.concat([wavHeader({ format: 'alaw', channels: 1 }, samples.length), encode(samples, 'PCMA')]);

/** What Asterisk stores under the name `wav`: 16 bit PCM, mono. */
function pcm(samples: Int16Array): Buffer {
  const header = wavHeader({ format: 'alaw', channels: 1 }, samples.length * 2);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(16, 34);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

let database: Database;
let tenantId: string;
let folder: string;
beforeAll(async () => {
  database = await openDatabase(await freshDatabase(), silentLogger);
  tenantId = await createTenant(database, 'collector', 'collector');
  folder = await mkdtemp(join(tmpdir(), 'zuoxi-messages-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** An engine that has these messages, until they are taken from it. */
function engineWith(stored: Map<string, Buffer>, isComplete = true) {
  return {
    isAvailable: true,
    isComplete,
    callControl: { world: { calls: new Map(), conferences: new Map() } },
    fetchRecording: async () => undefined,
    async fetchMessage(name: string) {
      const sound = stored.get(name);
      return sound && { sound, remove: async () => void stored.delete(name) };
    },
  };
}

async function left(minutesAgo = 0): Promise<string> {
  const name = `${systemIds.uuid()}-v1`;
  await database.system.insert(voicemail).values({
    id: systemIds.uuid(),
    tenantId,
    callId: systemIds.uuid(),
    queueId: systemIds.uuid(),
    queueName: 'q',
    queueNumber: '8700',
    customerNumber: '1380',
    startedAt: new Date(Date.now() - minutesAgo * 60_000),
    name,
    engine: 'e',
    state: 'recording',
  });
  return name;
}
const rowOf = async (name: string) => (await database.system.select().from(voicemail).where(eq(voicemail.name, name)))[0];
const collector = (engine: ReturnType<typeof engineWith>) =>
  new MessageCollector({ database, engine, folder, clock: systemClock, logger: silentLogger });

describe('a message', () => {
  it.each([
    ['of our softswitch', alaw],
    ['of Asterisk', pcm],
  ])('%s is kept as it is, measured, and only then deleted there', async (_engine, wav) => {
    const name = await left();
    const sound = wav(sine(700, 3 * SECOND));
    const stored = new Map([[name, sound]]);
    await collector(engineWith(stored)).collect(name);
    const row = await rowOf(name);
    expect(row).toMatchObject({ state: 'ready', durationS: 3, bytes: sound.length });
    expect((await readFile(join(folder, row?.path ?? ''))).equals(sound)).toBe(true);
    expect(stored.size).toBe(0);
  });

  it.each([
    ['shorter than a second', sine(700, SECOND / 2)],
    ['with nothing to hear', new Int16Array(3 * SECOND)],
  ])('%s is empty', async (_what, samples) => {
    const name = await left();
    await collector(engineWith(new Map([[name, pcm(samples)]]))).collect(name);
    expect(await rowOf(name)).toMatchObject({ state: 'empty' });
  });

  it('that no engine has is waited for, and given up when all engines are there and it is old', async () => {
    const [young, old] = [await left(1), await left(30)];
    await collector(engineWith(new Map(), false)).sweep();
    expect((await rowOf(old))?.state, 'an engine is away').toBe('recording');
    await collector(engineWith(new Map())).sweep();
    expect((await rowOf(old))?.state).toBe('missing');
    expect((await rowOf(young))?.state, 'it may be recorded still').toBe('recording');
    // What the event of its end did not reach, since the server was killed.
    const late = new Map([[young, alaw(sine(700, 2 * SECOND))]]);
    await collector(engineWith(late)).sweep();
    expect(await rowOf(young)).toMatchObject({ state: 'ready', durationS: 2 });
  });
});

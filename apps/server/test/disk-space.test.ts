import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Logger, silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../tests/support/database.ts';
import { hasSmallDisks, SmallDisk } from '../../../tests/support/small-disk.ts';
import { type Database, openDatabase } from '../src/db/index.ts';
import { recording as recordingTable } from '../src/modules/recordings/tables.ts';
import { DiskSpace } from '../src/modules/storage/disk-space.ts';
import { createTenant } from '../src/modules/tenants/index.ts';

const MB = 2 ** 20;
const DAY_MS = 24 * 3_600_000;

let database: Database;
let tenantId: string;
beforeAll(async () => {
  database = await openDatabase(await freshDatabase(), silentLogger);
  tenantId = await createTenant(database, 'disk', 'disk');
});
afterAll(async () => {
  await database.close();
});

describe.skipIf(!hasSmallDisks)('the disk of the recordings', () => {
  let disk: SmallDisk;
  let events: unknown[];
  const spaces: DiskSpace[] = [];
  beforeEach(() => {
    disk = SmallDisk.mount('8m');
    events = [];
  });
  afterEach(async () => {
    for (const space of spaces.splice(0)) space.stop();
    await database.system.delete(recordingTable);
    disk.unmount();
  });

  /** Keeps what is logged at a level that somebody reads. */
  const logger = (): Logger => {
    const note = (fields: object) => void events.push('event' in fields ? fields.event : undefined);
    const kept: Logger = { ...silentLogger, error: note, warn: note, child: () => kept };
    return kept;
  };
  function space(limits: { alarmMb: number; reserveMb: number }): DiskSpace {
    const made = new DiskSpace({
      database,
      folder: join(disk.folder, 'recordings'),
      alsoPrivate: [join(disk.folder, 'voicemail')],
      alarmBytes: limits.alarmMb * MB,
      reserveBytes: limits.reserveMb * MB,
      clock: systemClock,
      logger: logger(),
    });
    spaces.push(made);
    return made;
  }

  /** A recording of a megabyte. */
  async function recording(daysAgo: number): Promise<string> {
    const id = systemIds.uuid();
    const path = join('2026-11', `${id}.wav`);
    const file = join(disk.folder, 'recordings', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.alloc(MB, 1));
    await database.system.insert(recordingTable).values({
      id,
      tenantId,
      callId: systemIds.uuid(),
      name: id,
      startedAt: new Date(Date.now() - daysAgo * DAY_MS),
      state: 'ready',
      path,
      bytes: MB,
    });
    return id;
  }
  const stateOf = async (id: string) => (await database.system.select().from(recordingTable).where(eq(recordingTable.id, id)))[0]?.state;

  it('is measured, and its folders are closed to others', async () => {
    const watched = space({ alarmMb: 1, reserveMb: 0 });
    const registry = new Registry();
    watched.registerMetrics(registry);
    await watched.start();
    const text = await registry.metrics();
    expect(Number(/^zuoxi_disk_total_bytes (\d+)$/m.exec(text)?.[1])).toBe(8 * MB);
    expect(Number(/^zuoxi_disk_free_bytes (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(7 * MB);
    expect(text).toMatch(/^zuoxi_disk_low 0$/m);
    for (const folder of ['recordings', 'voicemail']) expect((await stat(join(disk.folder, folder))).mode & 0o777).toBe(0o700);
  });

  it('that fills is an alarm before it is full, once, and until there is room again', async () => {
    const watched = space({ alarmMb: 4, reserveMb: 0 });
    await watched.start();
    expect([watched.known.isLow, events]).toEqual([false, []]);
    const ids = [await recording(9), await recording(8), await recording(7), await recording(6), await recording(5)];
    await watched.now();
    await watched.now();
    expect([watched.known.isLow, events]).toEqual([true, ['disk.low']]);
    // Nobody wanted any to be deleted.
    expect(await Promise.all(ids.map(stateOf))).toEqual(ids.map(() => 'ready'));
  });

  it('is kept free by deleting the oldest recordings, if the operator wants that; those of the last day stay', async () => {
    const ids = [await recording(0.5), await recording(9), await recording(3), await recording(0.1), await recording(40)];
    const watched = space({ alarmMb: 0, reserveMb: 6 });
    await watched.start();
    expect(await Promise.all(ids.map(stateOf))).toEqual(['ready', 'removed', 'removed', 'ready', 'removed']);
    expect(watched.known.freeBytes).toBeGreaterThan(5 * MB);
    expect(events).toEqual(['recordings.removed']);
  });

  it('loses no more than is needed', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push(await recording(9 - n));
    const watched = space({ alarmMb: 0, reserveMb: 5 });
    await watched.start();
    expect(await Promise.all(ids.map(stateOf))).toEqual(['removed', 'ready', 'ready', 'ready']);
  });
});

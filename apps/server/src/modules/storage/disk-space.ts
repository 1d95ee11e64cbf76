import { chmod, mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '@zuoxi/contract';
import { type Clock, type Logger, PRIVATE_FOLDER, type Timer } from '@zuoxi/kit';
import { and, asc, eq, isNotNull, lt } from 'drizzle-orm';
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../../db/index.ts';
import { recording } from '../recordings/tables.ts';

const LOOK_MS = 15_000;
/** Of the oldest recordings so many are asked for at once. */
const BATCH = 50;
/** Whatever fills the disk: what was recorded since yesterday is not deleted for it. */
const YOUNGEST_MS = 24 * 3_600_000;

export interface DiskSpaceOptions {
  database: Database;
  /** Where recordings lie; the same disk has messages and, usually, all other data. */
  folder: string;
  /** Other folders with sounds of callers: closed to others at the start, as this one is. */
  alsoPrivate: readonly string[];
  /** Less free than this is told to the administrator. */
  alarmBytes: number;
  /** Less free than this deletes the oldest recordings; 0: none are. */
  reserveBytes: number;
  clock: Clock;
  logger: Logger;
}

/** How much room is left on the disk of the recordings: measured, told before it is gone, and kept free if the operator wants that. */
export class DiskSpace {
  readonly #options: DiskSpaceOptions;
  #state: Storage = { freeBytes: 0, totalBytes: 0, isLow: false };
  #looking: Promise<Storage> | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
  }

  /** As it was when it was looked last. */
  get known(): Storage {
    return this.#state;
  }

  /** Looks; all who ask meanwhile share one look. Rejects when the folder cannot be looked at. */
  now(): Promise<Storage> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  registerMetrics(registry: Registry): void {
    const figures = [
      ['zuoxi_disk_free_bytes', 'Free on the disk of the recordings', () => this.#state.freeBytes],
      ['zuoxi_disk_total_bytes', 'Size of the disk of the recordings', () => this.#state.totalBytes],
      ['zuoxi_disk_low', '1: less is free than the operator wants to be warned at', () => (this.#state.isLow ? 1 : 0)],
    ] as const;
    for (const [name, help, value] of figures) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(value());
        },
      });
    }
  }

  async start(): Promise<void> {
    for (const folder of [this.#options.folder, ...this.#options.alsoPrivate]) {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      // Also what was recorded before its files were closed to others.
      await chmod(folder, PRIVATE_FOLDER);
    }
    await this.#watch();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #watch(): Promise<void> {
    await this.now()
      .then(() => this.#makeRoom())
      .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'the free space of the disk could not be looked at'));
    if (!this.#stopped) this.#timer = this.#options.clock.setTimer(LOOK_MS, () => void this.#watch());
  }

  async #look(): Promise<Storage> {
    const { folder, alarmBytes, logger } = this.#options;
    const { bavail, blocks, bsize } = await statfs(folder);
    const was = this.#state.isLow;
    this.#state = { freeBytes: bavail * bsize, totalBytes: blocks * bsize, isLow: bavail * bsize < alarmBytes };
    const { freeBytes, isLow } = this.#state;
    const freeMb = Math.floor(freeBytes / 2 ** 20);
    if (isLow && !was) logger.error({ folder, freeMb, event: 'disk.low' }, 'the disk of the recordings is nearly full');
    if (!isLow && was) logger.info({ folder, freeMb }, 'the disk of the recordings has room again');
    return this.#state;
  }

  /** The oldest recordings go first, until as much is free as the operator wants. Their rows stay: that they were made is history. */
  async #makeRoom(): Promise<void> {
    const { reserveBytes, folder, logger } = this.#options;
    if (reserveBytes === 0) return;
    let removed = 0;
    while (!this.#stopped && this.#state.freeBytes < reserveBytes) {
      const oldest = await this.#oldest();
      if (oldest.length === 0) break;
      for (const { id, path } of oldest) {
        if (this.#stopped || this.#state.freeBytes >= reserveBytes) break;
        await rm(join(folder, path ?? ''), { force: true });
        await this.#options.database.system.update(recording).set({ state: 'removed', path: null }).where(eq(recording.id, id));
        removed++;
        await this.now();
      }
    }
    if (removed > 0) logger.warn({ removed, event: 'recordings.removed' }, 'the oldest recordings were deleted to keep the disk free');
  }

  #oldest(): Promise<{ id: string; path: string | null }[]> {
    const { id, path, startedAt } = recording;
    const before = new Date(this.#options.clock.now() - YOUNGEST_MS);
    return this.#options.database.system
      .select({ id, path })
      .from(recording)
      .where(and(isNotNull(path), lt(startedAt, before)))
      .orderBy(asc(startedAt))
      .limit(BATCH);
  }
}

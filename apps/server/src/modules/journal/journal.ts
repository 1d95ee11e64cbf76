import { type Changed, changedRows, type Fact, type World } from '@zuoxi/callcontrol';
import { Emitter, type Ids, type Logger, type SteadyClock } from '@zuoxi/kit';
import type { Entry } from '../../platform/facts/index.ts';
import type { FactSpool } from './fact-spool.ts';
import type { Batch, FactStore } from './fact-store.ts';

export interface JournalEvents {
  /** These are in the log now, in order. */
  stored: readonly Fact[];
}

/** What is not in the database yet. */
export interface Backlog {
  facts: number;
  /** How long the oldest of them has waited, in seconds; 0 when none waits. */
  seconds: number;
}

/** While the database is away: a try so often, a longer pause after each. */
const RETRY_MS = [500, 1000, 1000, 2000, 5000] as const;
const MOST_PER_BATCH = 500;
/** At the end of the process the database is waited for so long; the rest goes to the disk. */
const LAST_TRY_MS = 5000;

const LAST_WORD_MS = 1000;
/** A database that takes longer stands still, perhaps: what waits is written to the disk before its answer is known. */
const STALL_MS = 2000;

const KINDS = ['agents', 'calls', 'queues', 'callbacks', 'conferences'] as const;

const noneDirty = () => ({
  agents: new Set<string>(),
  calls: new Set<string>(),
  queues: new Set<string>(),
  callbacks: new Set<string>(),
  conferences: new Set<string>(),
});

/**
 * Stores the facts of call control, in order and once each, and keeps the live state, both in one transaction a batch; what is made of facts
 * is made by consumers, which are given a hint after the commit. The telephone never waits for any of it.
 *
 *            append, touch                     stored
 *   memory ────────────────▶ FactStore ─────────────────▶ consumers
 *      │                         ▲
 *      └──database away──▶ disk ─┘ (oldest first; memory waits until the disk is empty)
 */
export class Journal extends Emitter<JournalEvents> {
  readonly #store: FactStore;
  readonly #spool: FactSpool;
  readonly #clock: SteadyClock;
  readonly #ids: Ids;
  readonly #logger: Logger;
  readonly #world: World;
  #entries: Entry[] = [];
  #dirty = noneDirty();
  /** What the attempt under way stores of the live state. */
  #inFlight = noneDirty();
  #running: Promise<void> | undefined;
  /** Monotonic ms: since when something waits. */
  #waitingSince: number | undefined;
  #failures = 0;
  #stopping = false;
  #wakeUp: (() => void) | undefined;

  constructor(options: { store: FactStore; spool: FactSpool; clock: SteadyClock; ids: Ids; logger: Logger; world: World }) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of the journal threw'));
    this.#store = options.store;
    this.#spool = options.spool;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#logger = options.logger;
    this.#world = options.world;
  }

  append(facts: readonly Fact[]): void {
    for (const fact of facts) this.#entries.push({ id: this.#ids.uuid(), fact, wallAt: this.#clock.wallTime(fact.at) });
    this.#wake();
  }

  touch(changed: Changed): void {
    for (const kind of KINDS) for (const id of changed[kind]) this.#dirty[kind].add(id);
    this.#wake();
  }

  get backlog(): Backlog {
    const facts = this.#entries.length + this.#spool.waiting;
    const seconds = this.#waitingSince === undefined ? 0 : (this.#clock.monotonic() - this.#waitingSince) / 1000;
    return { facts, seconds };
  }

  /** Resolves when everything appended so far is stored: true; or after `limitMs`, when the database is away: false. */
  async flushed(limitMs = LAST_TRY_MS): Promise<boolean> {
    const until = this.#clock.monotonic() + limitMs;
    while (this.#running) {
      const left = until - this.#clock.monotonic();
      if (left <= 0) return false;
      const limit = Promise.withResolvers<void>();
      const timer = this.#clock.setTimer(left, limit.resolve);
      await Promise.race([this.#running, limit.promise]);
      timer.cancel();
    }
    return true;
  }

  /** The last facts are stored, or are on the disk for the next start. */
  async close(): Promise<void> {
    if (await this.flushed()) return;
    this.#stopping = true;
    this.#wakeUp?.();
    // A statement that never comes back is not waited for: what it stored is stored again, and changes nothing.
    await this.flushed(LAST_WORD_MS);
    await this.#toDisk();
  }

  #wake(): void {
    if (this.#stopping) return;
    this.#waitingSince ??= this.#clock.monotonic();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isIdle()) this.#waitingSince = undefined;
      else this.#wake();
    });
  }

  #isIdle(): boolean {
    return this.#spool.isEmpty && this.#entries.length === 0 && KINDS.every((kind) => this.#dirty[kind].size === 0);
  }

  async #run(): Promise<void> {
    // One turn of the event loop gathers what belongs together into one transaction.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const stalled = this.#clock.setTimer(STALL_MS, () => void this.#toDisk());
    try {
      await (this.#spool.isEmpty ? this.#fromMemory() : this.#fromDisk());
      if (this.#failures > 0) this.#logger.info({ waiting: this.backlog.facts }, 'facts are stored again');
      this.#failures = 0;
    } catch (error) {
      this.#logger.error({ err: error, waiting: this.backlog.facts }, 'facts could not be stored; trying again');
      stalled.cancel();
      await this.#toDisk();
      const pause = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 0;
      await this.#sleep(pause);
    } finally {
      stalled.cancel();
    }
  }

  async #fromMemory(): Promise<void> {
    const entries = this.#entries.slice(0, MOST_PER_BATCH);
    const dirty = this.#dirty;
    this.#dirty = noneDirty();
    this.#inFlight = dirty;
    try {
      const { facts } = await this.#store.store({ entries, live: changedRows(this.#world, dirty) });
      this.#forget(entries);
      this.emit('stored', facts);
      // What comes later is younger.
      this.#waitingSince = this.#clock.monotonic();
    } catch (error) {
      for (const kind of KINDS) for (const id of dirty[kind]) this.#dirty[kind].add(id);
      throw error;
    } finally {
      this.#inFlight = noneDirty();
    }
  }

  /** They are in the database or on the disk. */
  #forget(entries: readonly Entry[]): void {
    const gone = new Set(entries.map(({ id }) => id));
    this.#entries = this.#entries.filter(({ id }) => !gone.has(id));
  }

  async #fromDisk(): Promise<void> {
    const oldest = await this.#spool.oldest();
    if (!oldest) return;
    for (const batch of inParts(oldest.batch)) this.emit('stored', (await this.#store.store(batch)).facts);
    await oldest.done();
  }

  /**
   * What waits in memory, with what an attempt under way would store: stored twice it changes nothing. A disk that refuses leaves it in
   * memory.
   */
  async #toDisk(): Promise<void> {
    const entries = [...this.#entries];
    const dirty = this.#dirty;
    this.#dirty = noneDirty();
    const live = [...changedRows(this.#world, this.#inFlight), ...changedRows(this.#world, dirty)];
    try {
      await this.#spool.append({ entries, live });
      this.#forget(entries);
      // The attempt under way may have come to its end before the file did, and found nothing to go on with.
      if (!this.#isIdle()) this.#wake();
    } catch (error) {
      for (const kind of KINDS) for (const id of dirty[kind]) this.#dirty[kind].add(id);
      this.#logger.error({ err: error, waiting: entries.length }, 'waiting facts could not be written to the disk; they stay in memory');
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stopping) return;
    const over = Promise.withResolvers<void>();
    const timer = this.#clock.setTimer(ms, over.resolve);
    this.#wakeUp = over.resolve;
    await over.promise;
    timer.cancel();
    this.#wakeUp = undefined;
  }
}

/** The live state goes with the last part: it is what the world was after all of them. */
export function inParts({ entries, live }: Batch): Batch[] {
  const parts = Math.max(1, Math.ceil(entries.length / MOST_PER_BATCH));
  return Array.from({ length: parts }, (_, index) => ({
    entries: entries.slice(index * MOST_PER_BATCH, (index + 1) * MOST_PER_BATCH),
    live: index === parts - 1 ? live : [],
  }));
}

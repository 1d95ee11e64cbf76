import type { Fact } from '@zuoxi/callcontrol';
import type { Clock, Logger, Timer } from '@zuoxi/kit';
import { and, eq, sql } from 'drizzle-orm';
import { Attempts, type Database, isDatabaseAway, type TenantDb } from '../../db/index.ts';
import type { Consumer } from './consumer.ts';
import { factById, factsOfCallOf, type LoggedFact, readFacts } from './log.ts';
import { setAsideRow } from './set-aside.ts';
import { deadLettersOf } from './standing.ts';
import { factCursor, setAsideFact } from './tables.ts';

/** Of one consumer, over all call centres. */
export interface ConsumerState {
  name: string;
  /** How long the oldest fact waits that it has not handled, in seconds; 0 when none waits. */
  lagSeconds: number;
  /** Facts that it could not take and that nobody has run again yet; as it was looked at last. */
  deadLetters: number;
}

/** One consumer and one call centre for which there may be something to do. */
interface Work {
  consumer: Consumer;
  tenantId: string;
  /** `pausing`: it failed and is tried again after a while. */
  state: 'queued' | 'running' | 'pausing';
  /** There is more than was read. */
  again: boolean;
  /** Epoch ms: when the oldest fact that waits was heard of, or happened. */
  waitingSince: number;
  failures: number;
  /** Facts that are tried one by one. */
  attempts: Attempts;
  pause: Timer | undefined;
}

const MOST_PER_BATCH = 500;
/** One by one, each fact takes several statements. */
const MOST_ONE_BY_ONE = 100;
/** Call centres that one consumer serves at the same time: one that waits for a lock does not stop the others. */
const MOST_AT_ONCE = 2;
/** A pause so long after each failure in a row. */
const RETRY_MS = [500, 1000, 2000, 5000, 10_000, 30_000] as const;
/** So often cursors and log are compared, for hints that never came. */
const LOOK_MS = 5_000;
/** At the end of the process what is under way has so long. */
const LAST_WORD_MS = 3_000;

/** Past these something is wrong that does not pass by itself. */
const MOST_LAG_S = 30;
const MOST_DEAD_LETTERS = 100;

/**
 * Runs what is made of facts.
 *
 *   journal commits ──hint──▶ queue of (consumer, call centre) ──▶ one transaction: cursor locked → facts read → handled → cursor moved
 *   start, every 5 s ──look──▶       ▲                                  │ refused: each fact in a savepoint of its own; what is
 *                                    └──────── pause, longer each time ◀┘ refused for its content is set aside, the others go on
 *
 * The lock of the cursor's row lets one transaction at a time handle a call centre's facts for a consumer, whichever process it is in, and
 * handler and cursor commit together: each fact takes effect exactly once. Whatever was not committed when a process ended is read again.
 */
export class Consumers {
  readonly #database: Database;
  readonly #consumers: Consumer[] = [];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #works = new Map<string, Work>();
  readonly #queues = new Map<string, Work[]>();
  readonly #running = new Map<string, number>();
  readonly #whenDone = new Set<() => void>();
  #deadLetters = new Map<string, number>();
  #look: Timer | undefined;
  #stopping = false;

  constructor(options: { database: Database; consumers: readonly Consumer[]; clock: Clock; logger: Logger }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.add(options.consumers);
  }

  /** Before the start: the modules that declare them may themselves need this. */
  add(consumers: readonly Consumer[]): void {
    this.#consumers.push(...consumers);
    if (new Set(this.names).size !== this.#consumers.length) throw new Error('two consumers have the same name');
  }

  get names(): string[] {
    return this.#consumers.map(({ name }) => name);
  }

  /** These were just committed. */
  hint(facts: readonly Fact[]): void {
    const byTenant = Map.groupBy(facts, ({ tenantId }) => tenantId);
    for (const [tenantId, those] of byTenant) {
      const types = new Set<string>(those.map(({ type }) => type));
      for (const consumer of this.#consumers) if (consumer.factTypes.some((type) => types.has(type))) this.#mark(consumer, tenantId);
    }
  }

  /** Looks at all cursors, now and every few seconds. */
  start(): void {
    if (this.#stopping) return;
    void this.#lookNow()
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'the cursors of the consumers could not be looked at'))
      .finally(() => {
        if (!this.#stopping) this.#look = this.#clock.setTimer(LOOK_MS, () => this.start());
      });
  }

  /** What is under way is committed or rolled back; the rest stands in the log for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#look?.cancel();
    for (const [key, work] of this.#works) {
      work.pause?.cancel();
      if (work.state !== 'running') this.#works.delete(key);
    }
    await this.#gone(() => this.#works.size === 0, LAST_WORD_MS);
  }

  /** True when everything that is in the log now was handled or set aside; false after `limitMs`. */
  async settled(limitMs = 5_000): Promise<boolean> {
    await this.#lookNow();
    return this.#gone(() => this.#works.size === 0, limitMs);
  }

  /** The same for one consumer and one call centre: whoever is about to read what was just changed waits for it. */
  async caughtUp(name: string, tenantId: string, limitMs = 2_000): Promise<boolean> {
    const consumer = this.#consumers.find((one) => one.name === name);
    if (!consumer) throw new Error(`there is no consumer ${name}`);
    this.#mark(consumer, tenantId);
    return this.#gone(() => !this.#works.has(`${name}/${tenantId}`), limitMs);
  }

  states(): ConsumerState[] {
    const now = this.#clock.now();
    return this.#consumers.map(({ name }) => {
      const waiting = [...this.#works.values()].filter((work) => work.consumer.name === name);
      const oldest = waiting.reduce((since, work) => Math.min(since, work.waitingSince), now);
      return { name, lagSeconds: (now - oldest) / 1000, deadLetters: this.#deadLetters.get(name) ?? 0 };
    });
  }

  /** For `/readyz`: one sentence, or undefined when all goes well. */
  problem(): string | undefined {
    const sentences = this.states().flatMap(({ name, lagSeconds, deadLetters }) => {
      if (lagSeconds > MOST_LAG_S) return [`what is made of facts is late: ${name} by ${Math.round(lagSeconds)} s`];
      return deadLetters > MOST_DEAD_LETTERS ? [`${deadLetters} facts are set aside for ${name}`] : [];
    });
    return sentences.length > 0 ? sentences.join('; ') : undefined;
  }

  /**
   * Handles one that was set aside again, in the caller's transaction. Rejects when it is refused again. Gives what is to be called after
   * the commit.
   */
  async runAgain(db: TenantDb, name: string, { tenantId, stream, factId }: { tenantId: string; stream: Fact['stream']; factId: string }) {
    const consumer = this.#consumers.find((one) => one.name === name);
    if (!consumer) throw new Error(`there is no consumer ${name} any more`);
    await this.#lockedCursor(db, consumer, tenantId);
    const fact = await factById(db, stream, factId);
    if (!fact) throw new Error('the fact is not in the log');
    await consumer.handle(db, [fact]);
    return () => this.#tell(consumer, [fact]);
  }

  /** A fact of that call has come late: what was made of the whole call is made again, in the caller's transaction. */
  async cameLate(db: TenantDb, { tenantId, callId }: { tenantId: string; callId: string }) {
    const told: (() => void)[] = [];
    for (const consumer of this.#consumers) {
      if (!consumer.wholeCallAt) continue;
      await this.#lockedCursor(db, consumer, tenantId);
      const facts = await factsOfCallOf(db, callId, consumer.wholeCallAt);
      if (facts.length === 0) continue;
      await consumer.handle(db, facts);
      told.push(() => this.#tell(consumer, facts));
    }
    return () => {
      for (const tell of told) tell();
    };
  }

  async #lookNow(): Promise<void> {
    if (!this.#database.isUp) return;
    const { rows } = await this.#database.system.execute<{ consumer: string; tenant: string }>(sql`
      select name as consumer, l.tenant_id as tenant
      from fact_log l cross join unnest(string_to_array(${this.names.join(',')}, ',')) as name
      left join fact_cursor c on c.consumer = name and c.tenant_id = l.tenant_id
      where coalesce(c.seq, 0) < l.last`);
    for (const { consumer: name, tenant } of rows) {
      const consumer = this.#consumers.find((one) => one.name === name);
      if (consumer) this.#mark(consumer, tenant);
    }
    this.#deadLetters = await deadLettersOf(this.#database.system);
  }

  #mark(consumer: Consumer, tenantId: string): void {
    if (this.#stopping) return;
    const key = `${consumer.name}/${tenantId}`;
    const known = this.#works.get(key);
    if (known) {
      known.again = true;
      return;
    }
    const work: Work = {
      consumer,
      tenantId,
      state: 'queued',
      again: false,
      waitingSince: this.#clock.now(),
      failures: 0,
      attempts: new Attempts(),
      pause: undefined,
    };
    this.#works.set(key, work);
    this.#queue(work);
  }

  #queue(work: Work): void {
    const { name } = work.consumer;
    work.state = 'queued';
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push(work);
    this.#pump(name);
  }

  #pump(name: string): void {
    const queue = this.#queues.get(name) ?? [];
    while (!this.#stopping && (this.#running.get(name) ?? 0) < MOST_AT_ONCE) {
      const work = queue.shift();
      if (!work) return;
      work.state = 'running';
      this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
      void this.#run(work).finally(() => {
        this.#running.set(name, (this.#running.get(name) ?? 1) - 1);
        this.#pump(name);
      });
    }
  }

  async #run(work: Work): Promise<void> {
    work.again = false;
    try {
      const last = await this.#batch(work);
      work.failures = 0;
      if (last) work.waitingSince = last;
      else if (work.again) work.waitingSince = this.#clock.now();
      if (last || work.again) this.#next(work);
      else this.#done(work);
    } catch (error) {
      const { consumer, tenantId } = work;
      if (work.failures === 0 || !isDatabaseAway(error)) {
        this.#logger.warn({ err: error, consumer: consumer.name, tenantId }, 'facts could not be handled; trying again');
      }
      const pause = RETRY_MS[Math.min(work.failures++, RETRY_MS.length - 1)] ?? 0;
      work.state = 'pausing';
      if (this.#stopping) this.#done(work);
      else work.pause = this.#clock.setTimer(pause, () => this.#queue(work));
    }
  }

  #next(work: Work): void {
    if (this.#stopping) this.#done(work);
    else this.#queue(work);
  }

  #done(work: Work): void {
    this.#works.delete(`${work.consumer.name}/${work.tenantId}`);
    for (const look of this.#whenDone) look();
  }

  /** Gives when the last of them happened (epoch ms) while there may be more, undefined at the end of the log. */
  async #batch(work: Work): Promise<number | undefined> {
    const { consumer, tenantId } = work;
    let read: Read;
    try {
      read = await this.#database.consuming(tenantId, async (db) => {
        const found = await this.#read(db, work, MOST_PER_BATCH);
        if (found.facts.length > 0) await consumer.handle(db, found.facts);
        await this.#move(db, work, found);
        return found;
      });
    } catch (error) {
      if (isDatabaseAway(error) || !this.#database.isUp) throw error;
      this.#logger.warn({ err: error, consumer: consumer.name, tenantId }, 'facts were not handled together; each is tried by itself');
      read = await this.#oneByOne(work);
    }
    if (read.facts.length > 0) this.#tell(consumer, read.facts);
    return read.isEnd ? undefined : read.lastAt;
  }

  async #oneByOne(work: Work): Promise<Read> {
    const { consumer, tenantId, attempts } = work;
    return this.#database.consuming(tenantId, async (db) => {
      const found = await this.#read(db, work, MOST_ONE_BY_ONE);
      const handled: LoggedFact[] = [];
      for (const fact of found.facts) {
        const refused = await attempts.refusal(db, fact.id, (inner) => consumer.handle(inner, [fact]));
        if (refused === undefined) handled.push(fact);
        else await this.#setAside(db, consumer, fact, refused);
      }
      await this.#move(db, work, found);
      attempts.forget();
      return { ...found, facts: handled };
    });
  }

  async #setAside(db: TenantDb, { name }: Consumer, fact: LoggedFact, error: string): Promise<void> {
    const row = setAsideRow(name, { ...fact, at: fact.wall(fact.fact.at) }, error);
    const { type, subjectId } = row;
    this.#logger.error({ consumer: name, fact: type, subjectId, problem: error }, 'a consumer could not take a fact; it was set aside');
    await db.insert(setAsideFact).values(row).onConflictDoNothing();
    this.#deadLetters.set(name, (this.#deadLetters.get(name) ?? 0) + 1);
  }

  async #read(db: TenantDb, { consumer, tenantId }: Work, limit: number): Promise<Read> {
    const { seq, last } = await this.#lockedCursor(db, consumer, tenantId);
    if (last <= seq) return { facts: [], isEnd: true, to: seq, lastAt: undefined };
    const facts = await readFacts(db, { tenantId, types: consumer.factTypes, after: seq, until: last, limit });
    const newest = facts.at(-1);
    const isEnd = facts.length < limit || newest === undefined;
    return { facts, isEnd, to: isEnd ? last : newest.seq, lastAt: newest?.wall(newest.fact.at).getTime() };
  }

  /** Waits for whoever handles the same facts: another transaction of this process, of an older one, or a rebuild. */
  async #lockedCursor(db: TenantDb, { name }: Consumer, tenantId: string): Promise<{ seq: number; last: number }> {
    const look = async () => {
      const { rows } = await db.execute<{ seq: string; last: string | null }>(sql`
        select seq, (select last from fact_log where tenant_id = ${tenantId}) as last
        from fact_cursor where consumer = ${name} and tenant_id = ${tenantId} for update of fact_cursor`);
      return rows[0] && { seq: Number(rows[0].seq), last: Number(rows[0].last ?? 0) };
    };
    const known = await look();
    if (known) return known;
    await db.insert(factCursor).values({ consumer: name, tenantId, seq: 0 }).onConflictDoNothing();
    return (await look()) ?? { seq: 0, last: 0 };
  }

  async #move(db: TenantDb, { consumer, tenantId }: Work, { to }: Read): Promise<void> {
    await db
      .update(factCursor)
      .set({ seq: to })
      .where(and(eq(factCursor.consumer, consumer.name), eq(factCursor.tenantId, tenantId)));
  }

  #tell(consumer: Consumer, facts: readonly LoggedFact[]): void {
    try {
      consumer.committed?.(facts);
    } catch (error) {
      this.#logger.error({ err: error, consumer: consumer.name }, 'what follows the handling of facts threw');
    }
  }

  async #gone(isGone: () => boolean, limitMs: number): Promise<boolean> {
    if (isGone()) return true;
    const over = Promise.withResolvers<boolean>();
    const look = () => isGone() && over.resolve(true);
    const timer = this.#clock.setTimer(limitMs, () => over.resolve(false));
    this.#whenDone.add(look);
    const result = await over.promise;
    this.#whenDone.delete(look);
    timer.cancel();
    return result;
  }
}

interface Read {
  facts: LoggedFact[];
  /** All of the log was read. */
  isEnd: boolean;
  /** The new place of the cursor. */
  to: number;
  lastAt: number | undefined;
}

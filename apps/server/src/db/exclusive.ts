import { hostname } from 'node:os';
import type { Logger } from '@zuoxi/kit';
import type pg from 'pg';
import { isDatabaseAway } from './database-errors.ts';
import { createClient, type Limits } from './pools.ts';
import { DatabaseRefusal, FencedError } from './refusal.ts';

/** Of the advisory lock that says "this database has a server"; the first half spells Zuox. */
const LOCK = [0x5a756f78, 1] as const;
/** The connection of a server that was killed a moment ago may not have ended yet. */
const TAKE_OVER_MS = 8_000;
const LOOK_AGAIN_MS = 250;
/** The database notices within so long that the host of a server is gone without a word, and gives the lock free. */
const KEEPALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=15000';
/** A lock is given up before its statement is: the two are told apart. */
const LIMITS: Limits = { connectMs: 3_000, statementMs: 2_500, lockMs: 2_000, answerMs: 4_000 };
const PAUSES_MS = [50, 100, 250, 500, 1000] as const;
/** Whoever wants to write waits so long for a lock that was lost. */
const PATIENCE_MS = 5_000;

export interface ExclusiveOptions {
  url: string;
  logger: Logger;
  /** Another server has the database now: this one has to end. Called once. */
  onFenced: (error: FencedError) => void;
}

/**
 * One server per database. Two things say so: a lock that ends with its connection, so that nobody else starts while this one
 * lives; and a number, counted up at every start, that every writing transaction compares (`Database.fenced`), so that a server that was
 * thought dead cannot write once another has begun. When the lock's connection breaks it is taken again, and nothing is written meanwhile.
 */
export class Exclusive {
  readonly #options: ExclusiveOptions;
  #client: pg.Client | undefined;
  #epoch = 0;
  #closed = false;
  #isUp = true;
  #fenced: FencedError | undefined;
  #retaking: Promise<void> | undefined;

  private constructor(options: ExclusiveOptions) {
    this.#options = options;
  }

  /** Takes the lock, before anything else is done in the database. Throws a `DatabaseRefusal` when another server has it. */
  static async take(options: ExclusiveOptions): Promise<Exclusive> {
    const exclusive = new Exclusive(options);
    const client = await exclusive.#connect();
    try {
      const until = performance.now() + TAKE_OVER_MS;
      while (!(await tryLock(client))) {
        if (performance.now() > until) throw new DatabaseRefusal(await takenSentence(client));
        await pause(LOOK_AGAIN_MS);
      }
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    exclusive.#hold(client);
    return exclusive;
  }

  /** From now on this server's is the only one that writes. After the migrations. */
  async beginEpoch(): Promise<void> {
    const { rows } = await this.#connected().query<{ epoch: string }>(
      'update installation.server set epoch = epoch + 1, started_at = now(), host = $1, pid = $2 returning epoch',
      [hostname(), process.pid],
    );
    this.#epoch = Number(rows[0]?.epoch);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The connection that holds the lock, for what has to be done under it while the server starts. */
  get client(): pg.Client {
    return this.#connected();
  }

  /** Resolves when the lock is held; rejects when it was not to be had again in time, or another server has the database. */
  async held(): Promise<void> {
    if (this.#fenced) throw this.#fenced;
    if (this.#client) return;
    const limit = pause(PATIENCE_MS).then(() => {
      throw new Error('the database does not answer: the lock of this server is not held');
    });
    await Promise.race([this.#retaking, limit]);
    if (this.#fenced) throw this.#fenced;
  }

  /** False from a failed `check` until one succeeds, or the lock is held again. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether the database answers and this server has it, asked on the lock's own connection: no busy pool makes it wait. */
  async check(): Promise<string | undefined> {
    const why = await this.#ask();
    this.#isUp = why === undefined;
    return why;
  }

  async #ask(): Promise<string | undefined> {
    if (this.#fenced) return this.#fenced.message;
    if (!this.#client) return 'the database does not answer';
    try {
      const { rows } = await this.#client.query<{ epoch: string }>('select epoch from installation.server');
      this.compare(Number(rows[0]?.epoch));
      return undefined;
    } catch (error) {
      return error instanceof FencedError ? error.message : 'the database does not answer';
    }
  }

  /** Throws when the epoch that stands in the database is not ours. */
  compare(epoch: number): void {
    if (epoch === this.#epoch) return;
    if (!this.#fenced) {
      this.#fenced = new FencedError(
        'Another Zuoxi server has taken over the database of this one; this server ends. One server per database: end the other one, or use another database.',
      );
      this.#options.onFenced(this.#fenced);
    }
    throw this.#fenced;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
    await this.#retaking;
  }

  #connected(): pg.Client {
    if (!this.#client) throw new DatabaseRefusal('The database does not answer. Check DATABASE_URL.', { isTemporary: true });
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    const client = createClient(this.#options.url, LIMITS, KEEPALIVE);
    await client.connect();
    return client;
  }

  #hold(client: pg.Client): void {
    this.#client = client;
    this.#isUp = true;
    client.once('end', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#options.logger.warn({}, 'the database connection that holds the lock of this server was lost');
      this.#retaking ??= this.#retake().finally(() => {
        this.#retaking = undefined;
      });
    });
  }

  async #retake(): Promise<void> {
    for (let attempt = 0; !this.#closed && !this.#fenced; attempt++) {
      await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 1000);
      let client: pg.Client | undefined;
      try {
        client = await this.#connect();
        const isOurs = await tryLock(client);
        const { rows } = await client.query<{ epoch: string }>('select epoch from installation.server');
        if (this.#epoch > 0) this.compare(Number(rows[0]?.epoch));
        if (isOurs && !this.#closed) {
          this.#hold(client);
          this.#options.logger.info({}, 'the lock of this server is held again');
          return;
        }
      } catch (error) {
        if (error instanceof FencedError) return void (await client?.end().catch(() => {}));
        if (!isDatabaseAway(error)) this.#options.logger.warn({ err: error }, 'the lock of this server could not be taken again');
      }
      await client?.end().catch(() => {});
    }
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [...LOCK]);
  return rows[0]?.held === true;
}

async function takenSentence(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ since: Date | null; address: string | null }>(
    `select a.backend_start as since, host(a.client_addr) as address from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.granted and l.database = (select oid from pg_database where datname = current_database())`,
    [...LOCK],
  );
  const { since, address } = rows[0] ?? {};
  const who = [since ? `since ${since.toISOString()}` : '', address ? `from ${address}` : ''].filter((part) => part !== '').join(', ');
  return `Another Zuoxi server works with this database${who ? ` (${who})` : ''}. One server per database: end that one, or use another database.`;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

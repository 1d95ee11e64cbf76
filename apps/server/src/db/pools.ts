import type { Logger } from '@zuoxi/kit';
import pg from 'pg';

/** How long whoever asks waits, in milliseconds. Nothing that asks the database waits without an end. */
export interface Limits {
  /** For a connection: a new one, or one of the pool's. */
  connectMs: number;
  /** For one statement, kept by the database. */
  statementMs: number;
  /** For a lock of another transaction, kept by the database. */
  lockMs: number;
  /** For one answer, kept by us: a database that stands still keeps no limits. Undefined: none (a migration may take long). */
  answerMs: number | undefined;
}

/** A transaction whose owner does nothing for so long is ended by the database. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * A connection whose answer does not come in time is cut off: what else was asked on it (a rollback above all) fails at once, and
 * no one else gets it from the pool.
 */
class LimitedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // A connection that breaks while it is used tells so twice: to whoever asked, and here. Without a listener the second would end the process.
    this.on('error', () => {});
    const query = this.query;
    const cutOff = (error: unknown): void => {
      if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy(error);
    };
    // `query` has many shapes; only that of a promise is looked at, and handed on as it is.
    const limited = (...parameters: unknown[]): unknown => {
      const result: unknown = Reflect.apply(query, this, parameters);
      if (result instanceof Promise) result.catch(cutOff);
      return result;
    };
    Object.defineProperty(this, 'query', { value: limited });
  }
}

function configOf(url: string, limits: Limits): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'zuoxi',
    // A host that is gone without a word is noticed.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(limits.answerMs === undefined ? {} : { query_timeout: limits.answerMs }),
  };
}

export function createPool(url: string, max: number, limits: Limits, logger: Logger): pg.Pool {
  const pool = new pg.Pool({ ...configOf(url, limits), max, Client: LimitedClient });
  // An idle connection that breaks (database restarted) is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'a database connection was lost'));
  return pool;
}

/** One connection of its own. `options`: settings of the session, `-c name=value`. */
export function createClient(url: string, limits: Limits, options?: string): pg.Client {
  return new LimitedClient({ ...configOf(url, limits), ...(options ? { options } : {}) });
}

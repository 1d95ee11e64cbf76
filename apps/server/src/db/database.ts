import type { ErrorCode } from '@zuoxi/contract';
import { DomainError, type Logger } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { Exclusive } from './exclusive.ts';
import { migrateDatabase, refuseNewer } from './migrating.ts';
import { createPool, type Limits } from './pools.ts';
import { DatabaseRefusal, type FencedError, refusalOf } from './refusal.ts';
import { appLogin, checkLogin, checkRestored, makeAppRole } from './roles.ts';
import { ensureTokenIndexes } from './token-operators.ts';

export type Db = NodePgDatabase;
/** A transaction within one tenant. */
export type TenantDb = Parameters<Parameters<Db['transaction']>[0]>[0];

export interface PoolFigures {
  name: 'system' | 'fenced' | 'tenant' | 'urgent' | 'consumers';
  /** Connections, those of them that nobody uses, and how many ask for one. */
  total: number;
  idle: number;
  waiting: number;
}

/**
 * The ways in. `tenant(id, work)` runs in a transaction that PostgreSQL itself confines to one tenant (row-level security; the
 * server logs in for it as a role that owns nothing and can become no other). `system` is for the few places that serve all tenants:
 * sign-in, the directory of call control, housekeeping; its role owns the tables.
 */
export interface Database {
  system: Db;
  /**
   * A transaction that is only carried out while this server is the one of the database: what call control did is written with it.
   * Rejects with a `FencedError` once another server has begun.
   */
  fenced<T>(work: (db: TenantDb) => Promise<T>): Promise<T>;
  /** Throws `database.unavailable` at once while the database is known not to answer. */
  tenant<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>;
  /** The same, with connections of its own and short limits, for what somebody on the telephone waits for: lists never take them away. */
  urgent<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>;
  /** The same, with connections of its own, for what is made of facts: neither waits for lists nor takes anything from them. */
  consuming<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>;
  /** As the application's role, without any tenant: sees nothing. For the test that forgets the tenant. */
  withoutTenant: Db;
  /** Undefined: the database answers, and this server has it. Else why not. */
  check(): Promise<string | undefined>;
  /** False from a failed `check` until the database answers again. */
  readonly isUp: boolean;
  pools(): PoolFigures[];
  /** Waits for what is under way, but not for a database that does not answer. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** Another server has the database now: this one has to end. Called once. */
  onFenced?: (error: FencedError) => void;
}

const SYSTEM: Limits = { connectMs: 5_000, statementMs: 15_000, lockMs: 5_000, answerMs: 20_000 };
/** The journal writes in batches, and repeats what failed. */
const FENCED: Limits = { connectMs: 5_000, statementMs: 30_000, lockMs: 10_000, answerMs: 40_000 };
const TENANT: Limits = { connectMs: 4_000, statementMs: 8_000, lockMs: 4_000, answerMs: 10_000 };
const URGENT: Limits = { connectMs: 1_500, statementMs: 2_000, lockMs: 1_000, answerMs: 3_000 };
/** Many facts may be handled in one transaction. */
const CONSUMING: Limits = { connectMs: 10_000, statementMs: 15_000, lockMs: 5_000, answerMs: 20_000 };
const CLOSE_LIMIT_MS = 3_000;

/**
 * 1. this server's lock  2. what must be so before anything is changed  3. the role, migrations, partitions, operators of lists
 * 4. this server's epoch
 * 5. the application's login. Rejects with a `DatabaseRefusal`, one sentence, when the database cannot be used.
 */
export async function openDatabase(url: string, logger: Logger, options: OpenDatabaseOptions = {}): Promise<Database> {
  const opened: { close(): Promise<void> }[] = [];
  try {
    const exclusive = await Exclusive.take({ url, logger, onFenced: options.onFenced ?? (() => {}) });
    opened.push(exclusive);
    await checkLogin(exclusive.client, logger);
    await checkRestored(exclusive.client);
    await refuseNewer(exclusive.client);
    await makeAppRole(exclusive.client);
    await migrateDatabase(url);
    await ensureTokenIndexes(exclusive.client, logger);
    const app = await appLogin(exclusive.client, url);
    await exclusive.beginEpoch();

    const pools = {
      system: createPool(url, 6, SYSTEM, logger),
      fenced: createPool(url, 2, FENCED, logger),
      tenant: createPool(app.url, 12, TENANT, logger),
      urgent: createPool(app.url, 4, URGENT, logger),
      consumers: createPool(app.url, 6, CONSUMING, logger),
    };
    opened.push({ close: async () => void (await Promise.all(Object.values(pools).map((pool) => pool.end()))) });
    const database = join(exclusive, pools);
    await ensurePartitions(database.system, new Date());
    await checkAppLogin(database, app.role);
    return database;
  } catch (error) {
    await closeAll(opened);
    throw refusalOf(error) ?? error;
  }
}

function join(exclusive: Exclusive, pools: Record<PoolFigures['name'], pg.Pool>): Database {
  const dbOf = (pool: pg.Pool): Db => drizzle(pool, { casing: 'snake_case' });
  const [system, fenced, tenant, urgent] = [dbOf(pools.system), dbOf(pools.fenced), dbOf(pools.tenant), dbOf(pools.urgent)];
  const consumers = dbOf(pools.consumers);
  const within = <T>(db: Db, tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.tenant_id', ${tenantId}, true)`);
      return work(tx);
    });
  const refuseWhileDown = () => {
    if (!exclusive.isUp) throw new DomainError<ErrorCode>('database.unavailable');
  };
  return {
    system,
    async fenced(work) {
      await exclusive.held();
      return fenced.transaction(async (tx) => {
        // Shared by all writers; the one who begins an epoch waits for them, and they see his number afterwards.
        const { rows } = await tx.execute<{ epoch: string }>(sql`select epoch from installation.server for share`);
        exclusive.compare(Number(rows[0]?.epoch));
        return work(tx);
      });
    },
    async tenant(tenantId, work) {
      refuseWhileDown();
      return within(tenant, tenantId, work);
    },
    async urgent(tenantId, work) {
      refuseWhileDown();
      return within(urgent, tenantId, work);
    },
    async consuming(tenantId, work) {
      refuseWhileDown();
      return within(consumers, tenantId, work);
    },
    withoutTenant: tenant,
    check: () => exclusive.check(),
    get isUp() {
      return exclusive.isUp;
    },
    pools: () =>
      (['system', 'fenced', 'tenant', 'urgent', 'consumers'] as const).map((name) => {
        const { totalCount: total, idleCount: idle, waitingCount: waiting } = pools[name];
        return { name, total, idle, waiting };
      }),
    close: () => closeAll([exclusive, { close: async () => void (await Promise.all(Object.values(pools).map((pool) => pool.end()))) }]),
  };
}

/** That it is let in, and as whom: an address that cannot carry a user would quietly log in as another one. */
async function checkAppLogin({ withoutTenant }: Database, role: string): Promise<void> {
  const { rows } = await withoutTenant
    .execute<{ name: string }>(sql`select session_user as name`)
    .catch((error: unknown) => Promise.reject(refusedLogin(error)));
  if (rows[0]?.name === role) return;
  throw new DatabaseRefusal(
    'DATABASE_URL must name user and host (postgres://user:password@host:5432/database; a socket as %2Fvar%2Frun%2Fpostgresql for the host): the server logs in at the same place as another user, too.',
  );
}

/** The role was just made: what refuses it is how the database lets users in. */
function refusedLogin(error: unknown): unknown {
  const refusal = refusalOf(error);
  if (!refusal || refusal.isTemporary) return error;
  refusal.message = `The database does not let the application's role log in with its password (${error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)}): pg_hba.conf must allow scram-sha-256 for all users from this host.`;
  return refusal;
}

async function closeAll(opened: readonly { close(): Promise<void> }[]): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS).unref());
  await Promise.race([Promise.allSettled(opened.map((one) => one.close())), limit]);
}

/** Months of facts from the last one to three ahead: a clock that is a little wrong must not lose a fact. */
export async function ensurePartitions(db: Db, now: Date): Promise<void> {
  for (let offset = -1; offset <= 3; offset++) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
    const day = month.toISOString().slice(0, 10);
    await db.execute(sql`select ensure_month_partition('call_event', ${day}::date), ensure_month_partition('agent_event', ${day}::date)`);
  }
}

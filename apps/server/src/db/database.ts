import type { Logger } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import * as tables from './tables/index.ts';

export type Db = NodePgDatabase<typeof tables>;
/** A transaction within one tenant. */
export type TenantDb = Parameters<Parameters<Db['transaction']>[0]>[0];

const APP_ROLE = 'zuoxi_app';

/**
 * Two ways in. `tenant(id, work)` runs in a transaction that PostgreSQL itself confines to one tenant (row-level
 * security; the role owns nothing). `system` is for the few places that serve all tenants: sign-in, the directory of
 * call control, the journal, housekeeping.
 */
export interface Database {
  system: Db;
  tenant<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>;
  /** As the application's role, without any tenant: sees nothing. For the test that forgets the tenant. */
  withoutTenant: Db;
  close(): Promise<void>;
}

/** Connects, migrates, and prepares the partitions of the coming months. Rejects when the database cannot be used. */
export async function openDatabase(url: string, logger: Logger): Promise<Database> {
  const systemPool = new pg.Pool({ connectionString: url, max: 6 });
  // An idle connection that breaks (database restarted) is replaced by the pool; without a listener it would end the process.
  systemPool.on('error', (error) => logger.warn({ err: error }, 'a database connection was lost'));
  const system = drizzle(systemPool, { schema: tables, casing: 'snake_case' });
  await migrate(system, { migrationsFolder: new URL('./migrations', import.meta.url).pathname });
  await ensurePartitions(system, new Date());

  // `role` is set while the connection starts, before any statement of ours.
  const appPool = new pg.Pool({ connectionString: url, max: 12, options: `-c role=${APP_ROLE}` });
  appPool.on('error', (error) => logger.warn({ err: error }, 'a database connection was lost'));
  const app = drizzle(appPool, { schema: tables, casing: 'snake_case' });

  return {
    system,
    withoutTenant: app,
    tenant: (tenantId, work) =>
      app.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.tenant_id', ${tenantId}, true)`);
        return work(tx);
      }),
    close: async () => {
      await Promise.all([systemPool.end(), appPool.end()]);
    },
  };
}

/** Months from the last one to three ahead: a clock that is a little wrong must not lose a call record. */
export async function ensurePartitions(db: Db, now: Date): Promise<void> {
  for (let offset = -1; offset <= 3; offset++) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
    await db.execute(sql`select ensure_call_record_partition(${month.toISOString().slice(0, 10)}::date)`);
  }
}

/** PostgreSQL's code for a broken unique constraint. */
export function isUniqueViolation(error: unknown, constraintPart: string): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23505' && (cause.constraint ?? '').includes(constraintPart);
}

import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import { createClient, type Limits } from './pools.ts';
import { DatabaseRefusal } from './refusal.ts';

const migrationsFolder = new URL('./migrations', import.meta.url).pathname;
/** A change of a large table may take long; a lock that somebody else holds is not waited for. */
const LIMITS: Limits = { connectMs: 5_000, statementMs: 0, lockMs: 8_000, answerMs: undefined };

/** A database that a newer program has changed is not touched: what this one does not know of it would be lost. */
export async function refuseNewer(client: pg.ClientBase): Promise<void> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
  );
  if (!found[0]?.exists) return;
  const known = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  const { rows } = await client.query<{ at: string }>('select created_at as at from drizzle.__drizzle_migrations order by created_at');
  if (rows.every(({ at }) => known.includes(Number(at)))) return;
  throw new DatabaseRefusal(
    'The database was changed by a newer version of Zuoxi than this one: start that version, or restore a backup made before it.',
  );
}

/** All that is missing, in one transaction: what is interrupted is done from its beginning at the next start. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = createClient(url, LIMITS);
  await client.connect();
  try {
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end();
  }
}

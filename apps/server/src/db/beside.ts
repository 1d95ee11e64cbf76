import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Db } from './database.ts';
import { createClient } from './pools.ts';
import { DatabaseRefusal, refusalOf } from './refusal.ts';

/**
 * A connection beside a server that runs or does not, for what is done by hand: it takes no lock of the server's and changes no table's
 * form. Rejects with a `DatabaseRefusal` when the database is not of this version.
 */
export async function openBeside(url: string): Promise<{ db: Db; close(): Promise<void> }> {
  const client = createClient(url, { connectMs: 5_000, statementMs: 0, lockMs: 60_000, answerMs: undefined });
  try {
    await client.connect();
    const { rows: found } = await client.query<{ exists: boolean }>(
      `select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
    );
    const { rows } = found[0]?.exists
      ? await client.query<{ at: string | null }>('select max(created_at) as at from drizzle.__drizzle_migrations')
      : { rows: [] };
    const newest = readMigrationFiles({ migrationsFolder: new URL('./migrations', import.meta.url).pathname }).at(-1)?.folderMillis;
    if (Number(rows[0]?.at) !== newest) {
      throw new DatabaseRefusal('The database is of another version of Zuoxi: start this one once, or use the other one.');
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw refusalOf(error) ?? error;
  }
  return { db: drizzle(client, { casing: 'snake_case' }), close: () => client.end() };
}

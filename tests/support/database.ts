import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A fresh, empty database; returns its URL. It goes when the run's PostgreSQL goes. */
export async function freshDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** The database goes away for everybody, as after a crash of its machine; `back` lets them in again. */
export async function takeAway(databaseUrl: string): Promise<{ back(): Promise<void> }> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const asOwner = async (...statements: string[]) => {
    const client = new Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await asOwner(
    `alter database ${name} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  return { back: () => asOwner(`alter database ${name} with allow_connections true`) };
}

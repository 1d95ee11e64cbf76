import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { makeTokenOperators } from '../../apps/server/src/db/token-operators.ts';

/** Statements of the superuser of the run's PostgreSQL, in any of its databases. */
export function asSuperuser(statements: readonly string[], databaseUrl: string = inject('postgresUrl')): Promise<void> {
  return withSuperuser(databaseUrl, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

/** The superuser of the run's PostgreSQL, in the database of that address. */
export function superuserUrl(databaseUrl: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}

async function withSuperuser(databaseUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: superuserUrl(databaseUrl) });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** A user as an operator makes one: it may own a database and create roles, no more. `url`: of a database with its name, yet to be made. */
export async function newOwner({ createRoles = true } = {}): Promise<{ name: string; url: string }> {
  const url = new URL(inject('postgresUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await asSuperuser([
    `create role ${name} login password '${password}' ${createRoles ? 'createrole' : ''}`,
    // Made once for all databases of the run; as an operator with two databases has to, each owner is let manage it.
    `do $$ begin create role zuoxi_app; exception when duplicate_object or unique_violation then null; end $$`,
    `grant zuoxi_app to ${name} with admin option`,
  ]);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return { name, url: url.href };
}

/**
 * A fresh, empty database; returns its URL, with an owner of its own. Goes when the run's PostgreSQL goes. `operators`: a superuser has made those of
 * the lists in it, as the launcher does.
 */
export async function freshDatabase({
  operators = true,
  ...options
}: {
  createRoles?: boolean;
  operators?: boolean;
} = {}): Promise<string> {
  const { name, url } = await newOwner(options);
  await asSuperuser([`create database ${name} owner ${name}`]);
  if (operators) await withSuperuser(url, async (client) => void (await makeTokenOperators(client)));
  return url;
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

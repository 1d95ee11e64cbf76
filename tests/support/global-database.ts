import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { Postgres } from '../../scripts/launch/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL of this test run; every test file makes a database of its own in it. */
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'zuoxi-test-'));
  const postgres = await Postgres.prepare(folder);
  await postgres.start();
  // What it loses when its machine fails, nobody looks for.
  const client = new Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) await client.query(`alter system set ${setting} = off`);
  await client.query('select pg_reload_conf()');
  await client.end();
  project.provide('runFolder', join(folder, 'run'));
  project.provide('postgresUrl', postgres.superuserUrl);
  return async () => {
    await postgres.stop();
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  };
}

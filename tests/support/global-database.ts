import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  project.provide('postgresUrl', postgres.superuserUrl);
  return async () => {
    await postgres.stop();
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  };
}

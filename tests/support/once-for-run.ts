import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is made once for all test files of this run. */
    runFolder: string;
  }
}

/** The number of an advisory lock: whoever else wants something made, in whatever worker, waits for it. */
const LOCK = 7_102_026;

/** Made once in a run, by whichever test file wants it first, in a folder of that name; returns the folder. */
export async function onceForRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('runFolder'), name);
  const mark = `${folder}.made`;
  const isMade = () =>
    access(mark).then(
      () => true,
      () => false,
    );
  if (await isMade()) return folder;
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    if (await isMade()) return folder;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await make(folder);
    await writeFile(mark, '');
    return folder;
  } finally {
    await client.end();
  }
}

import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSuperuser, freshDatabase, newOwner } from './database.ts';
import { onceForRun } from './once-for-run.ts';

export interface PreparedDatabase {
  databaseUrl: string;
  /** With the secret.key and the certificate that belong to it. */
  dataDir: string;
}

/**
 * A copy of a database that `prepare` has brought where a first start would: migrations, certificate and the demo's passwords take 4 s of
 * processor time, a copy 0.4 s. What a first start itself does is told by tests that take a `freshDatabase`.
 */
export async function preparedDatabase(name: string, prepare: (one: PreparedDatabase) => Promise<void>): Promise<PreparedDatabase> {
  const template = `prepared_${name}`;
  const kept = await onceForRun(template, async (folder) => {
    const dataDir = join(folder, 'data');
    const databaseUrl = await freshDatabase();
    await prepare({ databaseUrl, dataDir });
    const made = new URL(databaseUrl).pathname.slice(1);
    await writeFile(join(folder, 'owner'), made);
    await asSuperuser([
      // Whoever owns a copy is given what this one owned, but not the template.
      `alter database ${made} owner to current_user`,
      `alter database ${made} with allow_connections false`,
      `alter database ${made} rename to ${template}`,
    ]);
  });
  const { url, name: owner } = await newOwner();
  await asSuperuser([`create database ${owner} template ${template} owner ${owner}`]);
  await asSuperuser([`reassign owned by ${await readFile(join(kept, 'owner'), 'utf8')} to ${owner}`], url);
  const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-server-'));
  await cp(join(kept, 'data'), dataDir, { recursive: true });
  return { databaseUrl: url, dataDir };
}

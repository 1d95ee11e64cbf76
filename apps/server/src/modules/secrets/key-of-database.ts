import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { extension } from '../accounts/tables.ts';
import { trunk as trunkTable } from '../trunks/tables.ts';
import { loadSecretBox, type SecretBox, SecretKeyError } from './secrets.ts';

/** What is signed to know a key again. */
const KNOWN_TEXT = 'the secret.key of this database';

/**
 * The key of the data folder, if it is the one that the secrets of the database were sealed with: another one would make every phone and
 * trunk of it useless, silently. A new database takes the key it is given, and is known by it from then on.
 */
export async function secretBoxOf(database: Database, dataDir: string): Promise<SecretBox> {
  const { rows } = await database.system.execute<{ secret_mark: string | null }>(sql`select secret_mark from installation.server`);
  const mark = rows[0]?.secret_mark ?? null;
  const sealed = await someSealed(database);
  const box = await loadSecretBox(dataDir, mark === null && sealed === undefined);
  const ours = box.sign(KNOWN_TEXT);
  const fits = mark === null ? sealed === undefined || opens(box, sealed) : mark === ours;
  if (!fits) {
    throw new SecretKeyError(
      `${join(dataDir, 'secret.key')} is not the key of this database, which has passwords sealed with another one: use the data folder that belongs to the database, or put its secret.key back from the backup.`,
    );
  }
  if (mark === null) await database.system.execute(sql`update installation.server set secret_mark = ${ours}`);
  return box;
}

async function someSealed({ system }: Database): Promise<string | undefined> {
  const [phone] = await system.select({ secret: extension.sipSecret }).from(extension).limit(1);
  if (phone) return phone.secret;
  const [trunk] = await system.select({ secret: trunkTable.secret }).from(trunkTable).where(sql`${trunkTable.secret} <> ''`).limit(1);
  return trunk?.secret;
}

function opens(box: SecretBox, sealed: string): boolean {
  try {
    box.open(sealed);
    return true;
  } catch {
    return false;
  }
}

// Started by scripts/db-generate.mjs. Compares the tables of the server with the newest snapshot of its migrations.
import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** What is used of `drizzle-kit/api`; it is CommonJS, and only `require` finds drizzle-orm for it. */
interface DrizzleKit {
  generateDrizzleJson(tables: object, prevId: string | undefined, schemas: undefined, casing: 'snake_case'): Snapshot;
  generateMigration(before: Snapshot, after: Snapshot): Promise<string[]>;
}

interface Snapshot {
  id: string;
  prevId: string;
}

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

const source = resolve(import.meta.dirname, '../apps/server/src');
const folder = join(source, 'db/migrations');
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const write = (path: string, content: object) => writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);

/** Of all modules, and of what they stand on. Imported by its address, a file's types are not known: what is no table, drizzle-kit leaves out. */
async function allTables(): Promise<object> {
  const files = globSync('{platform,modules}/**/tables.ts', { cwd: source }).sort();
  const found: object[] = await Promise.all(files.map((file) => import(pathToFileURL(join(source, file)).href)));
  return Object.assign({}, ...found);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean', default: false } } });
  // The package's own types are of its bundled copy of drizzle-orm.
  const kit = createRequire(import.meta.url)('drizzle-kit/api') as DrizzleKit;
  const newest =
    readdirSync(join(folder, 'meta'))
      .filter((name) => name.endsWith('_snapshot.json'))
      .sort()
      .at(-1) ?? '';
  // Written below, or by drizzle-kit.
  const before = json(join(folder, 'meta', newest)) as Snapshot;
  const after = kit.generateDrizzleJson(await allTables(), before.id, undefined, 'snake_case');
  const statements = await kit.generateMigration(before, after);
  if (statements.length === 0) {
    console.log('The migrations make what the tables say: nothing to do.');
    return;
  }
  if (values.check) {
    console.error(`The tables differ from the migrations; run: npm run db:generate -- NAME\n${statements.join('\n')}`);
    process.exit(1);
  }
  const journalPath = join(folder, 'meta/_journal.json');
  // As above.
  const journal = json(journalPath) as Journal;
  const last = journal.entries.at(-1);
  const idx = (last?.idx ?? -1) + 1;
  const tag = `${String(idx).padStart(4, '0')}_${positionals[0] ?? 'tables'}`;
  writeFileSync(join(folder, `${tag}.sql`), `${statements.join('\n--> statement-breakpoint\n')}\n`);
  write(join(folder, `meta/${tag.slice(0, 4)}_snapshot.json`), after);
  const when = Math.max(Date.now(), (last?.when ?? 0) + 1);
  write(journalPath, { ...journal, entries: [...journal.entries, { idx, version: '7', when, tag, breakpoints: true }] });
  console.log(
    `${tag}.sql is written. By hand: grants and the policy of a new table (as in 0012), partitions, what becomes of existing rows.`,
  );
}

await main();

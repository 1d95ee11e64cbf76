// `npm run facts`: what is made of facts, and how far. `npm run facts -- rebuild calls [--from 2026-01-01] [--tenant CODE]`: makes it again.
import { resolve } from 'node:path';
import { factsCommand } from '../apps/server/src/facts-command.ts';
import { Postgres } from './launch/postgres.ts';
import { Sentence } from './launch/sentence.ts';

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL || (await Postgres.urlOfRunning(resolve(process.env.ZUOXI_DATA_DIR || 'data')));
  if (!url) throw new Sentence('The database does not run: start Zuoxi, or set DATABASE_URL.');
  await factsCommand(url, process.argv.slice(2));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

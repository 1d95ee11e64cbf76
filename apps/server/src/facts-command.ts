import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { type Db, openBeside } from './db/index.ts';
import { allModules } from './modules/index.ts';
import { readNames } from './modules/names.ts';
import { type Consumer, deadLettersOf, lagOf, rebuild } from './platform/facts/index.ts';

const USAGE = 'npm run facts -- rebuild CONSUMER [--from 2026-01-01] [--tenant CODE]';

/** What the user has to know, in one sentence. */
class UsageError extends Error {}

/** `npm run facts`: lists what is made of facts, and how far it is; `rebuild` makes one of them again. */
export async function factsCommand(url: string, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: 'string' }, tenant: { type: 'string' } },
  });
  const { db, close } = await openBeside(url);
  try {
    const names = await readNames(db);
    // Nobody is told of anything: a server that runs does so itself, for what is new.
    const consumers = allModules.flatMap((module) => module.consumers(names));
    const [command, name] = positionals;
    if (command === undefined) return await list(db, consumers);
    const consumer = consumers.find((one) => one.name === name);
    if (command !== 'rebuild' || !consumer || positionals.length !== 2) {
      throw new UsageError(`${USAGE}, where CONSUMER is one of ${consumers.map((one) => one.name).join(', ')}.`);
    }
    await rebuildAll(db, consumer, { from: timeOf(values.from), tenant: values.tenant });
  } finally {
    await close();
  }
}

/** A day of this machine's time zone. */
function timeOf(day: string | undefined): Date {
  if (day === undefined) return new Date('0001-01-01T00:00:00Z');
  const time = new Date(`${day}T00:00:00`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(time.getTime())) throw new UsageError(`"${day}" is no day; one is 2026-01-01.`);
  return time;
}

async function rebuildAll(db: Db, consumer: Consumer, { from, tenant }: { from: Date; tenant: string | undefined }): Promise<void> {
  const { rows } = await db.execute<{ id: string; code: string | null }>(sql`
    select l.tenant_id as id, t.code from fact_log l left join tenant t on t.id = l.tenant_id
    where ${tenant ?? null}::text is null or t.code = ${tenant ?? null} order by t.code`);
  if (rows.length === 0) throw new UsageError(tenant === undefined ? 'There is no fact yet.' : `The call centre "${tenant}" has no facts.`);
  for (const { id, code } of rows) {
    const began = performance.now();
    const { facts, refused } = await rebuild(db, consumer, { tenantId: id, from });
    const took = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${code ?? id}: ${consumer.name} made again of ${facts} facts in ${took} s${refused > 0 ? `, ${refused} set aside` : ''}`);
  }
}

async function list(db: Db, consumers: readonly Consumer[]): Promise<void> {
  const lags = await lagOf(
    db,
    consumers.map(({ name }) => name),
  );
  const dead = await deadLettersOf(db);
  for (const { name, rebuild: how } of consumers) {
    const what = typeof how === 'string' ? `cannot be made again: ${how}` : `makes ${how.tables.map((table) => table.name).join(', ')}`;
    console.log(`${name.padEnd(14)} ${what}; ${lags.get(name) ?? 0} places behind, ${dead.get(name) ?? 0} set aside`);
  }
  console.log(USAGE);
}

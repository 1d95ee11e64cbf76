import { type SQL, sql } from 'drizzle-orm';
import { type Db, describeRefusal, type TenantDb } from '../../db/index.ts';
import type { Consumer, RebuiltTable } from './consumer.ts';
import { isAgentFact, type LoggedFact, readFacts } from './log.ts';
import { setAsideRow } from './set-aside.ts';
import { setAsideFact } from './tables.ts';

export interface Rebuilt {
  /** Facts that were handled again. */
  facts: number;
  /** Of them those that are set aside. */
  refused: number;
}

const FACTS_AT_ONCE = 500;

/**
 * Makes what one consumer has made of one call centre's facts again, from facts of `from` on: one transaction, in which the consumer's
 * cursor is locked, so that a server that runs goes on where it was and sees the tables as before or as after. Rejects, and changes nothing, when
 * facts are refused that were not before. Rows of before `from`, and
 * such as no fact of the log tells of, stay. `db` belongs to the owner of the tables, who has no tenant of his own.
 */
export function rebuild(db: Db, consumer: Consumer, { tenantId, from }: { tenantId: string; from: Date }): Promise<Rebuilt> {
  const { rebuild: how } = consumer;
  if (typeof how === 'string') throw new Error(how);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.tenant_id', ${tenantId}, true)`);
    await tx.execute(sql`set local statement_timeout = 0`);
    const { rows } = await tx.execute<{ seq: string }>(
      sql`select seq from fact_cursor where consumer = ${consumer.name} and tenant_id = ${tenantId} for update`,
    );
    // What stands behind its cursor the consumer handles itself.
    const until = Number(rows[0]?.seq ?? 0);
    const old = how.tables.map((table) => ({ table, copy: sql`${sql.identifier(`old_${table.name}`)}` }));
    for (const { table, copy } of old) {
      const made = madeOf(table, { tenantId, from, until });
      await tx.execute(sql`create temporary table ${copy} on commit drop as select t.* from ${sql.identifier(table.name)} t where ${made}`);
      await tx.execute(sql`delete from ${sql.identifier(table.name)} t where ${made}`);
    }
    const { facts, refused } = await replay(tx, consumer, { tenantId, from, until });
    for (const { table, copy } of old) await keep(tx, table, copy);
    await how.finish?.(tx, { tenantId, from });
    await setAsideAnew(tx, consumer, { tenantId, from }, refused);
    return { facts, refused: refused.length };
  });
}

/** Those that could not be taken before either stay set aside; others are a reason to leave everything as it was. */
async function setAsideAnew(db: TenantDb, { name }: Consumer, { tenantId, from }: Omit<Range, 'until'>, refused: readonly Refused[]) {
  const { rows } = await db.execute<{ id: string }>(sql`
    delete from set_aside_fact where consumer = ${name} and tenant_id = ${tenantId} and at >= ${from.toISOString()}::timestamptz
    returning fact_id as id`);
  const known = new Set(rows.map(({ id }) => id));
  const fresh = refused.filter(({ fact }) => !known.has(fact.id));
  if (fresh.length > 0) throw new Error(`${fresh.length} facts are refused (${fresh[0]?.error}); nothing was changed.`);
  for (const { fact, error } of refused)
    await db.insert(setAsideFact).values(setAsideRow(name, { ...fact, at: fact.wall(fact.fact.at) }, error));
}

interface Refused {
  fact: LoggedFact;
  error: string;
}

interface Range {
  tenantId: string;
  from: Date;
  until: number;
}

function madeOf({ madeOf: type, isOf }: RebuiltTable, { tenantId, from, until }: Range): SQL {
  const types = typeof type === 'string' ? [type] : [...type];
  const log = sql.identifier(types.every(isAgentFact) ? 'agent_event' : 'call_event');
  return sql`t.tenant_id = ${tenantId} and exists (
    select from ${log} e where e.tenant_id = ${tenantId} and e.type in ${types} and e.at >= ${from.toISOString()}::timestamptz
      and e.seq <= ${until} and ${isOf})`;
}

async function replay(db: TenantDb, consumer: Consumer, range: Range) {
  const refused: Refused[] = [];
  let count = 0;
  // As for the consumer itself: its call centre is all that it sees.
  await db.execute(sql`set local role zuoxi_app`);
  for (let after = 0; ; ) {
    const facts = await readFacts(db, { ...range, types: consumer.factTypes, after, limit: FACTS_AT_ONCE });
    const last = facts.at(-1);
    if (!last) break;
    count += facts.length;
    after = last.seq;
    if (await isTaken(db, consumer, facts)) continue;
    for (const fact of facts) {
      const error = await refusalOf(db, consumer, [fact]);
      if (error !== undefined) refused.push({ fact, error });
    }
  }
  await db.execute(sql`reset role`);
  return { facts: count, refused };
}

const isTaken = async (db: TenantDb, consumer: Consumer, facts: readonly LoggedFact[]) =>
  (await refusalOf(db, consumer, facts)) === undefined;

async function refusalOf(db: TenantDb, consumer: Consumer, facts: readonly LoggedFact[]): Promise<string | undefined> {
  try {
    await db.transaction((inner) => consumer.handle(inner, facts));
    return undefined;
  } catch (error) {
    return describeRefusal(error);
  }
}

/** What facts do not tell is as it was. */
async function keep(db: TenantDb, { name, key, keep: kept }: RebuiltTable, copy: SQL): Promise<void> {
  const same = (column: string) => sql`t.${sql.identifier(column)} is not distinct from o.${sql.identifier(column)}`;
  const values = Object.entries(kept).map(([column, whileSame]) => {
    const value = sql.identifier(column);
    return sql`${value} = ${whileSame === null ? sql`o.${value}` : sql`case when ${same(whileSame)} then o.${value} else t.${value} end`}`;
  });
  if (values.length === 0) return;
  // `=` and not "is not distinct from": only that is looked up by an index or a hash. No key is null.
  const equal = key.map((column) => sql`t.${sql.identifier(column)} = o.${sql.identifier(column)}`);
  await db.execute(sql`analyze ${copy}`);
  await db.execute(sql`
    update ${sql.identifier(name)} t set ${sql.join(values, sql`, `)} from ${copy} o where ${sql.join(equal, sql` and `)}`);
}

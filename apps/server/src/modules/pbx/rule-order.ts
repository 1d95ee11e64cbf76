import { asc, getTableName, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { fail } from '../../platform/errors.ts';
import type { crmField } from '../crm-fields/tables.ts';
import type { dialRule } from '../dial-rules/tables.ts';
import type { inboundRoute } from '../inbound-routes/tables.ts';

/** Lists that are read from the top: rules, and the fields of a form. */
type RuleTable = typeof inboundRoute | typeof dialRule | typeof crmField;

/** The position of a new rule: at the end. Until the transaction ends nobody else changes the order. */
export async function lastPosition(db: TenantDb, tenantId: string, table: RuleTable): Promise<number> {
  await lockOrder(db, tenantId);
  const [row] = await db.select({ last: sql<number>`coalesce(max(${table.position}), 0)::int` }).from(table);
  return (row?.last ?? 0) + 1;
}

/** Puts all rules in this order; returns the one of before. Throws `ruleOrder.outdated` unless the ids are those of all rules, each once. */
export async function putInOrder(db: TenantDb, tenantId: string, table: RuleTable, ids: readonly string[]): Promise<string[]> {
  await lockOrder(db, tenantId);
  const before = (await db.select({ id: table.id }).from(table).orderBy(asc(table.position))).map((row) => row.id);
  const present = new Set(before);
  const isComplete = new Set(ids).size === ids.length && ids.length === present.size && ids.every((id) => present.has(id));
  if (!isComplete) fail('ruleOrder.outdated');
  const given = sql`unnest(${sql.param(ids)}::uuid[]) with ordinality as given(id, place)`;
  await db.execute(
    sql`update ${sql.identifier(getTableName(table))} as rule set position = given.place from ${given} where rule.id = given.id`,
  );
  return before;
}

async function lockOrder(db: TenantDb, tenantId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`rules:${tenantId}`}))`);
}

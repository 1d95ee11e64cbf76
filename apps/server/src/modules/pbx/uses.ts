import type { Use } from '@zuoxi/contract';
import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { fail } from '../../platform/errors.ts';
import { dialRule } from '../dial-rules/tables.ts';
import { flow } from '../flows/tables.ts';
import { inboundRoute } from '../inbound-routes/tables.ts';
import { queue } from '../queues/tables.ts';
import { configReference } from '../uses/tables.ts';

/** In the error's sentence; the console shows all of them before. */
const MOST_NAMED = 10;

/**
 * What of the call centre's configuration refers to each of these: queues, flows, prompts, accounts, trunks, opening hours, skills; what a
 * delete would break. Of a flow its draft and the version that callers hear count; older versions are history.
 */
export async function usesOfAll(db: TenantDb, ids: readonly string[]): Promise<Map<string, Use[]>> {
  if (ids.length === 0) return new Map();
  const { fromId, fromKind, toId } = configReference;
  const name = sql<string>`coalesce(${inboundRoute.calledNumber}, ${queue.name}, ${flow.name}, ${dialRule.name}, '')`;
  const rows = await db
    .select({ toId, kind: fromKind, id: fromId, name })
    .from(configReference)
    .leftJoin(inboundRoute, eq(inboundRoute.id, fromId))
    .leftJoin(queue, eq(queue.id, fromId))
    .leftJoin(flow, eq(flow.id, fromId))
    .leftJoin(dialRule, eq(dialRule.id, fromId))
    .where(inArray(toId, [...ids]))
    .orderBy(asc(fromKind), asc(name), asc(fromId));
  const uses = new Map<string, Use[]>();
  for (const { toId: used, ...use } of rows) uses.set(used, [...(uses.get(used) ?? []), use]);
  return uses;
}

export const usesOf = async (db: TenantDb, id: string): Promise<Use[]> => (await usesOfAll(db, [id])).get(id) ?? [];

/** Throws `uses.inUse`, naming the users, when something refers to it. */
export async function refuseInUse(db: TenantDb, id: string): Promise<void> {
  const uses = await usesOf(db, id);
  if (uses.length === 0) return;
  const names = uses.slice(0, MOST_NAMED).map(({ name }) => `“${name}”`);
  fail('uses.inUse', { uses: uses.length > MOST_NAMED ? [...names, `… (${uses.length})`] : names });
}

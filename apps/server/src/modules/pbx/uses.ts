import type { Use } from '@zuoxi/contract';
import { type SQL, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { fail } from '../../platform/errors.ts';

/** In the error's sentence; the console shows all of them before. */
const MOST_NAMED = 10;

/**
 * What of the call centre's configuration refers to a queue, flow, prompt, account, trunk or opening hours: what a delete would
 * break. Of a flow its draft and the version that callers hear count; older versions are history.
 * @param id of a row of any of these tables
 */
export async function usesOf(db: TenantDb, id: string): Promise<Use[]> {
  const pattern = `%${id}%`;
  const query: SQL = sql`
    select 'inboundRoute' as kind, r.id::text as id, r.called_number as name from inbound_route r
      where r.id <> ${id}::uuid and to_jsonb(r)::text like ${pattern}
    union all
    select 'queue', q.id::text, q.name from queue q where q.id <> ${id}::uuid and to_jsonb(q)::text like ${pattern}
    union all
    select 'flow', f.id::text, f.name from flow f
      where f.id <> ${id}::uuid and (f.draft::text like ${pattern} or exists (
        select 1 from flow_version v where v.flow_id = f.id and v.version = f.published_version and v.definition::text like ${pattern}))
    union all
    select 'dialRule', d.id::text, d.name from dial_rule d where ${id}::uuid = any(d.trunk_ids)
    order by kind, name`;
  const { rows } = await db.execute<{ kind: Use['kind']; id: string; name: string }>(query);
  return rows.map(({ kind, id: useId, name }) => ({ kind, id: useId, name }));
}

/** Throws `config.inUse`, naming the users, when something refers to it. */
export async function refuseInUse(db: TenantDb, id: string): Promise<void> {
  const uses = await usesOf(db, id);
  if (uses.length === 0) return;
  const names = uses.slice(0, MOST_NAMED).map(({ name }) => `“${name}”`);
  fail('config.inUse', { uses: names.join('、') + (uses.length > MOST_NAMED ? ` … (${uses.length})` : '') });
}

import { sql } from 'drizzle-orm';
import type { Db } from '../../db/index.ts';
import { setAsideFact } from './tables.ts';

// How far consumers are, over all call centres. `db` belongs to the owner of the tables.

/** By consumer: facts that it could not take and that nobody has run again yet. */
export async function deadLettersOf(db: Db): Promise<Map<string, number>> {
  const counted = await db
    .select({ name: setAsideFact.consumer, count: sql<number>`count(*)::int` })
    .from(setAsideFact)
    .groupBy(setAsideFact.consumer);
  return new Map(counted.map(({ name, count }) => [name, count]));
}

/** By consumer: places of the log that its cursors have not passed. */
export async function lagOf(db: Db, names: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ name: string; lag: string }>(sql`
    select name, sum(l.last - coalesce(c.seq, 0)) as lag
    from fact_log l cross join unnest(string_to_array(${names.join(',')}, ',')) as name
    left join fact_cursor c on c.consumer = name and c.tenant_id = l.tenant_id
    group by name`);
  return new Map(rows.map(({ name, lag }) => [name, Number(lag)]));
}

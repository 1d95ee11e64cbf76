import { inArray } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { roster } from './tables.ts';

/** Numbers of queues and accounts, by id; of one that never was there is none. */
export async function numbersOf(db: TenantDb, ids: readonly (string | null)[]): Promise<Map<string, number>> {
  const asked = [...new Set(ids.filter((id) => id !== null))];
  const rows = asked.length > 0 ? await db.select({ id: roster.id, no: roster.no }).from(roster).where(inArray(roster.id, asked)) : [];
  return new Map(rows.map(({ id, no }) => [id, no]));
}

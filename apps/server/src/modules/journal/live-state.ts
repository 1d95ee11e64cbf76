import type { ChangedRow } from '@zuoxi/callcontrol';
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { liveState } from './tables.ts';

export type LiveRow = ChangedRow;

/** Who a queue belongs to, its memory does not say; the row of its table does. */
const tenantOfQueue = (id: string) => sql<string>`(select q.tenant_id from queue q where q.id = ${id})`;

const tenantOf = ({ id, state }: LiveRow) =>
  state && 'tenantId' in state && typeof state.tenantId === 'string' ? state.tenantId : tenantOfQueue(id);

/** So that a restart goes on where it was; what is gone in the world is gone here. Of several rows of one piece the last counts. */
export async function storeLiveRows(db: TenantDb, given: readonly LiveRow[]): Promise<void> {
  const rows = [...new Map(given.map((row) => [`${row.kind}/${row.id}`, row])).values()];
  const upserts = rows.flatMap((row) => (row.state ? [{ tenantId: tenantOf(row), kind: row.kind, id: row.id, state: row.state }] : []));
  if (upserts.length > 0) {
    await db
      .insert(liveState)
      .values(upserts)
      .onConflictDoUpdate({ target: [liveState.kind, liveState.id], set: { state: sql`excluded.state` } });
  }
  const gone = Map.groupBy(
    rows.filter(({ state }) => !state),
    ({ kind }) => kind,
  );
  if (gone.size === 0) return;
  await db.delete(liveState).where(
    or(
      ...[...gone].map(([kind, those]) =>
        and(
          eq(liveState.kind, kind),
          inArray(
            liveState.id,
            those.map(({ id }) => id),
          ),
        ),
      ),
    ),
  );
}

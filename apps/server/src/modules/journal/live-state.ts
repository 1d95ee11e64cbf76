import type { Changed, World } from '@zuoxi/callcontrol';
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';

type LiveRow = typeof tables.liveState.$inferInsert;

const STATES = { call: 'calls', agent: 'agents', queue: 'queues', callback: 'callbacks', conference: 'conferences' } as const;
type Kind = keyof typeof STATES;

/** Who a queue belongs to, its memory does not say; the row of its table does. */
const tenantOfQueue = (id: string) => sql<string>`(select q.tenant_id from queue q where q.id = ${id})`;

/** What has changed in the world, so that a restart goes on where it was; what is gone there is gone here. */
export async function storeLiveState(db: TenantDb, world: World, changed: Changed): Promise<void> {
  const upserts: (Omit<LiveRow, 'tenantId'> & { tenantId: string | ReturnType<typeof tenantOfQueue> })[] = [];
  const gone: { kind: Kind; ids: string[] }[] = [];
  for (const kind of ['call', 'agent', 'queue', 'callback', 'conference'] as const) {
    const ids: string[] = [];
    for (const id of changed[STATES[kind]]) {
      const state = world[STATES[kind]].get(id);
      if (!state) ids.push(id);
      else upserts.push({ tenantId: 'tenantId' in state ? state.tenantId : tenantOfQueue(id), kind, id, state });
    }
    if (ids.length > 0) gone.push({ kind, ids });
  }
  if (upserts.length > 0) {
    await db
      .insert(tables.liveState)
      .values(upserts)
      .onConflictDoUpdate({ target: [tables.liveState.kind, tables.liveState.id], set: { state: sql`excluded.state` } });
  }
  if (gone.length === 0) return;
  await db
    .delete(tables.liveState)
    .where(or(...gone.map(({ kind, ids }) => and(eq(tables.liveState.kind, kind), inArray(tables.liveState.id, ids)))));
}

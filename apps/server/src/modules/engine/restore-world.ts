import { type Agent, type Call, emptyWorld, type World } from '@zuoxi/callcontrol';
import { inArray } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';

/** What call control knew when the last process ended. Agents' phones are asked for again; calls are compared with the engine. */
export async function restoreWorld(database: Database): Promise<World> {
  const world = emptyWorld();
  for (const row of await database.system.select().from(tables.liveState)) {
    // Written by the journal from these very types; a shape that changed between versions is migrated with the tables.
    if (row.kind === 'call') world.calls.set(row.id, row.state as Call);
    if (row.kind === 'agent') world.agents.set(row.id, { ...(row.state as Agent), registeredWith: [] });
  }
  const open = await database.system
    .select()
    .from(tables.recording)
    .where(inArray(tables.recording.state, ['recording']));
  for (const { name, callId, tenantId, engine } of open) world.recordings.set(name, { callId, tenantId, engine });
  return world;
}

import {
  type Agent,
  blankCall,
  type Call,
  type Callback,
  type ConferenceRoom,
  emptyWorld,
  newAgent,
  type QueueMemory,
  type World,
} from '@zuoxi/callcontrol';
import { eq, inArray } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';

/** What call control knew when the last process ended. Agents' phones are asked for again; calls are compared with the engine. */
export async function restoreWorld(database: Database, now: number): Promise<World> {
  const world = emptyWorld();
  for (const row of await database.system.select().from(tables.liveState)) {
    // Written by the journal from these very types. What a former version did not have yet is as in a new one.
    if (row.kind === 'call') {
      const state = row.state as Call;
      world.calls.set(row.id, { ...blankCall(state, state.startedAt), ...state });
    }
    if (row.kind === 'agent')
      world.agents.set(row.id, { ...newAgent(row.id, row.tenantId, now), ...(row.state as Agent), registeredWith: [] });
    if (row.kind === 'queue') world.queues.set(row.id, row.state as QueueMemory);
    if (row.kind === 'conference') world.conferences.set(row.id, row.state as ConferenceRoom);
    if (row.kind === 'callback') world.callbacks.set(row.id, row.state as Callback);
  }
  const open = await database.system
    .select()
    .from(tables.recording)
    .where(inArray(tables.recording.state, ['recording']));
  const messages = await database.system.select().from(tables.voicemail).where(eq(tables.voicemail.state, 'recording'));
  for (const { name, callId, tenantId, engine } of [...open, ...messages]) world.recordings.set(name, { callId, tenantId, engine });
  return world;
}

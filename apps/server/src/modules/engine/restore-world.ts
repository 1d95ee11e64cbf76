import { restore, type World } from '@zuoxi/callcontrol';
import type { Logger } from '@zuoxi/kit';
import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { liveState } from '../journal/tables.ts';
import { recording } from '../recordings/tables.ts';
import { voicemail } from '../voicemail/tables.ts';

/**
 * What call control knew when the last process ended. Agents' phones are asked for again; calls are compared with the engine. Throws
 * `NewerWorldError`. A row that cannot be read is logged and stays where it is.
 */
export async function restoreWorld(database: Database, now: number, logger: Logger): Promise<World> {
  const { world, unread } = restore(await database.system.select().from(liveState), now);
  for (const row of unread) logger.error(row, 'a piece of the stored state could not be read, and what it was about is over');
  const open = await database.system
    .select()
    .from(recording)
    .where(inArray(recording.state, ['recording']));
  const messages = await database.system.select().from(voicemail).where(eq(voicemail.state, 'recording'));
  for (const { name, callId, tenantId, engine } of [...open, ...messages]) world.recordings.set(name, { callId, tenantId, engine });
  return world;
}

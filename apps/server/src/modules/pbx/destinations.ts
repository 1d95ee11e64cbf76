import type { Destination } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { fail } from '../../platform/errors.ts';
import { extension } from '../accounts/tables.ts';
import { flow } from '../flows/tables.ts';
import { openingHours } from '../opening-hours/tables.ts';
import { prompt } from '../prompts/tables.ts';
import { queue } from '../queues/tables.ts';

/** Throws `uses.missing` for what is not there. The tenant's own view: a foreign key alone would accept another call centre's. */
export async function destinationExists(db: TenantDb, destination: Destination | null): Promise<void> {
  if (destination && !(await isThere(db, destination))) fail('uses.missing');
}

async function isThere(db: TenantDb, destination: Destination): Promise<boolean> {
  switch (destination.kind) {
    case 'queue':
    case 'voicemail':
      return (await db.select({ id: queue.id }).from(queue).where(eq(queue.id, destination.queueId))).length > 0;
    case 'flow':
      return (await db.select({ id: flow.id }).from(flow).where(eq(flow.id, destination.flowId))).length > 0;
    case 'extension':
      return (await db.select({ id: extension.accountId }).from(extension).where(eq(extension.accountId, destination.agentId))).length > 0;
    case 'outside':
      return true;
    case 'hangup':
      if (destination.promptId === null) return true;
      return (await db.select({ id: prompt.id }).from(prompt).where(eq(prompt.id, destination.promptId))).length > 0;
  }
}

/** Opening hours that are named. */
export async function hoursExist(db: TenantDb, hoursId: string | null): Promise<void> {
  if (hoursId === null) return;
  const found = await db.select({ id: openingHours.id }).from(openingHours).where(eq(openingHours.id, hoursId));
  if (found.length === 0) fail('uses.missing');
}

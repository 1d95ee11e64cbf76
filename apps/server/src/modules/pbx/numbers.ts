import { and, eq, ne, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { extension as extensionTable } from '../accounts/tables.ts';
import { queue as queueTable } from '../queues/tables.ts';

/** Locks the tenant's numbering until the transaction ends, so that two forms cannot take the same number. */
export async function lockNumbers(db: TenantDb, tenantId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`numbers:${tenantId}`}))`);
}

/**
 * Extensions and queues are dialled by the same digits, so a number belongs to one of them only. Locks the numbering.
 */
export async function numberIsFree(db: TenantDb, tenantId: string, number: string, exceptId: string): Promise<boolean> {
  await lockNumbers(db, tenantId);
  const [extension] = await db
    .select({ id: extensionTable.accountId })
    .from(extensionTable)
    .where(and(eq(extensionTable.number, number), ne(extensionTable.accountId, exceptId)));
  const [queue] = await db
    .select({ id: queueTable.id })
    .from(queueTable)
    .where(and(eq(queueTable.number, number), ne(queueTable.id, exceptId)));
  return !extension && !queue;
}

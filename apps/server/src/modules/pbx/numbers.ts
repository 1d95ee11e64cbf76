import { and, eq, ne, sql } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';

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
    .select({ id: tables.extension.accountId })
    .from(tables.extension)
    .where(and(eq(tables.extension.number, number), ne(tables.extension.accountId, exceptId)));
  const [queue] = await db
    .select({ id: tables.queue.id })
    .from(tables.queue)
    .where(and(eq(tables.queue.number, number), ne(tables.queue.id, exceptId)));
  return !extension && !queue;
}

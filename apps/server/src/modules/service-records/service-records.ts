import type { ServiceRecord, ServiceRecordInput } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { desc, eq } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { namesOf } from '../customers/presenter.ts';
import { customer } from '../customers/tables.ts';
import { serviceRecord } from './tables.ts';

export interface ServiceRecords {
  /** The last ones, newest first. */
  list(actor: Actor, customerId: string, limit: number): Promise<ServiceRecord[]>;
  create(actor: Actor, customerId: string, input: ServiceRecordInput): Promise<ServiceRecord>;
}

type Row = typeof serviceRecord.$inferSelect;

async function present(db: TenantDb, rows: readonly Row[]): Promise<ServiceRecord[]> {
  const names = await namesOf(
    db,
    rows.map(({ accountId }) => accountId),
  );
  return rows.map(({ id, customerId, callId, accountId, content, createdAt }) => ({
    id,
    customerId,
    callId,
    content,
    agentName: names.get(accountId ?? '') ?? null,
    createdAt: createdAt.toISOString(),
  }));
}

/** The last ones of a customer, newest first. */
export async function lastServiceRecords(db: TenantDb, customerId: string, limit: number): Promise<ServiceRecord[]> {
  const rows = await db
    .select()
    .from(serviceRecord)
    .where(eq(serviceRecord.customerId, customerId))
    .orderBy(desc(serviceRecord.createdAt), desc(serviceRecord.id))
    .limit(limit);
  return present(db, rows);
}

async function customerExists(db: TenantDb, id: string): Promise<void> {
  const [row] = await db.select({ id: customer.id }).from(customer).where(eq(customer.id, id));
  if (!row) fail('request.notFound');
}

/** What was done for a customer (服务过程, PAN-10). */
export function createServiceRecords({ database, ids }: { database: Database; ids: Ids }): ServiceRecords {
  return {
    list: (actor, customerId, limit) =>
      database.tenant(actor.tenantId, async (db) => {
        await customerExists(db, customerId);
        return lastServiceRecords(db, customerId, limit);
      }),

    create: (actor, customerId, { content, callId }) =>
      database.tenant(actor.tenantId, async (db) => {
        await customerExists(db, customerId);
        const { tenantId, accountId } = actor;
        const id = ids.uuid();
        const rows = await db.insert(serviceRecord).values({ id, tenantId, customerId, callId, accountId, content }).returning();
        await audit(db, actor, 'serviceRecords.create', id, { customerId });
        const [record] = await present(db, rows);
        return record ?? fail('request.notFound');
      }),
  };
}

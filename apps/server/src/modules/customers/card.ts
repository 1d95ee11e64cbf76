import { type CustomerCalls, type CustomerCard, type CustomerCardQuery, numberKey } from '@zuoxi/contract';
import { and, asc, count, desc, eq, inArray, ne } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { account, extension } from '../accounts/tables.ts';
import { openPlansOf } from '../callback-plans/index.ts';
import { callRecord } from '../calls/tables.ts';
import { allCrmFields } from '../crm-fields/index.ts';
import { queue } from '../queues/tables.ts';
import { lastServiceRecords } from '../service-records/service-records.ts';
import { type CustomerRow, presentCustomers } from './presenter.ts';
import { customer, customerNumber } from './tables.ts';

export interface CustomerCards {
  /** What is known by a number: as soon as the phone rings. */
  find(actor: Actor, query: CustomerCardQuery): Promise<CustomerCard>;
  /** The last calls with the customer, whoever had him. */
  calls(actor: Actor, query: CustomerCardQuery): Promise<CustomerCalls>;
}

const SERVICE_RECORDS = 5;
const CALLS = 10;

/** Whoever has the number; the wanted one first, else who has been known longest, as call control takes him. */
async function customersOf(db: TenantDb, { number, customerId }: CustomerCardQuery): Promise<CustomerRow[]> {
  const rows = await db
    .select({ customer })
    .from(customerNumber)
    .innerJoin(customer, eq(customer.id, customerNumber.customerId))
    .where(eq(customerNumber.number, numberKey(number)))
    .orderBy(asc(customer.createdAt), asc(customer.id));
  const found = rows.map((row) => row.customer);
  return [...found.filter(({ id }) => id === customerId), ...found.filter(({ id }) => id !== customerId)];
}

/** Of a colleague's extension, or of a queue. */
async function internalNameOf(db: TenantDb, number: string): Promise<string | null> {
  const [colleague] = await db
    .select({ name: account.displayName })
    .from(extension)
    .innerJoin(account, eq(account.id, extension.accountId))
    .where(eq(extension.number, number));
  if (colleague) return colleague.name;
  const [called] = await db.select({ name: queue.name }).from(queue).where(eq(queue.number, number));
  return called?.name ?? null;
}

export function createCustomerCards(database: Database): CustomerCards {
  return {
    // As the phone rings: it must not queue up behind lists.
    find: (actor, query) =>
      database.urgent(actor.tenantId, async (db) => {
        const [first, ...others] = await customersOf(db, query);
        const [known] = await presentCustomers(db, first ? [first] : []);
        return {
          number: query.number,
          customer: known ?? null,
          internalName: known || !query.internal ? null : await internalNameOf(db, query.number),
          others: others.map(({ id, name }) => ({ id, name })),
          fields: await allCrmFields(db),
          serviceRecords: known ? await lastServiceRecords(db, known.id, SERVICE_RECORDS) : [],
          plans: await openPlansOf(db, actor, { numbers: [numberKey(query.number)], customerId: known?.id ?? null }),
        };
      }),

    calls: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const [known] = await customersOf(db, query);
        const own = known ? await db.select().from(customerNumber).where(eq(customerNumber.customerId, known.id)) : [];
        // None of a hidden number: those calls are of anybody.
        const keys = [numberKey(query.number), ...own.map(({ number }) => number)].filter((key) => key !== '');
        // Who called whom among colleagues is nobody else's business.
        const isCustomers = ne(callRecord.type, 'internal');
        const where = and(eq(callRecord.tenantId, actor.tenantId), inArray(callRecord.numberKey, [...new Set(keys)]), isCustomers);
        const rows = await db.select().from(callRecord).where(where).orderBy(desc(callRecord.startedAt)).limit(CALLS);
        const [counted] = await db.select({ total: count() }).from(callRecord).where(where);
        return { rows: rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() })), total: counted?.total ?? 0 };
      }),
  };
}

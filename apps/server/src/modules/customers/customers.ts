import {
  type AssignableAgent,
  type CrmField,
  type Customer,
  type CustomerInput,
  type CustomerNumber,
  type CustomerQuery,
  numberKey,
  type Page,
} from '@zuoxi/contract';
import type { Clock, Ids } from '@zuoxi/kit';
import { and, asc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { hasNumberKey, listPage, type Sortable } from '../../platform/lists/index.ts';
import { account, extension } from '../accounts/tables.ts';
import { audit } from '../audit/index.ts';
import { allCrmFields } from '../crm-fields/index.ts';
import { checkedValues } from './field-values.ts';
import { type CustomerRow, presentCustomers } from './presenter.ts';
import { customer, customerNumber } from './tables.ts';

export interface NamedCustomer {
  tenantId: string;
  name: string;
  numbers: readonly string[];
}

export interface Customers {
  list(actor: Actor, query: CustomerQuery): Promise<Page<Customer>>;
  create(actor: Actor, input: CustomerInput): Promise<Customer>;
  update(actor: Actor, id: string, input: CustomerInput): Promise<Customer>;
  /** With his service records. */
  remove(actor: Actor, id: string): Promise<void>;
  /** Whom a customer may be assigned to: whoever has a phone. */
  agents(actor: Actor): Promise<AssignableAgent[]>;
}

const nameOf = (accountId: PgColumn) => sql`coalesce((select a.display_name from account a where a.id = ${accountId}), '')`;
const numbersText = sql`coalesce((select string_agg(n.label || ' ' || n.number, ' ') from customer_number n where n.customer_id = ${customer.id}), '')`;
const fieldsText = sql`coalesce((select string_agg(v.value, ' ') from jsonb_each_text(${customer.fields}) v), '')`;

/** Numbers by their size, everything else as text; the key is the field's id. */
function sortableFields(fields: readonly CrmField[]): Record<string, Sortable> {
  return Object.fromEntries(
    fields.map(({ id, kind }) => {
      const value = sql`${customer.fields}->>${id}::text`;
      return [id, kind === 'number' ? { by: sql`(${value})::numeric`, type: 'numeric' } : value];
    }),
  );
}

function withNumber(number: string | undefined): SQL | undefined {
  if (!number) return undefined;
  return sql`exists (select 1 from ${customerNumber} where ${customerNumber.customerId} = ${customer.id} and ${hasNumberKey(customerNumber.number, number)})`;
}

/** As they are kept; each once, the first with its label. */
function distinct(numbers: readonly CustomerNumber[]): CustomerNumber[] {
  const byNumber = new Map<string, CustomerNumber>();
  for (const { number, label } of numbers) {
    const plain = numberKey(number);
    if (!byNumber.has(plain)) byNumber.set(plain, { number: plain, label });
  }
  return [...byNumber.values()];
}

/** What somebody enters. */
const entered = ({ name, numbers, assignedAgentId, fields }: Customer) => ({ name, numbers, assignedAgentId, fields });

interface CustomersDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  /** Told when somebody with a number got a name: calls with them show it. */
  named(who: NamedCustomer): void;
}

/** `named`: of numbers as they are kept. Customers: who they are, what numbers they have, whose they are (CRM-1 … CRM-5). */
export function createCustomers({ database, clock, ids, named }: CustomersDeps): Customers {
  async function one(db: TenantDb, id: string): Promise<Customer> {
    const [presented] = await presentCustomers(db, await db.select().from(customer).where(eq(customer.id, id)));
    return presented ?? fail('request.notFound');
  }

  async function columnsOf(db: TenantDb, { name, assignedAgentId, fields }: CustomerInput) {
    if (assignedAgentId !== null) {
      const [agent] = await db.select({ id: account.id }).from(account).where(eq(account.id, assignedAgentId));
      if (!agent) fail('uses.missing');
    }
    return { name, assignedAgentId, fields: checkedValues(await allCrmFields(db), fields) };
  }

  /** Numbers that another customer has already, unless this one has them, too: an upload may have brought both. */
  async function numbersAreFree(db: TenantDb, id: string, numbers: readonly CustomerNumber[]): Promise<void> {
    const own = await db.select().from(customerNumber).where(eq(customerNumber.customerId, id));
    const isOwn = new Set(own.map(({ number }) => number));
    const added = numbers.flatMap(({ number }) => (isOwn.has(number) ? [] : [number]));
    if (added.length === 0) return;
    const [taken] = await db
      .select({ number: customerNumber.number, name: customer.name })
      .from(customerNumber)
      .innerJoin(customer, eq(customer.id, customerNumber.customerId))
      .where(and(inArray(customerNumber.number, added), ne(customer.id, id)))
      .limit(1);
    if (taken) fail('customers.numberTaken', taken);
  }

  async function saveNumbers(db: TenantDb, { tenantId }: Actor, customerId: string, given: readonly CustomerNumber[]): Promise<void> {
    const numbers = distinct(given);
    // Two who save the same new number at once: the second one sees the first one's.
    await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`customers:${tenantId}`}))`);
    await numbersAreFree(db, customerId, numbers);
    await db.delete(customerNumber).where(eq(customerNumber.customerId, customerId));
    await db.insert(customerNumber).values(numbers.map((number, position) => ({ tenantId, customerId, position, ...number })));
  }

  /** Whoever talks with him sees his name from now on. */
  async function saved({ tenantId }: Actor, save: (db: TenantDb) => Promise<Customer>): Promise<Customer> {
    const one = await database.tenant(tenantId, save);
    named({ tenantId, name: one.name, numbers: one.numbers.map(({ number }) => number) });
    return one;
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const page = await listPage<CustomerRow, CustomerRow>(db, query, {
          from: customer,
          where: withNumber(query.number),
          sortable: {
            name: customer.name,
            numbers: numbersText,
            assignedAgentName: nameOf(customer.assignedAgentId),
            createdByName: nameOf(customer.createdBy),
            updatedByName: nameOf(customer.updatedBy),
            createdAt: customer.createdAt,
            updatedAt: customer.updatedAt,
            ...sortableFields(await allCrmFields(db)),
          },
          searched: [customer.name, numbersText, fieldsText, nameOf(customer.assignedAgentId)],
          searchedNumbers: [numbersText],
          defaultSort: 'updatedAt',
          tieBreak: customer.id,
          present: (row) => row,
        });
        return { ...page, rows: await presentCustomers(db, page.rows) };
      }),

    create: (actor, input) =>
      saved(actor, async (db) => {
        const id = ids.uuid();
        const { tenantId, accountId } = actor;
        const columns = await columnsOf(db, input);
        await db.insert(customer).values({ id, tenantId, ...columns, createdBy: accountId, updatedBy: accountId });
        await saveNumbers(db, actor, id, input.numbers);
        const after = await one(db, id);
        await audit(db, actor, 'customers.create', id, { name: input.name }, { before: null, after: entered(after) });
        return after;
      }),

    update: (actor, id, input) =>
      saved(actor, async (db) => {
        const columns = await columnsOf(db, input);
        const values = { ...columns, updatedBy: actor.accountId, updatedAt: new Date(clock.now()) };
        const before = await one(db, id);
        const updated = await db.update(customer).set(values).where(eq(customer.id, id)).returning({ id: customer.id });
        if (updated.length === 0) fail('request.notFound');
        await saveNumbers(db, actor, id, input.numbers);
        const after = await one(db, id);
        await audit(db, actor, 'customers.update', id, { name: input.name }, { before: entered(before), after: entered(after) });
        return after;
      }),

    remove: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        const before = await one(db, id);
        await db.delete(customer).where(eq(customer.id, id));
        await audit(db, actor, 'customers.remove', id, { name: before.name }, { before: entered(before), after: null });
      }),

    agents: (actor) =>
      database.tenant(actor.tenantId, (db) =>
        db
          .select({ id: account.id, name: account.displayName, extension: extension.number })
          .from(account)
          .innerJoin(extension, eq(extension.accountId, account.id))
          .orderBy(asc(extension.number)),
      ),
  };
}

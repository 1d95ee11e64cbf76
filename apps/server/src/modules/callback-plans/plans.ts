import { type CallbackPlan, type CallbackPlanInput, type CallbackPlanQuery, numberKey, type Page } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { and, asc, eq, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit, rowNow } from '../audit/index.ts';
import { customer } from '../customers/tables.ts';
import { callbackPlan } from './tables.ts';

export interface CallbackPlans {
  /** One's own, like everything here. */
  list(actor: Actor, query: CallbackPlanQuery): Promise<Page<CallbackPlan>>;
  create(actor: Actor, input: CallbackPlanInput): Promise<CallbackPlan>;
  /** Also puts it off. What is done stays as it is. */
  update(actor: Actor, id: string, input: CallbackPlanInput): Promise<CallbackPlan>;
  /** Once done it stays so since then. */
  finish(actor: Actor, id: string): Promise<CallbackPlan>;
  remove(actor: Actor, id: string): Promise<void>;
}

type PlanRow = typeof callbackPlan.$inferSelect;

/** With the customer's name as it is now. */
async function present(db: TenantDb, rows: readonly PlanRow[]): Promise<CallbackPlan[]> {
  const ids = rows.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
  const customers = ids.length > 0 ? await db.select().from(customer).where(inArray(customer.id, ids)) : [];
  const names = new Map(customers.map(({ id, name }) => [id, name]));
  return rows.map(({ id, number, customerId, customerName, dueAt, note, doneAt, createdAt }) => ({
    id,
    number,
    customerId,
    customerName: names.get(customerId ?? '') ?? customerName,
    dueAt: dueAt.toISOString(),
    note,
    doneAt: doneAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }));
}

const ownedBy = (actor: Pick<Actor, 'accountId'>) => eq(callbackPlan.accountId, actor.accountId);

/** One's own that are still to be done, with one of the numbers or for the customer; the next one first. */
export async function openPlansOf(
  db: TenantDb,
  actor: Actor,
  about: { numbers: readonly string[]; customerId: string | null },
): Promise<CallbackPlan[]> {
  const isAbout = or(
    inArray(callbackPlan.number, [...about.numbers]),
    about.customerId ? eq(callbackPlan.customerId, about.customerId) : undefined,
  );
  const rows = await db
    .select()
    .from(callbackPlan)
    .where(and(ownedBy(actor), isNull(callbackPlan.doneAt), isAbout))
    .orderBy(asc(callbackPlan.dueAt), asc(callbackPlan.id));
  return present(db, rows);
}

/** What is due now and not done, the longest due first. */
export function duePlans(database: Database, actor: Pick<Actor, 'tenantId' | 'accountId'>, now: Date): Promise<CallbackPlan[]> {
  return database.tenant(actor.tenantId, async (db) => {
    const rows = await db
      .select()
      .from(callbackPlan)
      .where(and(ownedBy(actor), isNull(callbackPlan.doneAt), lte(callbackPlan.dueAt, now)))
      .orderBy(asc(callbackPlan.dueAt), asc(callbackPlan.id));
    return present(db, rows);
  });
}

interface CallbackPlansDeps {
  database: Database;
  ids: Ids;
  /** Told after each change of somebody's plans. */
  changed(whose: Pick<Actor, 'tenantId' | 'accountId'>): Promise<void>;
}

/** Reminders to call somebody, each for whoever made it (回访计划, PAN-11). `changed` is told whose have changed. */
export function createCallbackPlans({ database, ids, changed }: CallbackPlansDeps): CallbackPlans {
  async function change<T>(actor: Actor, work: (db: TenantDb) => Promise<T>): Promise<T> {
    const result = await database.tenant(actor.tenantId, work);
    await changed(actor);
    return result;
  }

  async function saved(db: TenantDb, rows: readonly PlanRow[]): Promise<CallbackPlan> {
    const [plan] = await present(db, rows);
    return plan ?? fail('request.notFound');
  }

  async function columnsOf(db: TenantDb, { number, customerId, customerName, dueAt, note }: CallbackPlanInput) {
    if (customerId !== null) {
      const [known] = await db.select({ id: customer.id }).from(customer).where(eq(customer.id, customerId));
      if (!known) fail('uses.missing');
    }
    return { number: numberKey(number), customerId, customerName, dueAt: new Date(dueAt), note };
  }

  const own = (actor: Actor, id: string): SQL | undefined => and(eq(callbackPlan.id, id), ownedBy(actor));

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const byState = { open: isNull(callbackPlan.doneAt), done: isNotNull(callbackPlan.doneAt) };
        const name = sql`coalesce((select c.name from customer c where c.id = ${callbackPlan.customerId}), ${callbackPlan.customerName}, '')`;
        const page = await listPage<PlanRow, PlanRow>(db, query, {
          from: callbackPlan,
          where: and(ownedBy(actor), query.state && byState[query.state]),
          sortable: { dueAt: callbackPlan.dueAt, number: callbackPlan.number, customerName: name, doneAt: callbackPlan.doneAt },
          searched: [callbackPlan.number, name, callbackPlan.note],
          searchedNumbers: [callbackPlan.number],
          defaultSort: 'dueAt',
          tieBreak: callbackPlan.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      }),

    create: (actor, input) =>
      change(actor, async (db) => {
        const id = ids.uuid();
        const { tenantId, accountId } = actor;
        const columns = await columnsOf(db, input);
        const rows = await db
          .insert(callbackPlan)
          .values({ id, tenantId, accountId, ...columns })
          .returning();
        await audit(
          db,
          actor,
          'callbackPlans.create',
          id,
          { number: columns.number, dueAt: input.dueAt },
          { before: null, after: rows[0] },
        );
        return saved(db, rows);
      }),

    update: (actor, id, input) =>
      change(actor, async (db) => {
        const columns = await columnsOf(db, input);
        const before = await rowNow(db, callbackPlan, id);
        const rows = await db
          .update(callbackPlan)
          .set(columns)
          .where(and(own(actor, id), isNull(callbackPlan.doneAt)))
          .returning();
        await audit(db, actor, 'callbackPlans.update', id, { number: columns.number, dueAt: input.dueAt }, { before, after: rows[0] });
        return saved(db, rows);
      }),

    finish: (actor, id) =>
      change(actor, async (db) => {
        const doneAt = sql`coalesce(${callbackPlan.doneAt}, now())`;
        const rows = await db.update(callbackPlan).set({ doneAt }).where(own(actor, id)).returning();
        await audit(db, actor, 'callbackPlans.finish', id);
        return saved(db, rows);
      }),

    remove: (actor, id) =>
      change(actor, async (db) => {
        const [row] = await db.delete(callbackPlan).where(own(actor, id)).returning();
        if (!row) return fail('request.notFound');
        await audit(db, actor, 'callbackPlans.remove', id, { number: row.number }, { before: row, after: null });
      }),
  };
}

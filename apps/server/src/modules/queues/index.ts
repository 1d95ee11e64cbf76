import type { Page, PageQuery, Queue, QueueInput } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq, inArray } from 'drizzle-orm';
import { type Database, listPage, type TenantDb, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/index.ts';
import { type Changed, changeWith } from '../change.ts';
import { fail } from '../errors.ts';
import { numberIsFree } from '../pbx/index.ts';

export interface Queues {
  list(actor: Actor, query: PageQuery): Promise<Page<Queue>>;
  create(actor: Actor, input: QueueInput): Promise<Queue>;
  update(actor: Actor, id: string, input: QueueInput): Promise<Queue>;
  remove(actor: Actor, id: string): Promise<void>;
}

type QueueRow = typeof tables.queue.$inferSelect;

export function createQueues(database: Database, changed: Changed): Queues {
  async function present(db: TenantDb, rows: QueueRow[]): Promise<Queue[]> {
    const members = await db
      .select({
        queueId: tables.queueMember.queueId,
        accountId: tables.account.id,
        displayName: tables.account.displayName,
        role: tables.account.role,
        extension: tables.extension.number,
      })
      .from(tables.queueMember)
      .innerJoin(tables.account, eq(tables.account.id, tables.queueMember.accountId))
      .innerJoin(tables.extension, eq(tables.extension.accountId, tables.queueMember.accountId));
    const routes = await db.select().from(tables.inboundRoute);
    const membersOf = Map.groupBy(members, (member) => member.queueId);
    const routesOf = Map.groupBy(routes, (route) => (route.destination.kind === 'queue' ? route.destination.queueId : ''));
    return rows.map(({ tenantId: _tenantId, createdAt, ...row }) => {
      const own = (membersOf.get(row.id) ?? []).map(({ queueId: _queueId, ...member }) => member);
      return {
        ...row,
        memberIds: own.map((member) => member.accountId),
        members: own.sort((a, b) => a.extension.localeCompare(b.extension)),
        inboundNumbers: (routesOf.get(row.id) ?? []).map((route) => route.calledNumber),
        createdAt: createdAt.toISOString(),
      };
    });
  }

  async function one(db: TenantDb, id: string): Promise<Queue> {
    const [presented] = await present(db, await db.select().from(tables.queue).where(eq(tables.queue.id, id)));
    return presented ?? fail('request.notFound');
  }

  async function saveMembers(db: TenantDb, actor: Actor, queueId: string, memberIds: readonly string[]): Promise<void> {
    const ids = [...new Set(memberIds)];
    const accounts = ids.length > 0 ? await db.select().from(tables.account).where(inArray(tables.account.id, ids)) : [];
    if (accounts.length < ids.length) fail('request.notFound');
    const extensions = ids.length > 0 ? await db.select().from(tables.extension).where(inArray(tables.extension.accountId, ids)) : [];
    const missing = accounts.find((account) => !extensions.some((extension) => extension.accountId === account.id));
    if (missing) fail('queues.memberWithoutExtension', { name: missing.displayName });
    await db.delete(tables.queueMember).where(eq(tables.queueMember.queueId, queueId));
    if (ids.length === 0) return;
    await db.insert(tables.queueMember).values(ids.map((accountId) => ({ tenantId: actor.tenantId, queueId, accountId })));
  }

  const change = changeWith(database, changed, {
    constraint: 'queue_tenantId_name',
    taken: (name) => fail('queues.nameTaken', { name }),
  });

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const page = await listPage<QueueRow, QueueRow>(db, query, {
          from: tables.queue,
          sortable: { number: tables.queue.number, name: tables.queue.name, createdAt: tables.queue.createdAt },
          searched: [tables.queue.number, tables.queue.name],
          defaultSort: 'number',
          tieBreak: tables.queue.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      }),

    create: (actor, input) =>
      change(actor, input.name, async (db) => {
        const id = systemIds.uuid();
        if (!(await numberIsFree(db, actor.tenantId, input.number, id))) fail('queues.numberTaken', { number: input.number });
        const { memberIds, ...columns } = input;
        await db.insert(tables.queue).values({ id, tenantId: actor.tenantId, ...columns });
        await saveMembers(db, actor, id, memberIds);
        await audit(db, actor, 'queues.create', id, input);
        return one(db, id);
      }),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        if (!(await numberIsFree(db, actor.tenantId, input.number, id))) fail('queues.numberTaken', { number: input.number });
        const { memberIds, ...columns } = input;
        const updated = await db.update(tables.queue).set(columns).where(eq(tables.queue.id, id)).returning({ id: tables.queue.id });
        if (updated.length === 0) fail('request.notFound');
        await saveMembers(db, actor, id, memberIds);
        await audit(db, actor, 'queues.update', id, input);
        return one(db, id);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const queue = await one(db, id);
        if (queue.inboundNumbers.length > 0) fail('queues.inUse', { numbers: queue.inboundNumbers.join('、') });
        await db.delete(tables.queue).where(eq(tables.queue.id, id));
        await audit(db, actor, 'queues.remove', id, { name: queue.name });
      }),
  };
}

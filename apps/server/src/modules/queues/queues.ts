import type { Page, PageQuery, Queue, QueueInput } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { eq, inArray } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { account as accountTable, extension as extensionTable } from '../accounts/tables.ts';
import { scopeOf } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import { inboundRoute } from '../inbound-routes/tables.ts';
import { destinationExists, hoursExist, numberIsFree, refuseInUse } from '../pbx/index.ts';
import { prompt } from '../prompts/tables.ts';
import { skill } from '../skills/tables.ts';
import { queueMember, queue as queueTable } from './tables.ts';

export interface Queues {
  list(actor: Actor, query: PageQuery): Promise<Page<Queue>>;
  create(actor: Actor, input: QueueInput): Promise<Queue>;
  update(actor: Actor, id: string, input: QueueInput): Promise<Queue>;
  remove(actor: Actor, id: string): Promise<void>;
}

/** What somebody sets: the rest follows from it, or is set elsewhere. */
const configured = ({ members: _members, inboundNumbers: _numbers, ...queue }: Queue) => queue;

type QueueRow = typeof queueTable.$inferSelect;

export function createQueues({ database, changed, ids }: { database: Database; changed: Changed; ids: Ids }): Queues {
  async function present(db: TenantDb, rows: QueueRow[]): Promise<Queue[]> {
    const members = await db
      .select({
        queueId: queueMember.queueId,
        accountId: accountTable.id,
        displayName: accountTable.displayName,
        role: accountTable.role,
        extension: extensionTable.number,
        penalty: queueMember.penalty,
      })
      .from(queueMember)
      .innerJoin(accountTable, eq(accountTable.id, queueMember.accountId))
      .innerJoin(extensionTable, eq(extensionTable.accountId, queueMember.accountId))
      .orderBy(queueMember.position, extensionTable.number);
    const routes = await db.select().from(inboundRoute);
    const membersOf = Map.groupBy(members, (member) => member.queueId);
    const routesOf = Map.groupBy(routes, (route) => (route.destination.kind === 'queue' ? route.destination.queueId : ''));
    return rows.map(({ tenantId: _tenantId, createdAt, ...row }) => {
      const own = (membersOf.get(row.id) ?? []).map(({ queueId: _queueId, ...member }) => member);
      return {
        ...row,
        memberIds: own.map((member) => member.accountId),
        members: own,
        penalties: Object.fromEntries(own.filter((member) => member.penalty > 0).map((member) => [member.accountId, member.penalty])),
        inboundNumbers: (routesOf.get(row.id) ?? []).map((route) => route.calledNumber),
        createdAt: createdAt.toISOString(),
      };
    });
  }

  async function one(db: TenantDb, id: string): Promise<Queue> {
    const [presented] = await present(db, await db.select().from(queueTable).where(eq(queueTable.id, id)));
    return presented ?? fail('request.notFound');
  }

  /** What it refers to is this call centre's own; a foreign key alone would accept another one's. */
  async function referencesExist(db: TenantDb, input: QueueInput): Promise<void> {
    for (const destination of [input.closedDestination, ...input.overflow]) if (destination) await destinationExists(db, destination);
    if (input.hoursId !== null) await hoursExist(db, input.hoursId);
    const promptIds = [input.greetingPromptId, input.musicPromptId, input.maxWaitPromptId, input.periodicPromptId].filter(
      (id) => id !== null,
    );
    const skillIds = input.requiredSkills.map(({ skillId }) => skillId);
    await allExist(db, prompt, promptIds);
    await allExist(db, skill, skillIds);
  }

  async function allExist(db: TenantDb, table: typeof prompt | typeof skill, ids: readonly string[]): Promise<void> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return;
    const found = await db.select({ id: table.id }).from(table).where(inArray(table.id, wanted));
    if (found.length < wanted.length) fail('uses.missing');
  }

  async function saveMembers(db: TenantDb, actor: Actor, queueId: string, { memberIds, penalties }: QueueInput): Promise<void> {
    const ids = [...new Set(memberIds)];
    const accounts = ids.length > 0 ? await db.select().from(accountTable).where(inArray(accountTable.id, ids)) : [];
    if (accounts.length < ids.length) fail('request.notFound');
    const extensions = ids.length > 0 ? await db.select().from(extensionTable).where(inArray(extensionTable.accountId, ids)) : [];
    const missing = accounts.find((account) => !extensions.some((extension) => extension.accountId === account.id));
    if (missing) fail('queues.memberWithoutExtension', { name: missing.displayName });
    await db.delete(queueMember).where(eq(queueMember.queueId, queueId));
    if (ids.length === 0) return;
    const { tenantId } = actor;
    await db
      .insert(queueMember)
      .values(ids.map((accountId, position) => ({ tenantId, queueId, accountId, position, penalty: penalties[accountId] ?? 0 })));
  }

  const change = changeWith(database, changed, {
    constraint: 'queue_tenantId_name',
    taken: (name) => fail('queues.nameTaken', { name }),
  });

  return {
    async list(actor, query) {
      // A supervisor's are those of which they are a member.
      const { all, queueIds } = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const page = await listPage<QueueRow, QueueRow>(db, query, {
          from: queueTable,
          where: all ? undefined : inArray(queueTable.id, [...queueIds]),
          sortable: { number: queueTable.number, name: queueTable.name, createdAt: queueTable.createdAt },
          searched: [queueTable.number, queueTable.name],
          defaultSort: 'number',
          tieBreak: queueTable.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      });
    },

    create: (actor, input) =>
      change(actor, input.name, async (db) => {
        const id = ids.uuid();
        if (!(await numberIsFree(db, actor.tenantId, input.number, id))) fail('queues.numberTaken', { number: input.number });
        await referencesExist(db, input);
        const { memberIds: _memberIds, penalties: _penalties, ...columns } = input;
        await db.insert(queueTable).values({ id, tenantId: actor.tenantId, ...columns });
        await saveMembers(db, actor, id, input);
        const after = await one(db, id);
        await audit(db, actor, 'queues.create', id, input, { before: null, after: configured(after) });
        return after;
      }),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        if (!(await numberIsFree(db, actor.tenantId, input.number, id))) fail('queues.numberTaken', { number: input.number });
        await referencesExist(db, input);
        const { memberIds: _memberIds, penalties: _penalties, ...columns } = input;
        const before = await one(db, id);
        const updated = await db.update(queueTable).set(columns).where(eq(queueTable.id, id)).returning({ id: queueTable.id });
        if (updated.length === 0) fail('request.notFound');
        await saveMembers(db, actor, id, input);
        const after = await one(db, id);
        await audit(db, actor, 'queues.update', id, input, { before: configured(before), after: configured(after) });
        return after;
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const queue = await one(db, id);
        await refuseInUse(db, id);
        await db.delete(queueTable).where(eq(queueTable.id, id));
        await audit(db, actor, 'queues.remove', id, { name: queue.name }, { before: configured(queue), after: null });
      }),
  };
}

import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { queueMember } from '../queues/tables.ts';

/** Whose status, calls and recordings an actor may see. `all` = the whole call centre. */
export interface Scope {
  all: boolean;
  queueIds: ReadonlySet<string>;
  agentIds: ReadonlySet<string>;
}

/** Administrators see all; supervisors their queues and those queues' members; agents themselves. */
export async function scopeOf(database: Database, actor: Actor): Promise<Scope> {
  if (actor.role === 'administrator' || actor.role === 'operator') return { all: true, queueIds: new Set(), agentIds: new Set() };
  return database.tenant(actor.tenantId, async (db) => {
    const own = await db.select().from(queueMember).where(eq(queueMember.accountId, actor.accountId));
    const queueIds = own.map((member) => member.queueId);
    if (actor.role === 'agent') return { all: false, queueIds: new Set(queueIds), agentIds: new Set([actor.accountId]) };
    const members = queueIds.length > 0 ? await db.select().from(queueMember).where(inArray(queueMember.queueId, queueIds)) : [];
    return { all: false, queueIds: new Set(queueIds), agentIds: new Set([actor.accountId, ...members.map((member) => member.accountId)]) };
  });
}

/** `maySee` of the module `visibility` for tables without numbers of the roster: rows of a queue, or of an agent alone. */
export function isTheirs(scope: Scope, { accountId, role }: Actor, columns: { queueId: PgColumn; agentId: PgColumn }): SQL | undefined {
  if (scope.all) return undefined;
  const own = eq(columns.agentId, accountId);
  if (role === 'agent') return own;
  const ofQueue = scope.queueIds.size > 0 ? inArray(columns.queueId, [...scope.queueIds]) : sql`false`;
  return or(own, ofQueue, and(isNull(columns.queueId), inArray(columns.agentId, [...scope.agentIds])));
}

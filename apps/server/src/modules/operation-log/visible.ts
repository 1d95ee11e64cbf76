import { and, eq, inArray, isNotNull, notInArray, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { ints, type Visible } from '../../platform/lists/index.ts';
import { queueMember } from '../queues/tables.ts';
import { resolveVisibility, type Visibility } from '../visibility/index.ts';
import { membership, roster } from '../visibility/tables.ts';
import { operationLog } from './tables.ts';

/** When somebody who is no member any more was one of a queue that the supervisor has today. */
export interface FormerTime {
  agentNo: number;
  since: Date;
  until: Date;
}

export interface OperationVisibility extends Visibility {
  former: readonly FormerTime[];
}

export interface SeenOperation {
  agentNo: number;
  /** 0: of no queue. */
  queueNo: number;
  at: Date;
}

/**
 * LOG-1: what was done in one's queues, by whomever; the signing in and out of their members, and of those who have left for the time they were
 * members; and all of one's own. What a member does for another queue is not told.
 */
export function maySeeOperation(
  { all, own, queues, members, former }: OperationVisibility,
  { agentNo, queueNo, at }: SeenOperation,
): boolean {
  if (all || agentNo === own) return true;
  if (queueNo !== 0) return queues.includes(queueNo);
  return members.includes(agentNo) || former.some((time) => time.agentNo === agentNo && at >= time.since && at < time.until);
}

export async function resolveOperationVisibility(db: TenantDb, actor: Actor): Promise<OperationVisibility> {
  const visibility = await resolveVisibility(db, actor);
  if (actor.role !== 'supervisor') return { ...visibility, former: [] };
  const account = alias(roster, 'a');
  const mine = db.select({ id: queueMember.queueId }).from(queueMember).where(eq(queueMember.accountId, actor.accountId));
  const former = await db
    .select({ agentNo: account.no, since: membership.since, until: membership.until })
    .from(membership)
    .innerJoin(account, eq(account.id, membership.accountId))
    .where(and(inArray(membership.queueId, mine), isNotNull(membership.until), notInArray(account.no, [0, ...visibility.members])));
  return { ...visibility, former: former.flatMap(({ until, ...time }) => (until === null ? [] : [{ ...time, until }])) };
}

/** `maySeeOperation` for the list: by columns, which say all of it; by marks more are found of those who have left. */
export function visibleOperations({ all, own, queues, members, former }: OperationVisibility): Visible {
  if (all) return { all: true };
  const row = operationLog;
  const scopes = [...new Set([...queues, ...members, own])].sort((a, b) => a - b);
  const times = former.map(
    ({ agentNo, since, until }) =>
      sql`(${row.scopeNo} = ${agentNo} and ${row.at} >= ${since.toISOString()}::timestamptz and ${row.at} < ${until.toISOString()}::timestamptz)`,
  );
  const exact = or(sql`${row.scopeNo} = any(${ints(scopes)})`, eq(row.agentNo, own), ...times) ?? sql`false`;
  const marks = [...scopes, ...new Set(former.map(({ agentNo }) => agentNo))].map((no) => `scope:${no}`);
  return { all: false, exact, covered: exact, marks: [...marks, `agent:${own}`], beside: [] };
}

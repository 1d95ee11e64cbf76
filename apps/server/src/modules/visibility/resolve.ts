import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type PgColumn } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { ints, type Visible } from '../../platform/lists/index.ts';
import { queueMember } from '../queues/tables.ts';
import { numbersOf } from './roster.ts';
import { roster } from './tables.ts';
import { type Visibility, visibilityOf } from './visible.ts';

/** What the actor may see now. */
export async function resolveVisibility(db: TenantDb, actor: Actor): Promise<Visibility> {
  const own = (await numbersOf(db, [actor.accountId])).get(actor.accountId) ?? 0;
  if (actor.role !== 'supervisor') return visibilityOf(actor.role, own, []);
  const [queue, account] = [alias(roster, 'q'), alias(roster, 'a')];
  const mine = db.select({ id: queueMember.queueId }).from(queueMember).where(eq(queueMember.accountId, actor.accountId));
  const memberships = await db
    .select({ queueNo: queue.no, accountNo: account.no })
    .from(queueMember)
    .innerJoin(queue, eq(queue.id, queueMember.queueId))
    .innerJoin(account, eq(account.id, queueMember.accountId))
    .where(inArray(queueMember.queueId, mine));
  return visibilityOf(actor.role, own, memberships);
}

/** Columns of a table whose rows belong to somebody. */
export interface BelongingColumns {
  scopeNo: PgColumn;
  agentNo: PgColumn;
  furtherAgents: PgColumn;
  furtherQueues: PgColumn;
}

const scopesOf = ({ own, queues, members }: Visibility): number[] => [...new Set([...queues, ...members, own])].sort((a, b) => a - b);

/** `maySee` as a condition on a row that is looked at anyway. */
export function isVisible(visibility: Visibility, columns: BelongingColumns): SQL | undefined {
  if (visibility.all) return undefined;
  const { own, queues } = visibility;
  return and(
    or(
      sql`${columns.scopeNo} = any(${ints(scopesOf(visibility))})`,
      eq(columns.agentNo, own),
      sql`${own}::int = any(${columns.furtherAgents})`,
      queues.length > 0 ? sql`${columns.furtherQueues} && ${ints(queues)}` : undefined,
    ),
  );
}

/** The same for a large list: by its covered columns and its marks (`belongingMarks`). */
export function visibleRows(visibility: Visibility, columns: BelongingColumns): Visible {
  const exact = isVisible(visibility, columns);
  if (!exact) return { all: true };
  const { own, queues } = visibility;
  const scopes = scopesOf(visibility);
  const beside = [own, ...queues].map((no) => `x:${no}`);
  return {
    all: false,
    exact,
    covered: sql`(${columns.scopeNo} = any(${ints(scopes)}) or ${columns.agentNo} = ${own})`,
    marks: [...scopes.map((no) => `scope:${no}`), `agent:${own}`, ...beside],
    beside,
  };
}

/** What marks a row as somebody's. `x:` stands for those alone whom the columns do not name: they are few. */
export function belongingMarks(row: {
  scopeNo: number;
  queueNo: number;
  agentNo: number;
  furtherAgents: readonly number[];
  furtherQueues: readonly number[];
}) {
  return [
    `scope:${row.scopeNo}`,
    `queue:${row.queueNo}`,
    `agent:${row.agentNo}`,
    ...[...row.furtherAgents, ...row.furtherQueues].map((no) => `x:${no}`),
  ];
}

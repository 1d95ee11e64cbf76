import type { FilterTarget, FilterTargets, Role } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { membership, roster } from './tables.ts';

export interface RosterEntry {
  id: string;
  kind: 'queue' | 'account';
  name: string;
  number: string;
  isEnded: boolean;
}

/** One stretch of somebody's time in a queue. */
export interface Stretch {
  queueId: string;
  accountId: string;
  isOver: boolean;
}

/**
 * Whom lists can be filtered by. An administrator: everybody there ever was. A supervisor: the queues they are and were in, and whoever is or was in
 * those they are in. An agent: their queues and themselves.
 */
export function filterTargetsOf(
  { role, accountId }: { role: Role; accountId: string },
  entries: readonly RosterEntry[],
  stretches: readonly Stretch[],
): FilterTargets {
  const target = ({ id, name, number }: RosterEntry, isFormer: boolean): FilterTarget => ({ id, name, number, isFormer });
  const sorted = (targets: readonly FilterTarget[]) =>
    [...targets].sort((a, b) => Number(a.isFormer) - Number(b.isFormer) || compare(a, b));
  const [queues, accounts] = (['queue', 'account'] as const).map((kind) => entries.filter((entry) => entry.kind === kind)) as [
    RosterEntry[],
    RosterEntry[],
  ]; // two kinds, two lists
  if (role === 'administrator' || role === 'operator') {
    return {
      queues: sorted(queues.map((one) => target(one, one.isEnded))),
      agents: sorted(accounts.map((one) => target(one, one.isEnded))),
    };
  }
  const own = stretches.filter((one) => one.accountId === accountId);
  const isEnded = new Set(entries.flatMap(({ id, isEnded }) => (isEnded ? [id] : [])));
  const present = new Set(own.flatMap(({ queueId, isOver }) => (isOver || isEnded.has(queueId) ? [] : [queueId])));
  const ever = new Set(own.map(({ queueId }) => queueId));
  const ofPresent = stretches.filter(({ queueId }) => present.has(queueId));
  const members = new Set(ofPresent.flatMap((one) => (one.isOver || isEnded.has(one.accountId) ? [] : [one.accountId])));
  const everMembers = role === 'agent' ? new Set([accountId]) : new Set([accountId, ...ofPresent.map((one) => one.accountId)]);
  return {
    queues: sorted(queues.flatMap((one) => (ever.has(one.id) ? [target(one, !present.has(one.id))] : []))),
    agents: sorted(accounts.flatMap((one) => (everMembers.has(one.id) ? [target(one, one.id !== accountId && !members.has(one.id))] : []))),
  };
}

const compare = (a: FilterTarget, b: FilterTarget): number =>
  a.number.localeCompare(b.number, 'en', { numeric: true }) || a.name.localeCompare(b.name, 'zh');

export class FilterTargetList {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  of(actor: Actor): Promise<FilterTargets> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      const entries = await db.select().from(roster).where(eq(roster.tenantId, actor.tenantId));
      const stretches =
        actor.role === 'administrator' ? [] : await db.select().from(membership).where(eq(membership.tenantId, actor.tenantId));
      return filterTargetsOf(
        actor,
        entries.map((entry) => ({ ...entry, isEnded: entry.endedAt !== null })),
        stretches.map((one) => ({ ...one, isOver: one.until !== null })),
      );
    });
  }
}

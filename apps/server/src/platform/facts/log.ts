import type { AgentFact, CallFact, Fact } from '@zuoxi/callcontrol';
import { isUuid } from '@zuoxi/kit';
import { and, asc, eq, gt, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { agentEvent, callEvent, factLog } from './tables.ts';

/** A fact on its way into the log. */
export interface Entry {
  /** Made before the insert, so that an entry that is stored again changes nothing. Ids sort as the facts do. */
  id: string;
  /** Its times are call control's. */
  fact: Fact;
  /** What the wall clock showed at `fact.at`, epoch ms. */
  wallAt: number;
}

/** A fact as it stands in the log. */
export interface LoggedFact<F extends Fact = Fact> {
  id: string;
  /** Its place in the log of its call centre. */
  seq: number;
  fact: F;
  /** A time of call control as the wall clock showed it when this fact happened. */
  wall: WallTime;
}

/** A time of call control as a wall clock shows it. */
export type WallTime = (at: number) => Date;

/** Which of the two tables a fact is in. Complete by its type: a new agent fact without a line here does not compile. */
const AGENT_FACTS: Record<AgentFact['type'], true> = {
  signedIn: true,
  signedOut: true,
  wrapUpExtended: true,
  wrapUpEnded: true,
  handRaised: true,
  handLowered: true,
  ready: true,
  notReady: true,
  stateChanged: true,
  dialRefused: true,
};

export const isAgentFact = (type: Fact['type']): type is AgentFact['type'] => type in AGENT_FACTS;

/** The events of one call in the order in which they happened. Ids are made by the wall clock, which may have been set back. */
export const inOrder = ({ steadyAt, id }: Pick<typeof callEvent, 'steadyAt' | 'id'>): SQL[] => [sql`${steadyAt} nulls first`, asc(id)];

/** Of one fact; id and place were made before. */
export function eventRow({ id, fact, wallAt }: { id: string; fact: CallFact; wallAt: number }, seq: number): typeof callEvent.$inferInsert {
  const { stream: _stream, at: steadyAt, tenantId, callId, type, ...detail } = fact;
  const agentId = 'agentId' in fact && fact.agentId !== null && isUuid(fact.agentId) ? fact.agentId : null;
  return { id, tenantId, seq, callId, agentId, at: new Date(wallAt), steadyAt, type, detail };
}

/**
 * Appends facts, those of one call centre in the given order. One that is in the log already changes nothing; the place that was made for
 * it stays empty.
 */
export async function appendFacts(db: TenantDb, entries: readonly Entry[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const { fact } of entries) counts.set(fact.tenantId, (counts.get(fact.tenantId) ?? 0) + 1);
  const next = await takePlaces(db, counts);
  const callRows: (typeof callEvent.$inferInsert)[] = [];
  const agentRows: (typeof agentEvent.$inferInsert)[] = [];
  for (const { id, fact, wallAt } of entries) {
    const seq = next(fact.tenantId);
    if (fact.stream === 'call') callRows.push(eventRow({ id, fact, wallAt }, seq));
    else {
      const { stream: _stream, at: steadyAt, tenantId, agentId, type, ...detail } = fact;
      agentRows.push({ id, tenantId, seq, accountId: agentId, at: new Date(wallAt), steadyAt, type, detail });
    }
  }
  if (callRows.length > 0) await db.insert(callEvent).values(callRows).onConflictDoNothing();
  if (agentRows.length > 0) await db.insert(agentEvent).values(agentRows).onConflictDoNothing();
}

/**
 * Gives out so many places in the log of each call centre: whoever asks the result for one gets the next.
 *
 * Why a cursor that has passed a place has missed none before it: the row of `fact_log` stays locked until this transaction has committed
 * or was rolled back. Whoever appends to the same log meanwhile (the journal; somebody who runs a set-aside fact again) waits, and gets
 * later places. So places become visible in the order in which they were given out, and everything up to `last`, as a consumer reads it,
 * is committed. A place whose transaction was rolled back is given out again; one that stays empty is never filled later.
 */
export async function takePlaces(db: TenantDb, counts: ReadonlyMap<string, number>): Promise<(tenantId: string) => number> {
  if (counts.size === 0) return () => 0;
  // Locked in one order by all: two writers that need the same two rows must not wait for each other.
  const values = [...counts].map(([tenantId, last]) => ({ tenantId, last })).sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  const rows = await db
    .insert(factLog)
    .values(values)
    .onConflictDoUpdate({ target: factLog.tenantId, set: { last: sql`${factLog.last} + excluded.last` } })
    .returning();
  const before = new Map(rows.map(({ tenantId, last }) => [tenantId, last - (counts.get(tenantId) ?? 0)]));
  return (tenantId) => {
    const seq = (before.get(tenantId) ?? 0) + 1;
    before.set(tenantId, seq);
    return seq;
  };
}

/** What to read of a call centre's log. */
export interface Wanted<T extends Fact['type'] = Fact['type']> {
  tenantId: string;
  types: readonly T[];
  /** Only what stands behind that place … */
  after: number;
  /** … and up to that one. The two tables are read one after the other: what is committed in between is left for the next time. */
  until: number;
  limit: number;
  /** Only what happened at that time or later. */
  from?: Date | undefined;
}

/** In order of their places. */
export async function readFacts<T extends Fact['type']>(
  db: TenantDb,
  { tenantId, types, after, until, limit, from }: Wanted<T>,
): Promise<LoggedFact<Extract<Fact, { type: T }>>[]> {
  const facts: LoggedFact[] = [];
  const wanted = (table: typeof callEvent | typeof agentEvent, names: readonly string[]) =>
    and(
      eq(table.tenantId, tenantId),
      gt(table.seq, after),
      lte(table.seq, until),
      inArray(table.type, [...names]),
      from ? sql`${table.at} >= ${from.toISOString()}::timestamptz` : undefined,
    );
  const [agentTypes, callTypes] = [types.filter(isAgentFact), types.filter((type) => !isAgentFact(type))];
  if (callTypes.length > 0) {
    const rows = await db.select().from(callEvent).where(wanted(callEvent, callTypes)).orderBy(callEvent.seq).limit(limit);
    facts.push(...rows.map((row) => logged(row, callFactOf(row))));
  }
  if (agentTypes.length > 0) {
    const rows = await db.select().from(agentEvent).where(wanted(agentEvent, agentTypes)).orderBy(agentEvent.seq).limit(limit);
    facts.push(...rows.map((row) => logged(row, agentFactOf(row))));
  }
  // Only facts of the wanted types were asked for.
  return facts.sort((a, b) => a.seq - b.seq).slice(0, limit) as LoggedFact<Extract<Fact, { type: T }>>[];
}

type CallEventRow = typeof callEvent.$inferSelect;
type AgentEventRow = typeof agentEvent.$inferSelect;

const logged = ({ id, seq, at }: Pick<CallEventRow, 'id' | 'seq' | 'at'>, fact: Fact): LoggedFact =>
  loggedFact({ id, fact, wallAt: at.getTime() }, seq);

/** An entry as consumers are given it. */
export const loggedFact = ({ id, fact, wallAt }: Entry, seq: number): LoggedFact => ({
  id,
  seq,
  fact,
  wall: (at) => new Date(at - fact.at + wallAt),
});

function callFactOf(row: CallEventRow): CallFact {
  // The row was made from a CallFact by `eventRow` and the table is append-only: putting it back together gives that fact.
  return {
    stream: 'call',
    at: row.steadyAt ?? row.at.getTime(),
    tenantId: row.tenantId,
    callId: row.callId,
    type: row.type,
    ...row.detail,
  } as CallFact;
}

function agentFactOf(row: AgentEventRow): AgentFact {
  // As above, made by `appendFacts`.
  return {
    stream: 'agent',
    at: row.steadyAt ?? row.at.getTime(),
    tenantId: row.tenantId,
    agentId: row.accountId,
    type: row.type,
    ...row.detail,
  } as AgentFact;
}

export interface WholeCall {
  /** In order, in call control's time. */
  facts: CallFact[];
  /** Of those facts, in the same order. */
  ids: string[];
  /** The wall clock as it was when the call began, so that a call is as long as it was. */
  wall: WallTime;
}

/** All facts of each of these calls. */
export async function factsOfCalls(db: TenantDb, callIds: readonly string[]): Promise<WholeCall[]> {
  const rows = await db
    .select()
    .from(callEvent)
    .where(inArray(callEvent.callId, [...callIds]))
    .orderBy(...inOrder(callEvent));
  return [...Map.groupBy(rows, ({ callId }) => callId).values()].map((events) => {
    const facts = events.map(callFactOf);
    const offset = (events[0]?.at.getTime() ?? 0) - (facts[0]?.at ?? 0);
    return { facts, ids: events.map(({ id }) => id), wall: (at) => new Date(at + offset) };
  });
}

/** One fact that is in the log. */
export async function factById(db: TenantDb, stream: Fact['stream'], id: string): Promise<LoggedFact | undefined> {
  if (stream === 'call') {
    const [row] = await db.select().from(callEvent).where(eq(callEvent.id, id));
    return row && logged(row, callFactOf(row));
  }
  const [row] = await db.select().from(agentEvent).where(eq(agentEvent.id, id));
  return row && logged(row, agentFactOf(row));
}

/** The facts of one type of one call. */
export async function factsOfCallOf(db: TenantDb, callId: string, type: Fact['type']): Promise<LoggedFact[]> {
  const rows = await db
    .select()
    .from(callEvent)
    .where(and(eq(callEvent.callId, callId), eq(callEvent.type, type)))
    .orderBy(callEvent.seq);
  return rows.map((row) => logged(row, callFactOf(row)));
}

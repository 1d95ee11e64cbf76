import type { AutomaticDialler, CallFact, Fact } from '@zuoxi/callcontrol';
import type { SteadyClock } from '@zuoxi/kit';
import { and, eq, gte, sql } from 'drizzle-orm';
import type { Database } from '../../../db/index.ts';
import { callEvent } from '../../../platform/facts/tables.ts';
import { callRecord } from '../../calls/tables.ts';
import { localTime } from '../opening-times.ts';

/** The day of the caps. The product is China's; a call centre elsewhere has its day at another hour, no more. */
const TIME_ZONE = 'Asia/Shanghai';

interface Used {
  calls: number;
  talkMs: number;
}

interface Running {
  /** Who has it counted. */
  keys: readonly string[];
  /** Call control's time in ms; null: not answered yet. */
  answeredAt: number | null;
}

/** What the call centre itself calls: callbacks, IVRs, routes, overflows, conferences. */
export const ownCallsOf = (tenantId: string): string => `centre/${tenantId}`;
/** What is forwarded to the outside by an account's extension. */
export const forwardedBy = (accountId: string): string => `forwarding/${accountId}`;

export interface MadeCall {
  tenantId: string;
  agentId: string | null;
  madeBy?: AutomaticDialler | undefined;
}

/** A forwarded call counts for the account as well; one that an agent was rung for, and the call centre dialled, for both. */
function keysOf({ tenantId, agentId, madeBy }: MadeCall): string[] {
  const own = agentId === null || madeBy === 'callCentre' ? [ownCallsOf(tenantId)] : [];
  if (agentId === null) return own;
  return madeBy === 'forwarding' ? [agentId, forwardedBy(agentId)] : [agentId, ...own];
}

/**
 * How many calls out each account has made today, and for how long: kept in memory from the facts, so that a decision
 * never waits. A call counts from its first dialling on, and its minutes while they pass.
 */
export class DialUsage {
  readonly #clock: SteadyClock;
  #day = '';
  readonly #used = new Map<string, Used>();
  readonly #running = new Map<string, Running>();

  constructor(clock: SteadyClock) {
    this.#clock = clock;
  }

  /** Whether an account has used up a cap, or what else is counted; 0 = no limit. */
  isReached(key: string, { dailyCallsCap, dailyMinutesCap }: { dailyCallsCap: number; dailyMinutesCap: number }): boolean {
    if (dailyCallsCap === 0 && dailyMinutesCap === 0) return false;
    const { calls, talkMs } = this.of(key);
    return (dailyCallsCap > 0 && calls >= dailyCallsCap) || (dailyMinutesCap > 0 && talkMs >= dailyMinutesCap * 60_000);
  }

  of(key: string): Used {
    const now = this.#clock.now();
    this.#turnDay(now);
    const { calls, talkMs } = this.#used.get(key) ?? { calls: 0, talkMs: 0 };
    let runningMs = 0;
    for (const running of this.#running.values()) {
      if (running.keys.includes(key) && running.answeredAt !== null) runningMs += now - running.answeredAt;
    }
    return { calls, talkMs: talkMs + runningMs };
  }

  take(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.stream !== 'call') continue;
      if (fact.type === 'outsideDialled' && fact.attempt === 1) this.#begin(fact.callId, keysOf(fact), fact.at);
      else if (fact.type === 'answered' || fact.type === 'transferred' || joinsConference(fact)) this.#answered(fact.callId, fact.at);
      else if (fact.type === 'ended' || fact.type === 'conferenceEnded') this.#end(fact.callId, fact.at);
    }
  }

  /** What was called today before this process began. */
  async load(database: Database): Promise<void> {
    const now = this.#clock.now();
    this.#turnDay(now);
    // On whose account it was, the dialling says: forwarded calls and transfers are no calls out by their records.
    const agentId = sql<string | null>`${callEvent.detail}->>'agentId'`;
    const madeBy = sql<AutomaticDialler | null>`${callEvent.detail}->>'madeBy'`;
    const { tenantId } = callEvent;
    const rows = await database.system
      .select({
        tenantId,
        agentId,
        madeBy,
        calls: sql<number>`count(*)::int`,
        talkS: sql<number>`coalesce(sum(${callRecord.talkS}), 0)::float`,
      })
      .from(callEvent)
      .leftJoin(callRecord, eq(callRecord.id, callEvent.callId))
      .where(
        and(
          gte(callEvent.at, startOfDay(this.#clock.wallTime(now))),
          eq(callEvent.type, 'outsideDialled'),
          eq(sql`${callEvent.detail}->>'attempt'`, '1'),
        ),
      )
      .groupBy(tenantId, agentId, madeBy);
    for (const { calls, talkS, ...row } of rows) {
      for (const key of keysOf({ ...row, madeBy: row.madeBy ?? undefined })) this.#add(key, { calls, talkMs: talkS * 1000 });
    }
  }

  /** A call that was under way when this process began; that it was made, `load` has counted. */
  resume(callId: string, made: MadeCall, answeredAt: number | null): void {
    this.#running.set(callId, { keys: keysOf(made), answeredAt });
  }

  #begin(callId: string, keys: readonly string[], at: number): void {
    this.#turnDay(at);
    for (const key of keys) this.#add(key, { calls: 1, talkMs: 0 });
    this.#running.set(callId, { keys, answeredAt: null });
  }

  #answered(callId: string, at: number): void {
    const running = this.#running.get(callId);
    if (running) running.answeredAt ??= at;
  }

  #end(callId: string, at: number): void {
    const running = this.#running.get(callId);
    if (!running) return;
    this.#running.delete(callId);
    this.#turnDay(at);
    if (running.answeredAt === null) return;
    for (const key of running.keys) this.#add(key, { calls: 0, talkMs: at - running.answeredAt });
  }

  #add(key: string, more: Used): void {
    const used = this.#used.get(key) ?? { calls: 0, talkMs: 0 };
    this.#used.set(key, { calls: used.calls + more.calls, talkMs: used.talkMs + more.talkMs });
  }

  #turnDay(now: number): void {
    const day = localTime(TIME_ZONE, this.#clock.wallTime(now)).date;
    if (day === this.#day) return;
    this.#day = day;
    this.#used.clear();
  }
}

/** Somebody outside is in a conference. */
const joinsConference = (fact: CallFact): boolean => fact.type === 'conferenceJoined' && fact.agentId === null;

/** Midnight in China, which has no summer time. */
function startOfDay(now: number): Date {
  return new Date(`${localTime(TIME_ZONE, now).date}T00:00:00+08:00`);
}

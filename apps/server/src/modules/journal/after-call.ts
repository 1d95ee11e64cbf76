import type { CallFact } from '@zuoxi/callcontrol';
import { systemIds } from '@zuoxi/kit';
import { and, eq, inArray } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { inOrder, type WallTime } from './rows.ts';

/** Rows of what a call leaves beside its record: messages, answers to the survey, callbacks. Repeating a fact changes nothing. */
export async function storeAfterCall(db: TenantDb, directory: DirectoryStore, fact: CallFact, wall: WallTime): Promise<void> {
  switch (fact.type) {
    case 'messageStarted':
      return openMessage(db, directory, fact, wall);
    case 'disposed':
      // Said before the end of the call, it comes with the record.
      await db
        .update(tables.callRecord)
        .set({ disposition: fact.disposition, dispositionNote: fact.note })
        .where(eq(tables.callRecord.id, fact.callId));
      return;
    case 'customerNamed':
      // In the wrap-up; before the end of the call it comes with the record.
      await db.update(tables.callRecord).set({ customerName: fact.name }).where(eq(tables.callRecord.id, fact.callId));
      return;
    case 'surveyStarted':
      return openSurvey(db, directory, fact, wall);
    case 'surveyAnswered':
      await db
        .update(tables.satisfaction)
        .set({ level: fact.level, ...(fact.reason === null ? {} : { reason: fact.reason }) })
        .where(eq(tables.satisfaction.callId, fact.callId));
      return;
    case 'callbackRequested':
      return openCallback(db, directory, fact, wall);
    case 'callbackTried':
      await db
        .update(tables.callback)
        .set({ state: 'calling', attempts: fact.attempt, lastCallId: fact.callId })
        .where(and(eq(tables.callback.id, fact.callbackId), inArray(tables.callback.state, OPEN)));
      return;
    case 'callbackWaits':
      await db
        .update(tables.callback)
        .set({ state: 'waiting', attempts: fact.attempts, nextAttemptAt: wall(fact.nextAttemptAt) })
        .where(and(eq(tables.callback.id, fact.callbackId), inArray(tables.callback.state, OPEN)));
      return;
    case 'callbackEnded':
      await db
        .update(tables.callback)
        .set({ state: fact.state, nextAttemptAt: null, endedAt: wall(fact.at) })
        .where(eq(tables.callback.id, fact.callbackId));
      return;
    default:
      return;
  }
}

const OPEN: ('waiting' | 'calling')[] = ['waiting', 'calling'];

/** Who called: of his call's own facts, since its record is not written yet. */
async function customerOf(db: TenantDb, callId: string): Promise<{ customerNumber: string; customerName: string | null }> {
  const rows = await db
    .select({ type: tables.callEvent.type, detail: tables.callEvent.detail })
    .from(tables.callEvent)
    .where(and(eq(tables.callEvent.callId, callId), inArray(tables.callEvent.type, ['started', 'callerKnown', 'customerNamed'])))
    .orderBy(...inOrder(tables.callEvent));
  const started = rows.find((row) => row.type === 'started');
  const known = rows.findLast((row) => row.type !== 'started');
  return {
    customerNumber: String(started?.detail.customerNumber ?? ''),
    customerName: typeof known?.detail.name === 'string' ? known.detail.name : null,
  };
}

async function openMessage(
  db: TenantDb,
  directory: DirectoryStore,
  fact: CallFact & { type: 'messageStarted' },
  wall: WallTime,
): Promise<void> {
  const queue = directory.queue(fact.queueId);
  await db
    .insert(tables.voicemail)
    .values({
      id: systemIds.uuid(),
      tenantId: fact.tenantId,
      callId: fact.callId,
      queueId: fact.queueId,
      queueName: queue?.name ?? '',
      queueNumber: queue?.number ?? '',
      ...(await customerOf(db, fact.callId)),
      startedAt: wall(fact.at),
      name: fact.name,
      engine: fact.engine,
      state: 'recording',
    })
    .onConflictDoNothing();
}

async function openSurvey(
  db: TenantDb,
  directory: DirectoryStore,
  fact: CallFact & { type: 'surveyStarted' },
  wall: WallTime,
): Promise<void> {
  await db
    .insert(tables.satisfaction)
    .values({
      id: systemIds.uuid(),
      tenantId: fact.tenantId,
      callId: fact.callId,
      queueId: fact.queueId,
      queueName: directory.queue(fact.queueId ?? '')?.name ?? '',
      agentId: fact.agentId,
      agentName: directory.agent(fact.agentId)?.displayName ?? null,
      ...(await customerOf(db, fact.callId)),
      at: wall(fact.at),
      byAgent: fact.byAgent,
    })
    .onConflictDoNothing();
}

async function openCallback(
  db: TenantDb,
  directory: DirectoryStore,
  fact: CallFact & { type: 'callbackRequested' },
  wall: WallTime,
): Promise<void> {
  await db
    .insert(tables.callback)
    .values({
      id: fact.callbackId,
      tenantId: fact.tenantId,
      queueId: fact.queueId,
      queueName: directory.queue(fact.queueId)?.name ?? '',
      ...(await customerOf(db, fact.callId)),
      callId: fact.callId,
      enqueuedAt: wall(fact.enqueuedAt),
      requestedAt: wall(fact.at),
      state: 'waiting',
      nextAttemptAt: wall(fact.at),
      expiresAt: wall(fact.expiresAt),
    })
    .onConflictDoNothing();
}

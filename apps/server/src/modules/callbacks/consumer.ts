import type { CallFact } from '@zuoxi/callcontrol';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { type Consumer, consumer, type LoggedFact } from '../../platform/facts/index.ts';
import type { Names } from '../../platform/names.ts';
import { customerAt } from '../calls/customer-at.ts';
import { callback } from './tables.ts';

const OPEN: ('waiting' | 'calling')[] = ['waiting', 'calling'];

/** The history of callers who keep their place; call control has the live ones. */
export function callbacksConsumer(names: Names): Consumer {
  return consumer({
    name: 'callbacks',
    factTypes: ['callbackRequested', 'callbackTried', 'callbackWaits', 'callbackEnded'],
    async handle(db, facts) {
      for (const logged of facts) await handleOne(db, names, logged);
    },
    rebuild: {
      tables: [
        {
          name: 'callback',
          madeOf: 'callbackRequested',
          isOf: sql`t.call_id = e.call_id and t.id::text = e.detail->>'callbackId'`,
          key: ['id'],
          keep: { queue_name: 'queue_id' },
        },
      ],
    },
  });
}

type CallbackFact = Extract<CallFact, { type: 'callbackRequested' | 'callbackTried' | 'callbackWaits' | 'callbackEnded' }>;

async function handleOne(db: TenantDb, names: Names, logged: LoggedFact<CallbackFact>): Promise<void> {
  const { fact, wall } = logged;
  const isOpen = and(eq(callback.id, fact.callbackId), inArray(callback.state, OPEN));
  switch (fact.type) {
    case 'callbackRequested':
      await db
        .insert(callback)
        .values({
          id: fact.callbackId,
          tenantId: fact.tenantId,
          queueId: fact.queueId,
          queueName: names.queue(fact.queueId)?.name ?? '',
          ...(await customerAt(db, logged)),
          callId: fact.callId,
          enqueuedAt: wall(fact.enqueuedAt),
          requestedAt: wall(fact.at),
          state: 'waiting',
          nextAttemptAt: wall(fact.at),
          expiresAt: wall(fact.expiresAt),
        })
        .onConflictDoNothing();
      return;
    case 'callbackTried':
      await db.update(callback).set({ state: 'calling', attempts: fact.attempt, lastCallId: fact.callId }).where(isOpen);
      return;
    case 'callbackWaits':
      await db
        .update(callback)
        .set({ state: 'waiting', attempts: fact.attempts, nextAttemptAt: wall(fact.nextAttemptAt) })
        .where(isOpen);
      return;
    case 'callbackEnded':
      await db
        .update(callback)
        .set({ state: fact.state, nextAttemptAt: null, endedAt: wall(fact.at) })
        .where(eq(callback.id, fact.callbackId));
  }
}

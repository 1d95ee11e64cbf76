import { eq, sql } from 'drizzle-orm';
import { type Consumer, consumer } from '../../platform/facts/index.ts';
import type { Names } from '../../platform/names.ts';
import { customerAt } from '../calls/customer-at.ts';
import { satisfaction } from './tables.ts';

/** A row for every caller who was asked how it was, and what they said. */
export function satisfactionConsumer(names: Names): Consumer {
  return consumer({
    name: 'satisfaction',
    factTypes: ['surveyStarted', 'surveyAnswered'],
    async handle(db, facts) {
      for (const logged of facts) {
        const { id, fact, wall } = logged;
        if (fact.type === 'surveyAnswered') {
          await db
            .update(satisfaction)
            .set({ level: fact.level, ...(fact.reason === null ? {} : { reason: fact.reason }) })
            .where(eq(satisfaction.callId, fact.callId));
          continue;
        }
        await db
          .insert(satisfaction)
          .values({
            id,
            tenantId: fact.tenantId,
            callId: fact.callId,
            queueId: fact.queueId,
            queueName: names.queue(fact.queueId ?? '')?.name ?? '',
            agentId: fact.agentId,
            agentName: names.agent(fact.agentId)?.displayName ?? null,
            ...(await customerAt(db, { ...logged, fact })),
            at: wall(fact.at),
            byAgent: fact.byAgent,
          })
          .onConflictDoNothing();
      }
    },
    rebuild: {
      tables: [
        {
          name: 'satisfaction',
          madeOf: 'surveyStarted',
          isOf: sql`t.call_id = e.call_id`,
          key: ['call_id'],
          keep: { id: null, queue_name: 'queue_id', agent_name: 'agent_id' },
        },
      ],
    },
  });
}

import { sql } from 'drizzle-orm';
import { type Consumer, consumer } from '../../platform/facts/index.ts';
import type { Names } from '../../platform/names.ts';
import { customerAt } from '../calls/customer-at.ts';
import { voicemail } from './tables.ts';

/** The rows of callers' messages; `finished` is told when what an engine has of one can be fetched. */
export function voicemailConsumer(names: Names, finished: (name: string) => void): Consumer {
  return consumer({
    name: 'voicemail',
    factTypes: ['messageStarted', 'messageFinished', 'messageFailed'],
    async handle(db, facts) {
      for (const logged of facts) {
        const { id, fact, wall } = logged;
        if (fact.type !== 'messageStarted') continue;
        const queue = names.queue(fact.queueId);
        await db
          .insert(voicemail)
          .values({
            id,
            tenantId: fact.tenantId,
            callId: fact.callId,
            queueId: fact.queueId,
            queueName: queue?.name ?? '',
            queueNumber: queue?.number ?? '',
            ...(await customerAt(db, { ...logged, fact })),
            startedAt: wall(fact.at),
            name: fact.name,
            engine: fact.engine,
            state: 'recording',
          })
          .onConflictDoNothing();
      }
    },
    committed(facts) {
      // One that failed may have left something all the same: it is looked for like any other, and only then it is missing.
      for (const { fact } of facts) if (fact.type !== 'messageStarted') finished(fact.name);
    },
    rebuild: {
      tables: [
        {
          name: 'voicemail',
          madeOf: 'messageStarted',
          isOf: sql`t.call_id = e.call_id and t.name = e.detail->>'name'`,
          key: ['name'],
          // What became of the sound, and who has dealt with it, no fact tells.
          keep: {
            id: null,
            state: null,
            path: null,
            duration_s: null,
            bytes: null,
            handled_at: null,
            handled_by: null,
            queue_name: 'queue_id',
            queue_number: 'queue_id',
          },
        },
      ],
    },
  });
}

import { sql } from 'drizzle-orm';
import { type Consumer, consumer } from '../../platform/facts/index.ts';
import { describeRecordings } from './describe.ts';
import { recording } from './tables.ts';

/** The rows of recordings; `finished` is told when what an engine has of one can be fetched. */
export function recordingsConsumer(finished: (name: string) => void): Consumer {
  return consumer({
    name: 'recordings',
    factTypes: ['recordingStarted', 'recordingFinished', 'recordingFailed'],
    async handle(db, facts) {
      for (const { id, fact, wall } of facts) {
        if (fact.type !== 'recordingStarted') continue;
        const { tenantId, callId, name, engine } = fact;
        await db
          .insert(recording)
          // The fact's id: the call's record names it, whichever of the two is made first.
          .values({ id, tenantId, callId, name, engine, startedAt: wall(fact.at), state: 'recording' })
          .onConflictDoNothing();
      }
      await describeRecordings(db, [...new Set(facts.flatMap(({ fact }) => (fact.type === 'recordingStarted' ? [fact.callId] : [])))]);
    },
    committed(facts) {
      // One that failed may have left something all the same: it is looked for like any other, and only then it is missing.
      for (const { fact } of facts) if (fact.type !== 'recordingStarted') finished(fact.name);
    },
    rebuild: {
      tables: [
        {
          name: 'recording',
          madeOf: 'recordingStarted',
          isOf: sql`t.call_id = e.call_id and t.name = e.detail->>'name'`,
          key: ['name'],
          // What became of the file no fact tells. A row that is new is fetched, or found missing, by the collector's next sweep.
          keep: { id: null, state: null, path: null, duration_s: null, bytes: null, gap_s: null },
        },
      ],
    },
  });
}

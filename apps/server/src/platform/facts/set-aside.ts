import { cleanText, systemIds } from '@zuoxi/kit';
import type { tables } from '../../db/index.ts';
import type { LoggedFact } from './log.ts';

/** A fact that a consumer could not take, as it is kept. */
export function setAsideRow(consumer: string, { id, fact, wall }: LoggedFact, error: string): typeof tables.setAsideFact.$inferInsert {
  return {
    id: systemIds.uuid(),
    consumer,
    factId: id,
    tenantId: fact.tenantId,
    stream: fact.stream,
    subjectId: fact.stream === 'call' ? fact.callId : fact.agentId,
    type: fact.type,
    at: wall(fact.at),
    fact: JSON.stringify(fact),
    error: cleanText(error, 2000),
  };
}

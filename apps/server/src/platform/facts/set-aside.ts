import type { Fact } from '@zuoxi/callcontrol';
import { cleanText, isUuid, systemIds } from '@zuoxi/kit';
import type { setAsideFact } from './tables.ts';

/**
 * A fact that the log or a consumer could not take, as it is kept. It may have been refused for any part of it: what is kept beside the
 * fact itself is made storable.
 * @param at when it happened, by the wall clock
 */
export function setAsideRow(
  consumer: string,
  { id, fact, at }: { id: string; fact: Fact; at: Date },
  error: string,
): typeof setAsideFact.$inferInsert {
  return {
    id: systemIds.uuid(),
    consumer,
    factId: id,
    tenantId: isUuid(fact.tenantId) ? fact.tenantId : null,
    stream: fact.stream,
    subjectId: cleanText(fact.stream === 'call' ? fact.callId : fact.agentId, 100),
    type: cleanText(fact.type, 100),
    at,
    fact: JSON.stringify(fact),
    error: cleanText(error, 2000),
  };
}

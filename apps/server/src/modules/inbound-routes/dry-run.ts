import type { InboundTest, InboundTestQuery, QueueDryRun } from '@zuoxi/contract';
import { type DirectoryStore, routeOutcome } from '../pbx/index.ts';

/** Rules that are told one by one; of more only the one that fits. */
const MOST_LOOKED = 200;

/**
 * Which way a call would go, by the very rules that calls go by, and why: every rule from the top to the one that fits, with
 * what kept it from fitting.
 * @param now epoch ms, for a query that names no time
 * @param queueNow what a caller of that queue meets at this moment
 */
export function dryRun(
  directory: DirectoryStore,
  tenantId: string,
  { called, caller, at }: InboundTestQuery,
  now: number,
  queueNow: (queueId: string) => QueueDryRun,
): InboundTest {
  const moment = at === undefined ? now : Date.parse(at);
  const decision = directory.inboundDecision(tenantId, called, caller, moment);
  const looked: InboundTest['looked'] = [];
  for (const route of directory.inboundRules(tenantId)) {
    const outcome = routeOutcome(route, called, caller);
    looked.push({ routeId: route.id, outcome });
    if (outcome === 'fits' || looked.length === MOST_LOOKED) break;
  }
  return {
    at: new Date(moment).toISOString(),
    looked,
    routeId: decision?.route.id ?? null,
    hours: decision?.hours ?? null,
    destination: decision?.destination ?? null,
    // Who is ready at another time, nobody knows.
    queue: decision?.destination.kind === 'queue' && at === undefined ? queueNow(decision.destination.queueId) : null,
  };
}

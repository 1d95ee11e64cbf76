import type { CallFact } from '@zuoxi/callcontrol';
import { and, eq, inArray, lte } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { inOrder, type LoggedFact } from '../../platform/facts/index.ts';
import { callEvent } from '../../platform/facts/tables.ts';

/** Who called, as it was known at that fact: of the call's own facts up to it, since the call's record is not written yet. */
export async function customerAt(
  db: TenantDb,
  { fact, seq }: LoggedFact<CallFact>,
): Promise<{ customerNumber: string; customerName: string | null }> {
  const rows = await db
    .select({ type: callEvent.type, detail: callEvent.detail })
    .from(callEvent)
    .where(
      and(eq(callEvent.callId, fact.callId), lte(callEvent.seq, seq), inArray(callEvent.type, ['started', 'callerKnown', 'customerNamed'])),
    )
    .orderBy(...inOrder(callEvent));
  const started = rows.find((row) => row.type === 'started');
  const known = rows.findLast((row) => row.type !== 'started');
  return {
    customerNumber: String(started?.detail.customerNumber ?? ''),
    customerName: typeof known?.detail.name === 'string' ? known.detail.name : null,
  };
}

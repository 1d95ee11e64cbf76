import type { ServiceAnswer, ServiceRequest } from '@zuoxi/callcontrol';
import { numberKey } from '@zuoxi/contract';
import type { Clock } from '@zuoxi/kit';
import { and, desc, eq, gt } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { callRecord } from '../calls/tables.ts';
import { queue as queueTable } from '../queues/tables.ts';
import { customer, customerNumber } from './tables.ts';

type Asked = Extract<ServiceRequest, { ask: 'caller' }>;
type Answer = Extract<ServiceAnswer, { ask: 'caller' }>;

const DAY_MS = 24 * 3600_000;

/** Whose customer a number is: the assigned agent's (CRM-3), else, where the queue says so, of whoever talked with them last. */
export function callerOf(database: Database, clock: Pick<Clock, 'now'>, { tenantId, number, queueId }: Asked): Promise<Answer> {
  // Beside the lists: a caller is waiting to be rung for.
  const key = numberKey(number);
  return database.urgent(tenantId, async (db) => {
    const [known] = await db
      .select({ name: customer.name, assignedAgentId: customer.assignedAgentId })
      .from(customerNumber)
      .innerJoin(customer, eq(customer.id, customerNumber.customerId))
      .where(eq(customerNumber.number, key))
      .orderBy(customer.createdAt)
      .limit(1);
    const [queue] = queueId
      ? await db.select({ stickyDays: queueTable.stickyDays }).from(queueTable).where(eq(queueTable.id, queueId))
      : [];
    const days = queue?.stickyDays ?? 0;
    const since = new Date(clock.now() - days * DAY_MS);
    const [last] =
      days > 0 && key !== ''
        ? await db
            .select({ agentId: callRecord.agentId })
            .from(callRecord)
            .where(and(eq(callRecord.numberKey, key), eq(callRecord.answer, 'answered'), gt(callRecord.startedAt, since)))
            .orderBy(desc(callRecord.startedAt))
            .limit(1)
        : [];
    return {
      ask: 'caller',
      name: known?.name ?? null,
      assignedAgentId: known?.assignedAgentId ?? null,
      lastAgentId: last?.agentId ?? null,
    };
  });
}

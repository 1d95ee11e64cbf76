import type { ExtensionChange, FlowRequest, ServiceAnswer, Services } from '@zuoxi/callcontrol';
import { numberKey } from '@zuoxi/contract';
import type { Clock } from '@zuoxi/kit';
import { and, desc, eq, gt } from 'drizzle-orm';
import { type Database, tables } from '../db/index.ts';

export interface ServicesDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /** Text into an ARI media URI. */
  speak(text: string, language: 'zh' | 'en'): Promise<string>;
  /** An IVR's look-up, within the bounds of what it may reach. */
  fetch(request: FlowRequest): Promise<{ status: number; body: string }>;
  /** Keeps a setting that somebody has made with his phone. Resolves when calls are decided by it. */
  keepSetting(who: { tenantId: string; accountId: string }, change: ExtensionChange): Promise<void>;
}

const DAY_MS = 24 * 3600_000;

/** What call control asks the world besides telephony for, answered from the database and by the modules. */
export function createServices({ database, clock, speak, fetch, keepSetting }: ServicesDeps): Services {
  /** Whose customer a number is: the assigned agent's (CRM-3), else, where the queue says so, of whoever talked with him last. */
  function caller(tenantId: string, number: string, queueId: string | null): Promise<ServiceAnswer> {
    // Beside the lists: a caller is waiting to be rung for.
    const key = numberKey(number);
    return database.urgent(tenantId, async (db) => {
      const [known] = await db
        .select({ name: tables.customer.name, assignedAgentId: tables.customer.assignedAgentId })
        .from(tables.customerNumber)
        .innerJoin(tables.customer, eq(tables.customer.id, tables.customerNumber.customerId))
        .where(eq(tables.customerNumber.number, key))
        .orderBy(tables.customer.createdAt)
        .limit(1);
      const [queue] = queueId
        ? await db.select({ stickyDays: tables.queue.stickyDays }).from(tables.queue).where(eq(tables.queue.id, queueId))
        : [];
      const days = queue?.stickyDays ?? 0;
      const { callRecord } = tables;
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

  return {
    async ask(request) {
      switch (request.ask) {
        case 'caller':
          return caller(request.tenantId, request.number, request.queueId);
        case 'speech':
          return { ask: 'speech', media: await speak(request.text, request.language) };
        case 'http':
          return { ask: 'http', ...(await fetch(request)) };
        case 'extension':
          await keepSetting({ tenantId: request.tenantId, accountId: request.agentId }, request.change);
          return { ask: 'extension' };
      }
    },
  };
}

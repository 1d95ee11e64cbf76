import type { Use } from '@zuoxi/contract';
import { or, sql } from 'drizzle-orm';
import { type TenantDb, tables } from '../../db/index.ts';

/** What of the configuration plays a prompt. */
export async function usesOf(db: TenantDb, id: string): Promise<Use[]> {
  const { queue, inboundRoute, flow } = tables;
  const named = (column: unknown) => sql`${column}::text like ${`%${id}%`}`;
  const queues = await db
    .select({ id: queue.id, name: queue.name })
    .from(queue)
    .where(
      or(
        sql`${id}::uuid in (${queue.greetingPromptId}, ${queue.musicPromptId}, ${queue.maxWaitPromptId}, ${queue.periodicPromptId})`,
        named(queue.overflow),
        named(queue.closedDestination),
      ),
    );
  const routes = await db
    .select({ id: inboundRoute.id, name: inboundRoute.calledNumber })
    .from(inboundRoute)
    .where(or(named(inboundRoute.destination), named(inboundRoute.closedDestination)));
  const flows = await db.select({ id: flow.id, name: flow.name }).from(flow).where(named(flow.draft));
  return [
    ...queues.map((row) => ({ kind: 'queue' as const, ...row })),
    ...routes.map((row) => ({ kind: 'inboundRoute' as const, ...row })),
    ...flows.map((row) => ({ kind: 'flow' as const, ...row })),
  ];
}

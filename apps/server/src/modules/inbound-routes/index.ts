import type { InboundRoute, InboundRouteInput, Page, PageQuery } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq, sql } from 'drizzle-orm';
import { type Database, listPage, type TenantDb, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/index.ts';
import { changeWith } from '../change.ts';
import { fail } from '../errors.ts';

export interface InboundRoutes {
  list(actor: Actor, query: PageQuery): Promise<Page<InboundRoute>>;
  create(actor: Actor, input: InboundRouteInput): Promise<InboundRoute>;
  update(actor: Actor, id: string, input: InboundRouteInput): Promise<InboundRoute>;
  remove(actor: Actor, id: string): Promise<void>;
}

type RouteRow = typeof tables.inboundRoute.$inferSelect;

export function createInboundRoutes(database: Database, changed: () => Promise<void>): InboundRoutes {
  async function present(db: TenantDb, rows: RouteRow[]): Promise<InboundRoute[]> {
    const queues = new Map((await db.select().from(tables.queue)).map((queue) => [queue.id, queue]));
    return rows.map(({ tenantId: _tenantId, createdAt, ...row }) => ({
      ...row,
      queueName: queues.get(row.queueId)?.name ?? '',
      queueNumber: queues.get(row.queueId)?.number ?? '',
      createdAt: createdAt.toISOString(),
    }));
  }

  const change = changeWith(database, changed, {
    constraint: 'inbound_route_tenantId_calledNumber',
    taken: (number) => fail('inboundRoutes.numberTaken', { number }),
  });

  async function queueExists(db: TenantDb, queueId: string): Promise<void> {
    // The tenant's own view: a foreign key alone would accept another call centre's queue.
    const [queue] = await db.select({ id: tables.queue.id }).from(tables.queue).where(eq(tables.queue.id, queueId));
    if (!queue) fail('request.notFound');
  }

  async function saved(db: TenantDb, rows: RouteRow[]): Promise<InboundRoute> {
    const [route] = await present(db, rows);
    return route ?? fail('request.notFound');
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const queueName = sql`(select q.name from queue q where q.id = ${tables.inboundRoute.queueId})`;
        const page = await listPage<RouteRow, RouteRow>(db, query, {
          from: tables.inboundRoute,
          sortable: { calledNumber: tables.inboundRoute.calledNumber, queueName, createdAt: tables.inboundRoute.createdAt },
          searched: [tables.inboundRoute.calledNumber, tables.inboundRoute.description, queueName],
          defaultSort: 'calledNumber',
          tieBreak: tables.inboundRoute.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      }),

    create: (actor, input) =>
      change(actor, input.calledNumber, async (db) => {
        await queueExists(db, input.queueId);
        const id = systemIds.uuid();
        const rows = await db
          .insert(tables.inboundRoute)
          .values({ id, tenantId: actor.tenantId, ...input })
          .returning();
        await audit(db, actor, 'inboundRoutes.create', id, input);
        return saved(db, rows);
      }),

    update: (actor, id, input) =>
      change(actor, input.calledNumber, async (db) => {
        await queueExists(db, input.queueId);
        const rows = await db.update(tables.inboundRoute).set(input).where(eq(tables.inboundRoute.id, id)).returning();
        await audit(db, actor, 'inboundRoutes.update', id, input);
        return saved(db, rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(tables.inboundRoute).where(eq(tables.inboundRoute.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'inboundRoutes.remove', id, { calledNumber: row.calledNumber });
      }),
  };
}

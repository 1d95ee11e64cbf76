import type { Destination, InboundRoute, InboundRouteInput, Page, PageQuery } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { type Database, listPage, type TenantDb, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/index.ts';
import { type Changed, changeWith } from '../change.ts';
import { fail } from '../errors.ts';

export interface InboundRoutes {
  list(actor: Actor, query: PageQuery): Promise<Page<InboundRoute>>;
  create(actor: Actor, input: InboundRouteInput): Promise<InboundRoute>;
  update(actor: Actor, id: string, input: InboundRouteInput): Promise<InboundRoute>;
  remove(actor: Actor, id: string): Promise<void>;
}

type RouteRow = typeof tables.inboundRoute.$inferSelect;

export function createInboundRoutes(database: Database, changed: Changed): InboundRoutes {
  const present = ({ tenantId: _tenantId, createdAt, ...row }: RouteRow): InboundRoute => ({ ...row, createdAt: createdAt.toISOString() });

  const change = changeWith(database, changed, {
    constraint: 'inbound_route_tenantId_calledNumber',
    taken: (number) => fail('inboundRoutes.numberTaken', { number }),
  });

  /** The tenant's own view: a foreign key alone would accept another call centre's queue. */
  async function destinationExists(db: TenantDb, destination: Destination | null): Promise<void> {
    if (destination?.kind !== 'queue') return;
    const [queue] = await db.select({ id: tables.queue.id }).from(tables.queue).where(eq(tables.queue.id, destination.queueId));
    if (!queue) fail('request.notFound');
  }

  const saved = ([row]: RouteRow[]): InboundRoute => (row ? present(row) : fail('request.notFound'));

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<RouteRow, InboundRoute>(db, query, {
          from: tables.inboundRoute,
          sortable: {
            position: tables.inboundRoute.position,
            calledNumber: tables.inboundRoute.calledNumber,
            createdAt: tables.inboundRoute.createdAt,
          },
          searched: [tables.inboundRoute.calledNumber, tables.inboundRoute.callerNumber, tables.inboundRoute.description],
          defaultSort: 'position',
          tieBreak: tables.inboundRoute.id,
          present,
        }),
      ),

    create: (actor, input) =>
      change(actor, input.calledNumber, async (db) => {
        await destinationExists(db, input.destination);
        const id = systemIds.uuid();
        const rows = await db
          .insert(tables.inboundRoute)
          .values({ id, tenantId: actor.tenantId, ...input })
          .returning();
        await audit(db, actor, 'inboundRoutes.create', id, input);
        return saved(rows);
      }),

    update: (actor, id, input) =>
      change(actor, input.calledNumber, async (db) => {
        await destinationExists(db, input.destination);
        const rows = await db.update(tables.inboundRoute).set(input).where(eq(tables.inboundRoute.id, id)).returning();
        await audit(db, actor, 'inboundRoutes.update', id, input);
        return saved(rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(tables.inboundRoute).where(eq(tables.inboundRoute.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'inboundRoutes.remove', id, { calledNumber: row.calledNumber });
      }),
  };
}

import type { InboundRoute, InboundRouteInput, InboundTest, InboundTestQuery, Page, PageQuery } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit, rowNow } from '../audit/index.ts';
import { destinationExists, hoursExist, lastPosition, putInOrder } from '../pbx/index.ts';
import { inboundRoute } from './tables.ts';

export interface InboundRoutes {
  list(actor: Actor, query: PageQuery): Promise<Page<InboundRoute>>;
  create(actor: Actor, input: InboundRouteInput): Promise<InboundRoute>;
  update(actor: Actor, id: string, input: InboundRouteInput): Promise<InboundRoute>;
  remove(actor: Actor, id: string): Promise<void>;
  order(actor: Actor, ids: readonly string[]): Promise<void>;
  /** Which way a call would go; nothing is rung. */
  test(actor: Actor, query: InboundTestQuery): InboundTest;
}

export interface InboundRoutesDeps {
  database: Database;
  changed: Changed;
  ids: Ids;
  dryRun(tenantId: string, query: InboundTestQuery): InboundTest;
}

type RouteRow = typeof inboundRoute.$inferSelect;

export function createInboundRoutes({ database, changed, ids, dryRun }: InboundRoutesDeps): InboundRoutes {
  const present = ({ tenantId: _tenantId, createdAt, ...row }: RouteRow): InboundRoute => ({ ...row, createdAt: createdAt.toISOString() });

  const change = changeWith(database, changed, {
    constraint: 'inbound_route_tenantId_calledNumber',
    taken: (number) => fail('inboundRoutes.numberTaken', { number }),
  });

  async function checked(db: TenantDb, input: InboundRouteInput): Promise<InboundRouteInput> {
    await destinationExists(db, input.destination);
    await destinationExists(db, input.closedDestination);
    await hoursExist(db, input.hoursId);
    return input;
  }

  const saved = ([row]: RouteRow[]): InboundRoute => (row ? present(row) : fail('request.notFound'));

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<RouteRow, InboundRoute>(db, query, {
          from: inboundRoute,
          sortable: {
            position: inboundRoute.position,
            calledNumber: inboundRoute.calledNumber,
            createdAt: inboundRoute.createdAt,
          },
          searched: [inboundRoute.calledNumber, inboundRoute.callerNumber, inboundRoute.description],
          defaultSort: 'position',
          tieBreak: inboundRoute.id,
          present,
        }),
      ),

    create: (actor, input) =>
      change(actor, input.calledNumber, async (db) => {
        const id = ids.uuid();
        const position = await lastPosition(db, actor.tenantId, inboundRoute);
        const columns = await checked(db, input);
        const rows = await db
          .insert(inboundRoute)
          .values({ id, tenantId: actor.tenantId, position, ...columns })
          .returning();
        await audit(db, actor, 'inboundRoutes.create', id, input, { before: null, after: rows[0] });
        return saved(rows);
      }),

    update: (actor, id, input) =>
      change(actor, input.calledNumber, async (db) => {
        const columns = await checked(db, input);
        const before = await rowNow(db, inboundRoute, id);
        const rows = await db.update(inboundRoute).set(columns).where(eq(inboundRoute.id, id)).returning();
        await audit(db, actor, 'inboundRoutes.update', id, input, { before, after: rows[0] });
        return saved(rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(inboundRoute).where(eq(inboundRoute.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'inboundRoutes.remove', id, { calledNumber: row.calledNumber }, { before: row, after: null });
      }),

    order: (actor, ids) =>
      change(actor, undefined, async (db) => {
        const before = await putInOrder(db, actor.tenantId, inboundRoute, ids);
        await audit(db, actor, 'inboundRoutes.order', null, { ids }, { before: { order: before }, after: { order: ids } });
      }),

    test: (actor, query) => dryRun(actor.tenantId, query),
  };
}

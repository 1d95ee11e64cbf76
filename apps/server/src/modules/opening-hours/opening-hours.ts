import type { OpeningHours, OpeningHoursInput, Page, PageQuery } from '@zuoxi/contract';
import type { Clock, Ids } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit, rowNow } from '../audit/index.ts';
import { type HolidayRow, isOpen, nextChange, refuseInUse } from '../pbx/index.ts';
import { holiday, openingHours } from './tables.ts';

export interface OpeningHoursService {
  list(actor: Actor, query: PageQuery): Promise<Page<OpeningHours>>;
  create(actor: Actor, input: OpeningHoursInput): Promise<OpeningHours>;
  update(actor: Actor, id: string, input: OpeningHoursInput): Promise<OpeningHours>;
  remove(actor: Actor, id: string): Promise<void>;
}

type HoursRow = typeof openingHours.$inferSelect;

export interface OpeningHoursDeps {
  database: Database;
  changed: Changed;
  clock: Clock;
  ids: Ids;
}

/** When a call centre is there for its callers: a week, and whether its holidays count. */
export function createOpeningHours({ database, changed, clock, ids }: OpeningHoursDeps): OpeningHoursService {
  function present({ tenantId: _tenantId, createdAt, weekly, ...row }: HoursRow, holidays: readonly HolidayRow[]): OpeningHours {
    const now = clock.now();
    const hours = { ...row, weekly };
    const next = nextChange(hours, holidays, now);
    return {
      ...row,
      weekly: weekly.map((day) => day.map(({ from, to }) => ({ from, to }))),
      now: isOpen(hours, holidays, now),
      nextChangeAt: next === null ? null : new Date(next).toISOString(),
      createdAt: createdAt.toISOString(),
    };
  }

  const holidaysOf = (db: TenantDb): Promise<HolidayRow[]> => db.select().from(holiday);

  const change = changeWith(database, changed, {
    constraint: 'opening_hours_tenantId_name',
    taken: (name) => fail('openingHours.nameTaken', { name }),
  });

  const saved = async (db: TenantDb, [row]: HoursRow[]): Promise<OpeningHours> =>
    row ? present(row, await holidaysOf(db)) : fail('request.notFound');

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const holidays = await holidaysOf(db);
        return listPage<HoursRow, OpeningHours>(db, query, {
          from: openingHours,
          sortable: { name: openingHours.name, createdAt: openingHours.createdAt },
          searched: [openingHours.name, openingHours.timeZone],
          defaultSort: 'name',
          tieBreak: openingHours.id,
          present: (row) => present(row, holidays),
        });
      }),

    create: (actor, input) =>
      change(actor, input.name, async (db) => {
        const id = ids.uuid();
        const rows = await db
          .insert(openingHours)
          .values({ id, tenantId: actor.tenantId, ...input })
          .returning();
        await audit(db, actor, 'openingHours.create', id, input, { before: null, after: rows[0] });
        return saved(db, rows);
      }),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        const before = await rowNow(db, openingHours, id);
        const rows = await db.update(openingHours).set(input).where(eq(openingHours.id, id)).returning();
        await audit(db, actor, 'openingHours.update', id, input, { before, after: rows[0] });
        return saved(db, rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        await refuseInUse(db, id);
        const [row] = await db.delete(openingHours).where(eq(openingHours.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'openingHours.remove', id, { name: row.name }, { before: row, after: null });
      }),
  };
}

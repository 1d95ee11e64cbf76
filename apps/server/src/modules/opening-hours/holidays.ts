import { type Holiday, type HolidayInput, type Page, type PageQuery, parseHolidayLines } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit, rowNow } from '../audit/index.ts';
import { holiday as holidayTable } from './tables.ts';

export interface Holidays {
  list(actor: Actor, query: PageQuery): Promise<Page<Holiday>>;
  create(actor: Actor, input: HolidayInput): Promise<Holiday>;
  update(actor: Actor, id: string, input: HolidayInput): Promise<Holiday>;
  remove(actor: Actor, id: string): Promise<void>;
  /** Lines as the contract's `parseHolidayLines` reads them: all of them or none. */
  import(actor: Actor, text: string): Promise<Holiday[]>;
}

type HolidayTableRow = typeof holidayTable.$inferSelect;

/** The days of a call centre that are not what their weekday says; one list for all its opening hours. */
export function createHolidays({ database, changed, ids }: { database: Database; changed: Changed; ids: Ids }): Holidays {
  const present = ({ tenantId: _tenantId, createdAt, ...row }: HolidayTableRow): Holiday => ({
    ...row,
    createdAt: createdAt.toISOString(),
  });
  const saved = ([row]: HolidayTableRow[]): Holiday => (row ? present(row) : fail('request.notFound'));
  const change = changeWith(database, changed, { constraint: 'holiday_pkey', taken: () => fail('request.notFound') });

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<HolidayTableRow, Holiday>(db, query, {
          from: holidayTable,
          sortable: { fromDate: holidayTable.fromDate, name: holidayTable.name },
          searched: [holidayTable.name, holidayTable.fromDate, holidayTable.toDate],
          defaultSort: 'fromDate',
          tieBreak: holidayTable.id,
          present,
        }),
      ),

    create: (actor, input) =>
      change(actor, undefined, async (db) => {
        const id = ids.uuid();
        const rows = await db
          .insert(holidayTable)
          .values({ id, tenantId: actor.tenantId, ...input })
          .returning();
        await audit(db, actor, 'holidays.create', id, input, { before: null, after: rows[0] });
        return saved(rows);
      }),

    update: (actor, id, input) =>
      change(actor, undefined, async (db) => {
        const before = await rowNow(db, holidayTable, id);
        const rows = await db.update(holidayTable).set(input).where(eq(holidayTable.id, id)).returning();
        await audit(db, actor, 'holidays.update', id, input, { before, after: rows[0] });
        return saved(rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(holidayTable).where(eq(holidayTable.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'holidays.remove', id, { name: row.name, fromDate: row.fromDate }, { before: row, after: null });
      }),

    async import(actor, text) {
      const { holidays, wrong } = parseHolidayLines(text);
      if (wrong.length > 0 || holidays.length === 0)
        fail('openingHours.holidayLinesInvalid', { lines: wrong.length > 0 ? wrong.map(String) : '1' });
      return change(actor, undefined, async (db) => {
        const values = holidays.map((holiday) => ({ id: ids.uuid(), tenantId: actor.tenantId, ...holiday }));
        const rows = await db.insert(holidayTable).values(values).returning();
        await audit(db, actor, 'holidays.import', null, { holidays });
        return rows.map(present);
      });
    },
  };
}

import { COUNTED_TO, type Page, type PageQuery } from '@zuoxi/contract';
import { and, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../db/index.ts';
import { Ordering, type Sortable, sortKey } from './ordering.ts';
import { foundBy, type Searched } from './search.ts';
import { type Placed, type Stretch, totalOf, turnPage } from './turn-page.ts';

/** What a list may be sorted by and searched in; the keys are the names of the row's fields on the wire. */
export interface ListSpec<Row extends Record<string, unknown>, Out> extends Searched {
  from: PgTable;
  sortable: Record<string, Sortable>;
  defaultSort: string;
  /** Makes the order total, so that no row appears on two pages. */
  tieBreak: PgColumn;
  where?: SQL | undefined;
  present: (row: Row) => Out;
}

/** The order that a query asks for, or the list's own; `ties` make it total. Descending, if nobody says otherwise. */
export function orderingOf(
  query: PageQuery,
  { sortable, defaultSort, ties }: { sortable: Record<string, Sortable>; defaultSort: string; ties: readonly PgColumn[] },
): Ordering {
  const sort = query.sort !== undefined && Object.hasOwn(sortable, query.sort) ? query.sort : defaultSort;
  const by = sortable[sort];
  // A list that is sorted by one of its ties is sorted by it once.
  return new Ordering(sort, query.order ?? 'desc', [...new Set<Sortable>([...(by ? [by] : []), ...ties])].map(sortKey));
}

/** The lists of a call centre's own making: at most some thousands of rows, which PostgreSQL sorts as it is asked. */
export async function listPage<Row extends Record<string, unknown>, Out>(
  db: TenantDb,
  query: PageQuery,
  spec: ListSpec<Row, Out>,
): Promise<Page<Out>> {
  const where = and(spec.where, foundBy(query.search, spec));
  const ordering = orderingOf(query, { ...spec, ties: [spec.tieBreak] });
  const values = sql<string[]>`array[${sql.join(
    ordering.keys.map(({ by }) => sql`${by}::text`),
    sql`, `,
  )}]`;
  return turnPage(query, ordering, {
    countsAlways: true,
    async count(exact) {
      const some = db.select({ one: sql`1` }).from(spec.from).where(where);
      const limited = exact ? some.as('some') : some.limit(COUNTED_TO + 1).as('some');
      const [counted] = await db.select({ total: sql<number>`count(*)::int` }).from(limited);
      const total = counted?.total ?? 0;
      return exact ? { total, isMore: false } : totalOf(total);
    },
    async fetch({ reverse, beyond, limit }: Stretch): Promise<Placed<Out>[]> {
      const rows = await db
        .select({ ...getTableColumns(spec.from), listValues: values })
        .from(spec.from)
        .where(and(where, beyond && ordering.beyond(beyond, reverse)))
        .orderBy(ordering.by(reverse))
        .limit(limit);
      return rows.map(({ listValues, ...row }) => ({ row: spec.present(row as Row), values: listValues })); // the table's row type; the caller names it
    },
  });
}

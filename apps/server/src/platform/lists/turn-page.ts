import { COUNTED_TO, type Page, type PageQuery } from '@zuoxi/contract';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import type { Ordering } from './ordering.ts';

/** A row with what it is sorted by, as PostgreSQL writes it. */
export interface Placed<Row> {
  row: Row;
  values: readonly string[];
}

export interface Total {
  total: number;
  isMore: boolean;
}

/** Of rows that were counted up to one more than is told. */
export const totalOf = (counted: number): Total =>
  counted > COUNTED_TO ? { total: COUNTED_TO, isMore: true } : { total: counted, isMore: false };

/** Rows from an end of the list, or from beyond a row. */
export interface Stretch {
  reverse: boolean;
  beyond: readonly string[] | undefined;
  limit: number;
}

/** What a list can be asked. `total` is what is known of it when rows are fetched. */
export interface ListSource<Row> {
  count(exact: boolean): Promise<Total>;
  fetch(stretch: Stretch, total: Total): Promise<Placed<Row>[]>;
  /** Counting takes so little that it is done on every page. */
  countsAlways: boolean;
}

/** One page. Pages are found by the row at their border and never by an offset, so that the last one takes no longer than the first. */
export async function turnPage<Row>(query: PageQuery, ordering: Ordering, source: ListSource<Row>): Promise<Page<Row>> {
  const { sort, order } = ordering;
  const text = query.after ?? query.before;
  const cursor =
    text === undefined
      ? undefined
      : readCursor(
          text,
          sort,
          order,
          ordering.keys.map(({ type }) => type),
        );
  const isExact = query.exact === '1';
  const counted = cursor && !isExact && !source.countsAlways ? cursor : await source.count(isExact);
  const reverse = cursor ? query.after === undefined : query.last === '1';
  const limit = query.pageSize + 1;
  const found = counted.total === 0 ? [] : await source.fetch({ reverse, beyond: cursor?.values, limit }, counted);
  const goesOn = found.length > query.pageSize;
  // Rows have gone since: what is left before that row is the beginning of the list.
  if (cursor && reverse && !goesOn) return turnPage({ ...query, after: undefined, before: undefined, last: undefined }, ordering, source);
  const rows = reverse ? found.slice(0, query.pageSize).reverse() : found.slice(0, query.pageSize);
  const from = rows.length === 0 ? null : placeOf(rows.length, cursor, reverse, counted);
  const total = seen(counted, from, rows.length, !reverse && !goesOn);
  const border = (placed: Placed<Row> | undefined, place: number | null) =>
    placed ? writeCursor({ sort, order, values: placed.values, place, ...total }) : null;
  return {
    rows: rows.map(({ row }) => row),
    ...total,
    from,
    next: (reverse ? cursor !== undefined : goesOn) ? border(rows.at(-1), from === null ? null : from + rows.length - 1) : null,
    previous: (reverse ? goesOn : cursor !== undefined) ? border(rows[0], from) : null,
  };
}

/** Of the first row of a page. */
function placeOf(rows: number, cursor: Cursor | undefined, reverse: boolean, { total, isMore }: Total): number | null {
  if (cursor?.place === null) return null;
  if (cursor) return reverse ? Math.max(1, cursor.place - rows) : cursor.place + 1;
  if (!reverse) return 1;
  return isMore ? null : Math.max(1, total - rows + 1);
}

/** Rows that come and go between two statements must not make the total contradict the page. */
function seen({ total, isMore }: Total, from: number | null, rows: number, isLast: boolean): Total {
  if (from === null) return { total, isMore };
  const end = from + rows - 1;
  return isLast ? { total: end, isMore: false } : { total: Math.max(total, end), isMore };
}

import { numberKey, type Page, type PageQuery } from '@zuoxi/contract';
import { and, asc, count, desc, ilike, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable, PgView } from 'drizzle-orm/pg-core';
import type { TenantDb } from './database.ts';

/** What a list may be sorted by and searched in; the keys are the names of the row's fields on the wire. */
export interface ListSpec<Row extends Record<string, unknown>> {
  from: PgTable | PgView;
  sortable: Record<string, PgColumn | SQL>;
  /** Columns (or text expressions) in which `search` looks for a substring. */
  searched: readonly (PgColumn | SQL)[];
  /** Columns (or text expressions) with keys of numbers (`numberKey`): a number that is searched for is found however it was written. */
  searchedNumbers?: readonly (PgColumn | SQL)[];
  defaultSort: string;
  /** Makes the order total, so that no row appears on two pages. */
  tieBreak: PgColumn;
  where?: SQL | undefined;
  present: (row: Row) => unknown;
}

/** `%` and `_` of the user are letters, not wildcards. */
export const likeLiteral = (text: string) => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** What somebody would write who means a number, or a part of one. */
const NUMBER = /^\+?[0-9][0-9 ()-]*$/;

/** Whose number holds that one or that part of one, whatever was written before it: 0138…, +86138… and 138… are one. */
export function hasNumberKey(column: PgColumn | SQL, number: string): SQL {
  const key = numberKey(number);
  return key === '' ? sql`false` : sql`${column} like ${likeLiteral(key)}`;
}

/** Rows in which the text is found; undefined without one: all. */
export function foundBy(
  text: string | undefined,
  { searched, searchedNumbers = [] }: Pick<ListSpec<never>, 'searched' | 'searchedNumbers'>,
) {
  if (!text) return undefined;
  const numbers = NUMBER.test(text) ? searchedNumbers.map((column) => hasNumberKey(column, text)) : [];
  return or(...searched.map((column) => ilike(sql`${column}::text`, likeLiteral(text))), ...numbers);
}

/** The one paging helper behind every list. */
export async function listPage<Row extends Record<string, unknown>, Out>(
  db: TenantDb,
  query: PageQuery,
  spec: Omit<ListSpec<Row>, 'present'> & { present: (row: Row) => Out },
): Promise<Page<Out>> {
  const where = and(spec.where, foundBy(query.search, spec));
  const sortKey = query.sort && Object.hasOwn(spec.sortable, query.sort) ? query.sort : spec.defaultSort;
  const sortColumn = spec.sortable[sortKey] ?? spec.tieBreak;
  const direction = query.order === 'asc' ? asc : desc;
  const offset = (query.page - 1) * query.pageSize;
  const rows = await db
    .select()
    .from(spec.from)
    .where(where)
    .orderBy(direction(sortColumn), direction(spec.tieBreak))
    .limit(query.pageSize)
    .offset(offset);
  const seen = offset + rows.length;
  // A row that comes between two statements must not make the total contradict the page; the last page says the total by itself.
  const isLast = rows.length < query.pageSize && (rows.length > 0 || offset === 0);
  const [counted] = isLast ? [] : await db.select({ total: count() }).from(spec.from).where(where);
  return {
    // `select()` of one table yields that table's row type; the caller names it.
    rows: rows.map((row) => spec.present(row as Row)),
    total: isLast ? seen : Math.max(counted?.total ?? 0, rows.length > 0 ? seen : 0),
    page: query.page,
    pageSize: query.pageSize,
  };
}

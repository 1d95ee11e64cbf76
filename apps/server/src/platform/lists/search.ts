import { numberKey } from '@zuoxi/contract';
import { ilike, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** `%` and `_` of the user are letters, not wildcards. */
export const likeLiteral = (text: string) => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** As one parameter. */
export const ints = (values: readonly number[]): SQL => sql`${`{${values.join(',')}}`}::int[]`;

/** What somebody would write who means a number, or a part of one. */
export const NUMBER = /^\+?[0-9][0-9 ()-]*$/;

/** Whose number holds that one or that part of one, whatever was written before it: 0138…, +86138… and 138… are one. */
export function hasNumberKey(column: PgColumn | SQL, number: string): SQL {
  const key = numberKey(number);
  return key === '' ? sql`false` : sql`${column} like ${likeLiteral(key)}`;
}

export interface Searched {
  /** Columns (or text expressions) in which `search` looks for a substring. */
  searched: readonly (PgColumn | SQL)[];
  /** Columns (or text expressions) with keys of numbers (`numberKey`): a number that is searched for is found however it was written. */
  searchedNumbers?: readonly (PgColumn | SQL)[];
}

/** Rows in which the text is found; undefined without one: all. */
export function foundBy(text: string | undefined, { searched, searchedNumbers = [] }: Searched): SQL | undefined {
  if (!text) return undefined;
  const numbers = NUMBER.test(text) ? searchedNumbers.map((column) => hasNumberKey(column, text)) : [];
  return or(...searched.map((column) => ilike(sql`${column}::text`, likeLiteral(text))), ...numbers);
}

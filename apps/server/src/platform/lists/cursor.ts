import { fail } from '../errors.ts';

/**
 * Where a page ends: the values by which the list is sorted, as PostgreSQL writes them (a JavaScript date has no microseconds), and what is known
 * of the whole, so that it is not counted on every page.
 */
export interface Cursor {
  sort: string;
  order: 'asc' | 'desc';
  /** Of the row; as many as the list is sorted by. */
  values: readonly string[];
  /** The row's place among all, from 1; null: not known. */
  place: number | null;
  total: number;
  isMore: boolean;
}

/** What a value in a cursor may look like, by the type of its column: anything else would be an error of the database. */
export const VALUE_FORMS = {
  text: /^[^\0]*$/s,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  timestamptz: /^(-?infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})$/,
  float8: /^-?(infinity|\d{1,17}(\.\d{1,20})?(e[+-]\d{1,3})?)$/i,
  numeric: /^-?(infinity|\d{1,60}(\.\d{1,60})?)$/i,
  integer: /^-?\d{1,10}$/,
  boolean: /^(true|false)$/,
} as const satisfies Record<string, RegExp>;

export type ValueType = keyof typeof VALUE_FORMS;

export function writeCursor({ sort, order, values, place, total, isMore }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, order, values, place, total, isMore ? 1 : 0])).toString('base64url');
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Of a page that is sorted like that; anything else is the caller's mistake (`request.placeInvalid`). */
export function readCursor(text: string, sort: string, order: 'asc' | 'desc', types: readonly ValueType[]): Cursor {
  const parts = parse(text);
  if (!Array.isArray(parts) || parts.length !== 6) return fail('request.placeInvalid');
  const [sortedBy, orderedBy, values, place, total, isMore]: unknown[] = parts;
  const fits =
    sortedBy === sort &&
    orderedBy === order &&
    Array.isArray(values) &&
    values.length === types.length &&
    types.every((type, index) => typeof values[index] === 'string' && VALUE_FORMS[type].test(values[index])) &&
    (place === null || isCount(place)) &&
    isCount(total) &&
    (isMore === 0 || isMore === 1);
  if (!fits) return fail('request.placeInvalid');
  return { sort, order, values: values.map(String), place, total, isMore: isMore === 1 };
}

import { is, type SQL, sql } from 'drizzle-orm';
import { PgColumn } from 'drizzle-orm/pg-core';
import type { ValueType } from './cursor.ts';

/** What a list is sorted by: never null, since a row is compared with a row. */
export interface SortKey {
  by: SQL;
  type: ValueType;
}

/** A column; or an expression, which is a text unless it says what it is. */
export type Sortable = PgColumn | SQL | SortKey;

const TYPES: Readonly<Record<string, ValueType>> = {
  text: 'text',
  uuid: 'uuid',
  'timestamp with time zone': 'timestamptz',
  'double precision': 'float8',
  integer: 'integer',
  smallint: 'integer',
  boolean: 'boolean',
};

/** What nothing at all is sorted as: before everything else. */
const NOTHING: Readonly<Record<ValueType, SQL>> = {
  text: sql`''`,
  uuid: sql`'00000000-0000-0000-0000-000000000000'::uuid`,
  timestamptz: sql`'-infinity'::timestamptz`,
  float8: sql`'-infinity'::float8`,
  numeric: sql`'-infinity'::numeric`,
  integer: sql`-2147483648`,
  boolean: sql`false`,
};

/** Chinese names in the order of their pinyin; the database itself is made without a language. */
const inPinyin = (text: SQL): SQL => sql`${text} collate "zh-x-icu"`;

const orNothing = ({ by, type }: SortKey): SQL => sql`coalesce(${by}, ${NOTHING[type]})`;

export function sortKey(sortable: Sortable): SortKey {
  if (is(sortable, PgColumn)) {
    const type = TYPES[sortable.getSQLType()] ?? 'text';
    const column = { by: type === 'text' && sortable.getSQLType() !== 'text' ? sql`${sortable}::text` : sql`${sortable}`, type };
    const by = sortable.notNull ? column.by : orNothing(column);
    return { by: type === 'text' ? inPinyin(by) : by, type };
  }
  if ('by' in sortable) return { ...sortable, by: orNothing(sortable) };
  return { by: inPinyin(sql`coalesce(${sortable}, '')`), type: 'text' };
}

/** A total order of rows: the last key makes it one. */
export class Ordering {
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly keys: readonly SortKey[];

  constructor(sort: string, order: 'asc' | 'desc', keys: readonly SortKey[]) {
    this.sort = sort;
    this.order = order;
    this.keys = keys;
  }

  /** `reverse`: from the other end. */
  by(reverse: boolean, keys: readonly SQL[] = this.keys.map(({ by }) => by)): SQL {
    const direction = this.#isUp(reverse) ? sql`asc` : sql`desc`;
    return sql.join(
      keys.map((key) => sql`${key} ${direction}`),
      sql`, `,
    );
  }

  /** Rows that come after one with these values, in that direction. One comparison of rows, which an index answers. */
  beyond(values: readonly string[], reverse: boolean, keys: readonly SQL[] = this.keys.map(({ by }) => by)): SQL {
    const bounds = this.keys.map(({ type }, index) => sql`${values[index] ?? ''}::${sql.raw(type)}`);
    const than = this.#isUp(reverse) ? sql`>` : sql`<`;
    return sql`(${sql.join([...keys], sql`, `)}) ${than} (${sql.join(bounds, sql`, `)})`;
  }

  #isUp(reverse: boolean): boolean {
    return (this.order === 'asc') !== reverse;
  }
}

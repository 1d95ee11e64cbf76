import { COUNTED_TO, numberKey, type Page, type PageQuery } from '@zuoxi/contract';
import { and, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../db/index.ts';
import { orderingOf } from './list-page.ts';
import type { Ordering, Sortable } from './ordering.ts';
import { ints, likeLiteral, NUMBER } from './search.ts';
import { folded, markToken, searchTokens } from './search-text.ts';
import { type Placed, type Stretch, type Total, totalOf, turnPage } from './turn-page.ts';

// A page of a list with a million rows (docs/adr/0029, which says what was measured). PostgreSQL cannot know how many rows a token has, so the shape
// of the query is chosen here: rows are counted first, up to 10,001; few are collected by their tokens and sorted, many are walked in the order
// of an index that holds the filters' columns as well.

/** A table whose rows carry `searchColumns`, and an index for every sort that holds `covered` too (see `0019_lists.sql`). */
export interface LargeTable {
  table: PgTable;
  id: PgColumn;
  /** In whose order the list is shown unless it is told otherwise; second in every index. */
  at: PgColumn;
  tokens: PgColumn;
  searchText: PgColumn;
  /** What every index of a sort holds besides. */
  covered: readonly PgColumn[];
  sortable: Record<string, Sortable>;
  defaultSort: string;
}

/** What somebody asked for. */
export interface Filtered {
  /** Marks that the rows have: `queue:3`. */
  marks: readonly string[];
  /** The same as conditions on `covered` columns. */
  covered: readonly SQL[];
  /** Conditions that an index of their own answers. */
  ranges: readonly SQL[];
  /** Of these texts each is found in the row; `inColumns` says where, if not anywhere. */
  texts: readonly SearchedText[];
}

export interface SearchedText {
  text: string;
  /** Looked for in this column alone, by the key of the number. */
  numberKey?: PgColumn;
  /** Looked for in this column alone. */
  column?: PgColumn;
}

/**
 * Which rows somebody may see. `all`; or those of `exact`, which are found by `covered` columns and, beside them, by a few marks. Marks only find:
 * two of them may share a token, and a customer may be called like one, so that `exact` is asked of every row that is not found by columns.
 */
export type Visible = { all: true } | { all: false; exact: SQL; covered: SQL; marks: readonly string[]; beside: readonly string[] };

/** Of the newest rows so many are looked at before the tokens are asked. */
const LOOKED_AT = 60_000;
/** So many of a broad search, in the order of the list. */
const PROBED = 5_000;

interface Place {
  id: string;
  values: string[];
}

interface Asked {
  tenantId: string;
  large: LargeTable;
  filtered: Filtered;
  visible: Visible;
}

/** The conditions of one query, in the ways in which they can be asked. */
class Conditions {
  readonly #asked: Asked;
  /** Tokens that every row has which is looked for: of marks and of texts. */
  readonly tokens: readonly number[];
  /** A text is looked for. */
  readonly isSearch: boolean;

  constructor(asked: Asked) {
    this.#asked = asked;
    const { tenantId, filtered } = asked;
    const marks = filtered.marks.map((mark) => markToken(tenantId, mark));
    this.isSearch = filtered.texts.length > 0;
    this.tokens = [...new Set([...marks, ...filtered.texts.flatMap((text) => [...tokensOf(tenantId, text)])])];
  }

  get #large(): LargeTable {
    return this.#asked.large;
  }

  /** Everything is asked of the tokens' index, and what it finds is looked at. Needs `tokens`, or somebody who may not see all. */
  byTokens(): SQL | undefined {
    const { visible, filtered, tenantId } = this.#asked;
    const { tokens } = this.#large;
    const seen = visible.all ? undefined : sql`${tokens} &&& ${ints(visible.marks.map((mark) => markToken(tenantId, mark)))}`;
    const found = this.tokens.length > 0 ? sql`${tokens} @>> ${ints(this.tokens)}` : undefined;
    return and(found, seen, this.#exactly(), ...filtered.covered, ...filtered.ranges, this.recheck());
  }

  /** Said so that no index is looked for it: the tokens' one is meant. */
  #exactly(): SQL | undefined {
    const { visible } = this.#asked;
    return visible.all ? undefined : sql`(${visible.exact}) is true`;
  }

  get canAskTokens(): boolean {
    return this.tokens.length > 0 || !this.#asked.visible.all;
  }

  /** All that fit, by the tokens where there are some; whoever has none to ask may see everything. */
  all(): SQL | undefined {
    return this.canAskTokens ? this.byTokens() : and(this.byColumns(), this.recheck());
  }

  /** Without tokens and texts: what an index of a sort, or one of the ranges, can say. */
  byColumns(): SQL | undefined {
    const { filtered } = this.#asked;
    return and(...filtered.covered, ...filtered.ranges);
  }

  /** Of rows that `byColumns` gives: those that may be seen by the columns. */
  seenByColumns(): SQL | undefined {
    const { visible } = this.#asked;
    return visible.all ? undefined : visible.covered;
  }

  /** Those few that may be seen without the columns saying so. */
  beside(): SQL | undefined {
    const { visible, filtered, tenantId } = this.#asked;
    if (visible.all || visible.beside.length === 0) return undefined;
    const marks = ints(visible.beside.map((mark) => markToken(tenantId, mark)));
    const found = this.tokens.length > 0 ? sql`${this.#large.tokens} @>> ${ints(this.tokens)}` : undefined;
    const others = sql`not (${visible.covered})`;
    return and(sql`${this.#large.tokens} &&& ${marks}`, found, this.#exactly(), ...filtered.covered, ...filtered.ranges, others);
  }

  /** Tokens do not prove an order of characters, nor the absence of a coincidence. */
  recheck(): SQL | undefined {
    return and(...this.#asked.filtered.texts.map((text) => found(this.#large, text)));
  }
}

/** What a row must hold for the text to be found in it. A number may stand in it as it was typed, or by its key: what both have in common. */
function tokensOf(tenantId: string, { text, numberKey: byKey, column }: SearchedText): Set<number> {
  const key = numberKey(text);
  if (byKey) return searchTokens(tenantId, key);
  const typed = searchTokens(tenantId, text);
  if (column || !NUMBER.test(text) || key === '' || key === text) return typed;
  const ofKey = searchTokens(tenantId, key);
  return new Set([...typed].filter((token) => ofKey.has(token)));
}

function found({ searchText }: LargeTable, { text, numberKey: byKey, column }: SearchedText): SQL | undefined {
  const key = numberKey(text);
  if (byKey) return key === '' ? sql`false` : sql`${byKey} like ${likeLiteral(key)}`;
  if (column) return sql`lower(${column}) like ${likeLiteral(folded(text))}`;
  const typed = sql`${searchText} like ${likeLiteral(folded(text))}`;
  return NUMBER.test(text) && key !== '' && key !== text ? or(typed, sql`${searchText} like ${likeLiteral(key)}`) : typed;
}

export interface LargeQuery<Row> {
  query: PageQuery;
  tenantId: string;
  filtered: Filtered;
  visible: Visible;
  /** Whole rows, in any order. */
  rowsOf(ids: string[]): Promise<(Row & { id: string })[]>;
}

export async function largePage<Row>(db: TenantDb, large: LargeTable, asked: LargeQuery<Row>): Promise<Page<Row & { id: string }>> {
  const { query, filtered } = asked;
  const texts = query.search ? [...filtered.texts, { text: query.search }] : filtered.texts;
  const whole: Asked = { ...asked, large, filtered: { ...filtered, texts } };
  const conditions = new Conditions(whole);
  const ordering = orderingOf(query, { ...large, ties: [large.at, large.id] });
  const reader = new Reader(db, whole, conditions, ordering);
  return turnPage(query, ordering, {
    countsAlways: false,
    count: (exact) => (exact ? reader.countAll() : reader.count()),
    async fetch(stretch, total) {
      const places = await reader.places(stretch, total);
      return rowsAt(places, asked.rowsOf);
    },
  });
}

async function rowsAt<Row>(places: readonly Place[], rowsOf: LargeQuery<Row>['rowsOf']): Promise<Placed<Row & { id: string }>[]> {
  if (places.length === 0) return [];
  const rows = await rowsOf(places.map(({ id }) => id));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return places.flatMap(({ id, values }) => {
    const row = byId.get(id);
    return row ? [{ row, values }] : [];
  });
}

class Reader {
  readonly #db: TenantDb;
  readonly #asked: Asked;
  readonly #conditions: Conditions;
  readonly #ordering: Ordering;

  constructor(db: TenantDb, asked: Asked, conditions: Conditions, ordering: Ordering) {
    this.#db = db;
    this.#asked = asked;
    this.#conditions = conditions;
    this.#ordering = ordering;
  }

  async #number(statement: SQL): Promise<number> {
    const { rows } = await this.#db.execute<{ total: number }>(statement);
    return rows[0]?.total ?? 0;
  }

  /** Up to the limit. 1. by a look at the newest rows, where many of them fit  2. by tokens  3. where there is none: by the columns alone. */
  async count(): Promise<Total> {
    const { table, covered, at } = this.#asked.large;
    const { isSearch } = this.#conditions;
    const conditions = and(this.#conditions.byColumns(), this.#conditions.seenByColumns());
    const limit = COUNTED_TO + 1;
    if (!isSearch && conditions) {
      const columns = sql.join([...covered, at], sql`, `);
      const total = await this.#number(sql`select count(*)::int as total from (select 1 from (
        select ${columns} from ${table} order by ${at} desc limit ${LOOKED_AT}) ${table} where ${conditions} limit ${limit}) counted`);
      if (total === limit) return totalOf(total);
    }
    const where = whereOf(this.#conditions.all());
    return totalOf(await this.#number(sql`select count(*)::int as total from (select 1 from ${table} ${where} limit ${limit}) counted`));
  }

  async countAll(): Promise<Total> {
    const where = whereOf(this.#conditions.all());
    return { total: await this.#number(sql`select count(*)::int as total from ${this.#asked.large.table} ${where}`), isMore: false };
  }

  async places(stretch: Stretch, { total, isMore }: Total): Promise<Place[]> {
    if (!isMore && total <= COUNTED_TO) return this.#collect(stretch);
    if (!this.#conditions.isSearch) return this.#walk(stretch);
    const probed = await this.#walk(stretch, PROBED);
    return probed.length === stretch.limit || !this.#conditions.canAskTokens ? probed : this.#collect(stretch);
  }

  /** Those that fit are put together and sorted. The fence keeps PostgreSQL from walking an index in the hope of an early end. */
  #collect(stretch: Stretch): Promise<Place[]> {
    const inner = sql`select ${this.#sorted()} from ${this.#asked.large.table} ${whereOf(this.#conditions.all())} offset 0`;
    return this.#read(sql`(${inner}) k ${whereOf(this.#beyond(stretch))}`, stretch);
  }

  /**
   * In the order of the sort's index, all conditions looked at in it. `probed`: so many rows are compared with a text; where they do not suffice,
   * fewer than asked for come back.
   */
  #walk(stretch: Stretch, probed?: number): Promise<Place[]> {
    const { table, searchText } = this.#asked.large;
    const { filtered } = this.#asked;
    const limit = probed ?? stretch.limit;
    const beyond = stretch.beyond && this.#ordering.beyond(stretch.beyond, stretch.reverse);
    const texts = probed === undefined ? [] : [searchText, ...filtered.texts.flatMap(({ numberKey, column }) => numberKey ?? column ?? [])];
    const more = texts.map((column) => sql`, ${column}`);
    const columns = sql`${this.#sorted()}${sql.join(more)}`;
    const order = sql`order by ${this.#ordering.by(stretch.reverse)} limit ${limit}`;
    const walked = and(this.#conditions.byColumns(), this.#conditions.seenByColumns(), beyond);
    const walk = sql`select ${columns} from ${table} ${whereOf(walked)} ${order}`;
    const beside = this.#conditions.beside();
    const besides = sql`select ${columns} from ${table} ${whereOf(beside)} offset 0`;
    const both = beside
      ? sql`select * from (${walk}) w union all (select * from (${besides}) k ${whereOf(this.#beyond(stretch))} ${this.#orderOf(stretch)} limit ${limit})`
      : walk;
    if (probed === undefined) return this.#read(sql`(${both}) k`, stretch);
    // Under the name of the table, as the conditions name its columns.
    const from = sql`(select * from (${both}) k ${this.#orderOf(stretch)} limit ${limit}) ${table}`;
    return this.#read(sql`(select * from ${from} ${whereOf(this.#conditions.recheck())}) k`, stretch);
  }

  /** id, and k0, k1, … by which the list is sorted. */
  #sorted(): SQL {
    const keys = this.#ordering.keys.map(({ by }, index) => sql`${by} as ${sql.identifier(`k${index}`)}`);
    return sql`${this.#asked.large.id} as place_id, ${sql.join(keys, sql`, `)}`;
  }

  #keys(): SQL[] {
    return this.#ordering.keys.map(({ type }, index) => {
      const key = sql`k.${sql.identifier(`k${index}`)}`;
      return type === 'text' ? sql`${key} collate "zh-x-icu"` : key;
    });
  }

  #beyond({ beyond, reverse }: Stretch): SQL | undefined {
    return beyond && this.#ordering.beyond(beyond, reverse, this.#keys());
  }

  #orderOf({ reverse }: Stretch): SQL {
    return sql`order by ${this.#ordering.by(reverse, this.#keys())}`;
  }

  async #read(from: SQL, stretch: Stretch): Promise<Place[]> {
    const values = sql.join(
      this.#ordering.keys.map((_, index) => sql`k.${sql.identifier(`k${index}`)}::text`),
      sql`, `,
    );
    const { rows } = await this.#db.execute<Place & Record<string, unknown>>(sql`
      select k.place_id::text as id, array[${values}] as values from ${from} ${this.#orderOf(stretch)} limit ${stretch.limit}`);
    return rows;
  }
}

const whereOf = (condition: SQL | undefined): SQL => (condition ? sql`where ${condition}` : sql``);

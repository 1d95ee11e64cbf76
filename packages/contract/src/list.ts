import { z } from 'zod';
import { problem } from './input-problems.ts';
import { Id, Instant, type Role } from './roles.ts';
import { Text } from './text.ts';

/** A text in both languages. */
export interface Titled {
  readonly zh: string;
  readonly en: string;
}

/** The words of one language. */
export function inLanguage<Word extends string>(labels: Readonly<Record<Word, Titled>>, language: keyof Titled): Record<Word, string> {
  // The keys are those of `labels`.
  return Object.fromEntries(Object.entries<Titled>(labels).map(([word, text]) => [word, text[language]])) as Record<Word, string>;
}

export type ColumnType = 'text' | 'phone' | 'number' | 'bytes' | 'seconds' | 'instant' | 'date' | 'choice' | 'flag';

export interface ListColumn {
  readonly title: Titled;
  readonly type: ColumnType;
  /** Whether the server sorts by it; it does unless it says so. */
  readonly sortable: boolean;
  /** What the words of a `choice` or a `flag` (`true`, `false`) are called. */
  readonly labels?: Readonly<Record<string, Titled>>;
  /** Who gets to see it; everybody who sees the list, unless it says so. */
  readonly roles?: readonly Role[];
}

type ColumnOptions = Partial<Pick<ListColumn, 'sortable' | 'roles'>>;

const columnOf =
  (type: ColumnType) =>
  (zh: string, en: string, options: ColumnOptions = {}): ListColumn => ({ title: { zh, en }, type, sortable: true, ...options });

/** The columns of lists, by what their cells hold. */
export const column = {
  text: columnOf('text'),
  phone: columnOf('phone'),
  number: columnOf('number'),
  bytes: columnOf('bytes'),
  seconds: columnOf('seconds'),
  instant: columnOf('instant'),
  date: columnOf('date'),
  choice: (zh: string, en: string, labels: Readonly<Record<string, Titled>>, options: ColumnOptions = {}): ListColumn => ({
    ...columnOf('choice')(zh, en, options),
    labels,
  }),
  flag: (zh: string, en: string, labels: Readonly<Record<'true' | 'false', Titled>>, options: ColumnOptions = {}): ListColumn => ({
    ...columnOf('flag')(zh, en, options),
    labels,
  }),
};

export type FilterType = 'phone' | 'text' | 'choice' | 'queue' | 'agent' | 'from' | 'to' | 'atLeast' | 'atMost';

export interface ListFilter<Schema extends z.ZodType = z.ZodType> {
  readonly title: Titled;
  readonly type: FilterType;
  readonly schema: Schema;
  readonly labels?: Readonly<Record<string, Titled>>;
}

const filterOf =
  <Schema extends z.ZodType>(type: FilterType, schema: Schema) =>
  (zh: string, en: string): ListFilter<Schema> => ({ title: { zh, en }, type, schema });

/** The filters of lists. Both ends of a range of time or length count as inside. */
export const filter = {
  /** A part of a number, however it is written. */
  phone: filterOf('phone', Text(32).optional()),
  text: filterOf('text', Text(100).optional()),
  queue: filterOf('queue', Id.optional()),
  agent: filterOf('agent', Id.optional()),
  from: filterOf('from', Instant.optional()),
  to: filterOf('to', Instant.optional()),
  /** Seconds. */
  atLeast: filterOf('atLeast', z.coerce.number().min(0).optional()),
  atMost: filterOf('atMost', z.coerce.number().min(0).optional()),
  choice: <const Choice extends string>(
    zh: string,
    en: string,
    labels: Readonly<Record<Choice, Titled>>,
  ): ListFilter<z.ZodOptional<z.ZodType<Choice>>> => ({
    title: { zh, en },
    type: 'choice',
    // The keys of a record of these words are these words.
    schema: z.enum(Object.keys(labels) as [Choice, ...Choice[]]).optional(),
    labels,
  }),
  /** A filter whose value none of the above describes. */
  of: <Schema extends z.ZodType>(type: FilterType, zh: string, en: string, schema: Schema): ListFilter<Schema> =>
    filterOf(type, schema)(zh, en),
};

export const pageSizes = [10, 25, 50, 100] as const;

/** Where a page ends or begins, as the answer before gave it: whoever asks never takes it apart. */
const Cursor = z
  .string()
  .max(2000)
  .regex(/^[A-Za-z0-9_-]+$/)
  .optional();

/**
 * Query of every list: `?pageSize=25&sort=startedAt&order=desc&search=138&after=…`. `search` finds a substring in the shown columns.
 * `after` and `before` are `next` and `previous` of the page that was answered; `last=1` begins at the other end. `exact=1` counts to the end.
 */
export const PageQuery = z.object({
  pageSize: z.coerce
    .number()
    .int()
    .refine((n) => pageSizes.some((size) => size === n), problem('notChoice'))
    .default(25),
  sort: z.string().max(40).optional(),
  order: z.enum(['asc', 'desc']).optional(),
  search: Text(100).optional(),
  after: Cursor,
  before: Cursor,
  last: z.enum(['0', '1']).optional(),
  exact: z.enum(['0', '1']).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** So far rows are counted unless somebody asks for all (`exact`). */
export const COUNTED_TO = 10_000;

export interface Page<Row> {
  rows: Row[];
  /** How many there are in all; where `isMore`, more than that. */
  total: number;
  isMore: boolean;
  /** The place of the first row among all, from 1; null: it is not known, since the page was reached from the end. */
  from: number | null;
  next: string | null;
  previous: string | null;
}

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    rows: z.array(row),
    total: z.number().int(),
    isMore: z.boolean(),
    from: z.number().int().nullable(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
  });

type Filters = Readonly<Record<string, ListFilter>>;
type Shape<F extends Filters> = { [Name in keyof F]: F[Name]['schema'] };

/**
 * A list of rows, defined once: what the server sorts by, searches and filters, what the console shows and offers, what an export holds and what
 * the API's description says are read from here.
 */
export interface ListDefinition<Name extends string = string, Columns extends string = string, F extends Filters = Filters> {
  /** The word of it; unique. */
  readonly name: Name;
  readonly title: Titled;
  readonly columns: Readonly<Record<Columns, ListColumn>>;
  readonly filters: F;
  readonly sort: { readonly by: NoInfer<Columns>; readonly order: 'asc' | 'desc' };
  readonly query: z.ZodObject<typeof PageQuery.shape & Shape<F>>;
}

export function defineList<const Name extends string, Columns extends string, const F extends Filters = Record<never, ListFilter>>(
  declared: Omit<ListDefinition<Name, Columns, F>, 'query' | 'filters'> & { filters?: F },
): ListDefinition<Name, Columns, F> {
  const filters = declared.filters ?? ({} as F); // without filters F is the empty record
  const shape = Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema]));
  const { by, order } = declared.sort;
  // Object.fromEntries forgets which name has which schema.
  const query = PageQuery.extend(shape) as unknown as ListDefinition<Name, Columns, F>['query'];
  return { ...declared, filters, query: query.describe(`Sorted by ${by} ${order} unless \`sort\` says otherwise`) };
}

/** The names of a list's columns. */
export type ColumnsOf<L extends ListDefinition> = keyof L['columns'] & string;

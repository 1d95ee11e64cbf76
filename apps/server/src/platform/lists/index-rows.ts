import type { Logger } from '@zuoxi/kit';
import { and, gt, type SQL, sql } from 'drizzle-orm';
import type { Database, Db, TenantDb } from '../../db/index.ts';
import type { LargeTable } from './large-list.ts';

type Indexed = Pick<LargeTable, 'table' | 'id' | 'tokens' | 'searchText'>;
interface Index {
  searchText: string;
  tokens: number[];
}

const ROWS_AT_ONCE = 500;

/** Rows that have no tokens yet: those that a migration has made columns for. */
export const notIndexed = ({ tokens }: Pick<Indexed, 'tokens'>): SQL => sql`${tokens} = '{}'`;

/**
 * Makes the tokens of rows anew, where they differ from what they should be. `indexOf` gives them of a whole row. As the owner of the tables;
 * returns how many were changed.
 */
export async function indexRows<Row>(
  db: Db | TenantDb,
  { table, id, tokens, searchText }: Indexed,
  indexOf: (row: Row) => Index,
  where: SQL,
): Promise<number> {
  let changed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    // `select()` of one table yields that table's row type; the caller names it.
    const rows = (await db
      .select()
      .from(table)
      .where(and(where, gt(id, after)))
      .orderBy(id)
      .limit(ROWS_AT_ONCE)) as unknown as (Row & { id: string })[];
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
    const made = rows.map((row) => ({ row: row.id, ...indexOf(row) })).map((one) => ({ ...one, tokens: `{${one.tokens.join(',')}}` }));
    const result = await db.execute(sql`
      update ${table} set search_text = made."searchText", tokens = made.tokens::int[]
      from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as made("row" uuid, "searchText" text, tokens text)
      where ${id} = made."row" and (${searchText}, ${tokens}) is distinct from (made."searchText", made.tokens::int[])`);
    changed += result.rowCount ?? 0;
  }
}

/** At a start: what an earlier version has left is found by searches from then on. Calls do not wait for it, and a start goes on where another ended. */
export function indexInBackground<Row>(options: {
  database: Pick<Database, 'system'>;
  logger: Logger;
  table: LargeTable;
  indexOf: (row: Row) => Index;
}): void {
  const { database, logger, table, indexOf } = options;
  indexRows(database.system, table, indexOf, notIndexed(table)).then(
    (rows) => rows > 0 && logger.info({ rows, event: 'lists.indexed' }, 'rows of an earlier version can be searched now'),
    (error: unknown) => logger.warn({ err: error }, 'rows of an earlier version could not be indexed; the next start tries again'),
  );
}

import {
  type ColumnsOf,
  type Operation,
  OperationAction,
  OperationBy,
  type OperationLogQuery,
  operationLogList,
  type Page,
} from '@zuoxi/contract';
import { eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Filtered, type LargeTable, largePage, type Sortable } from '../../platform/lists/index.ts';
import { numbersOf } from '../visibility/index.ts';
import { operationLog } from './tables.ts';
import { resolveOperationVisibility, visibleOperations } from './visible.ts';

type Row = typeof operationLog.$inferSelect;
const row = operationLog;

/** As a list of a million rows. */
export const operationTable: LargeTable = {
  table: row,
  id: row.id,
  at: row.at,
  tokens: row.tokens,
  searchText: row.searchText,
  covered: [row.scopeNo, row.queueNo, row.agentNo, row.kind],
  sortable: {
    at: row.at,
    agentName: row.agentName,
    extension: row.extension,
    action: row.action,
    queueName: row.queueName,
    queueNumber: row.queueNumber,
    reason: row.reason,
    by: row.by,
    byName: row.byName,
  } satisfies Record<ColumnsOf<typeof operationLogList>, Sortable>,
  defaultSort: operationLogList.sort.by,
};

const ACTIONS: Readonly<Record<OperationAction, number>> = { signIn: 10, signOut: 20, ready: 30, notReady: 40 };
const BY: Readonly<Record<OperationBy, number>> = { self: 1, supervisor: 2, system: 3 };

/** `kind` of the table: action and by whom as one number. */
const kindsOf = (action: OperationAction | undefined, by: OperationBy | undefined): number[] =>
  OperationAction.options
    .filter((one) => action === undefined || one === action)
    .flatMap((one) => OperationBy.options.filter((other) => by === undefined || other === by).map((other) => ACTIONS[one] + BY[other]));

/** Sign-ins, sign-outs, ready and not ready of a call centre's agents (LOG-1). */
export class OperationLog {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  list(actor: Actor, query: OperationLogQuery): Promise<Page<Operation>> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      const visible = visibleOperations(await resolveOperationVisibility(db, actor));
      const page = await largePage<Row>(db, operationTable, {
        query,
        tenantId: actor.tenantId,
        visible,
        filtered: await filtersOf(db, query),
        rowsOf: (ids) => db.select().from(row).where(inArray(row.id, ids)),
      });
      return { ...page, rows: page.rows.map(present) };
    });
  }
}

async function filtersOf(db: TenantDb, { agentId, queueId, action, by, from, to }: OperationLogQuery): Promise<Filtered> {
  const numbers = await numbersOf(db, [agentId ?? null, queueId ?? null]);
  // One that never was has no rows: no row has a negative number.
  const no = (id: string) => numbers.get(id) ?? -1;
  const marks: string[] = [];
  const covered: SQL[] = [];
  if (agentId !== undefined) {
    marks.push(`agent:${no(agentId)}`);
    covered.push(eq(row.agentNo, no(agentId)));
  }
  if (queueId !== undefined) {
    marks.push(`queue:${no(queueId)}`);
    covered.push(eq(row.queueNo, no(queueId)));
  }
  if (action !== undefined) marks.push(`action:${action}`);
  if (by !== undefined) marks.push(`by:${by}`);
  if (action !== undefined || by !== undefined) covered.push(inArray(row.kind, kindsOf(action, by)));
  return {
    marks,
    covered,
    ranges: [...(from ? [gte(row.at, new Date(from))] : []), ...(to ? [lte(row.at, new Date(to))] : [])],
    texts: [],
  };
}

const present = ({
  id,
  at,
  accountId,
  agentName,
  extension,
  action,
  queueId,
  queueName,
  queueNumber,
  reason,
  by,
  byName,
}: Row): Operation => ({
  ...{ id, accountId, agentName, extension, action, queueId, queueName, queueNumber, reason, by, byName },
  at: at.toISOString(),
});

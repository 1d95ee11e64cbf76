import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { type Consumer, consumer } from '../../platform/facts/index.ts';
import { indexRows } from '../../platform/lists/index.ts';
import { roster } from '../visibility/tables.ts';
import { operationIndex } from './index-row.ts';
import { operationTable } from './operation-log.ts';
import { idsIn, type Known, OPERATIONS, type OperationFact, operationRows } from './rows.ts';
import { operationLog } from './tables.ts';

/** Those of `OPERATIONS`. */
const FACT_TYPES = Object.keys(OPERATIONS) as OperationFact['type'][]; // its keys are these types

/** The operation log: a row for everything that an agent did or that was done to them, with the names of that day. */
export function operationLogConsumer(): Consumer {
  return consumer({
    name: 'operationLog',
    factTypes: FACT_TYPES,
    async handle(db, facts) {
      const known = await rosterOf(
        db,
        facts.flatMap(({ fact }) => idsIn(fact)),
      );
      const rows = facts.flatMap((fact) => operationRows(fact, known));
      if (rows.length > 0) await db.insert(operationLog).values(rows).onConflictDoNothing();
    },
    rebuild: {
      tables: [
        {
          name: 'operation_log',
          madeOf: FACT_TYPES,
          isOf: sql`t.fact_id = e.id`,
          key: ['id'],
          keep: {
            agent_name: 'account_id',
            extension: 'account_id',
            queue_name: 'queue_id',
            queue_number: 'queue_id',
            by_name: 'by_account_id',
          },
        },
      ],
      // Names of then were put back into rows whose tokens are of today's.
      async finish(db, { tenantId, from }) {
        await indexRows(
          db,
          operationTable,
          operationIndex,
          and(eq(operationLog.tenantId, tenantId), gte(operationLog.at, from)) ?? sql`true`,
        );
      },
    },
  });
}

/** The roster has everybody there ever was, as they are called or were last. */
async function rosterOf(db: TenantDb, ids: readonly string[]): Promise<Map<string, Known>> {
  const rows = await db
    .select({ id: roster.id, no: roster.no, name: roster.name, number: roster.number })
    .from(roster)
    .where(inArray(roster.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, ...known }) => [id, known]));
}

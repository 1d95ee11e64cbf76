import type { Fact } from '@zuoxi/callcontrol';
import type { Page, PageQuery, SetAsideFact, SetAsideRun } from '@zuoxi/contract';
import { cleanJson } from '@zuoxi/kit';
import { asc, eq, sql } from 'drizzle-orm';
import { type Database, describeRefusal, isOfTheMoment, type TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { appendFacts, type Consumers } from '../../platform/facts/index.ts';
import { setAsideFact } from '../../platform/facts/tables.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { JOURNAL } from '../journal/index.ts';

export interface SetAsideFacts {
  list(actor: Actor, query: PageQuery): Promise<Page<SetAsideFact>>;
  count(actor: Actor): Promise<{ count: number }>;
  /** One of them; it is gone from here when it is stored. */
  run(actor: Actor, id: string): Promise<SetAsideRun>;
  /** All that there are now, the oldest first. */
  runAll(actor: Actor): Promise<SetAsideRun>;
  /** Gives it up. */
  remove(actor: Actor, id: string): Promise<void>;
}

type Row = typeof setAsideFact.$inferSelect;
const table = setAsideFact;
const READ_AT_ONCE = 100;

function present({ tenantId: _tenantId, fact: _fact, factId: _factId, at, setAsideAt, ...row }: Row): SetAsideFact {
  return { ...row, stage: row.consumer === JOURNAL ? 'store' : 'derive', at: at.toISOString(), setAsideAt: setAsideAt.toISOString() };
}

export function createSetAsideFacts(deps: {
  database: Database;
  consumers: Pick<Consumers, 'runAgain' | 'cameLate' | 'hint'>;
}): SetAsideFacts {
  const { database, consumers } = deps;

  /** Gives what is to be told after the commit. */
  async function handle(db: TenantDb, tenantId: string, row: Row): Promise<() => void> {
    const { consumer, stream, factId } = row;
    if (consumer !== JOURNAL) return consumers.runAgain(db, consumer, { tenantId, stream, factId });
    // Written by the journal from this very type. Cleaned, since what could not be stored then cannot be stored now.
    const fact = cleanJson(JSON.parse(row.fact) as Fact);
    await appendFacts(db, [{ id: factId, wallAt: row.at.getTime(), fact }]);
    const tell = fact.stream === 'call' ? await consumers.cameLate(db, { tenantId, callId: fact.callId }) : () => {};
    return () => {
      consumers.hint([fact]);
      tell();
    };
  }

  /** Each in a transaction of its own: one that is refused again holds up no other. */
  async function runRow(actor: Actor, { id }: Pick<Row, 'id'>): Promise<boolean> {
    try {
      const tell = await database.tenant(actor.tenantId, async (db) => {
        const [row] = await db.delete(table).where(eq(table.id, id)).returning();
        if (!row) return undefined;
        await audit(db, actor, 'setAsideFacts.run', id, { type: row.type, subjectId: row.subjectId, consumer: row.consumer });
        return handle(db, actor.tenantId, row);
      });
      tell?.();
      return true;
    } catch (error) {
      if (isOfTheMoment(error)) throw error;
      await database.tenant(actor.tenantId, (db) =>
        db
          .update(table)
          .set({ attempts: sql`${table.attempts} + 1`, error: describeRefusal(error) })
          .where(eq(table.id, id)),
      );
      return false;
    }
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<Row, SetAsideFact>(db, query, {
          from: table,
          sortable: {
            at: table.at,
            stream: table.stream,
            subjectId: table.subjectId,
            type: table.type,
            stage: { by: sql`${table.consumer} <> ${JOURNAL}`, type: 'boolean' },
            consumer: table.consumer,
            error: table.error,
            attempts: table.attempts,
            setAsideAt: table.setAsideAt,
          },
          searched: [table.subjectId, table.type, table.error, table.consumer],
          defaultSort: 'setAsideAt',
          tieBreak: table.id,
          present,
        }),
      ),

    count: (actor) => database.tenant(actor.tenantId, async (db) => ({ count: await db.$count(table) })),

    async run(actor, id) {
      const [row] = await database.tenant(actor.tenantId, (db) => db.select({ id: table.id }).from(table).where(eq(table.id, id)));
      if (!row) return fail('request.notFound');
      return (await runRow(actor, row)) ? { stored: 1, refused: 0 } : { stored: 0, refused: 1 };
    },

    async runAll(actor) {
      const result = { stored: 0, refused: 0 };
      // Ids of facts sort as the facts do: what came first is stored first.
      const place = sql`(${table.factId}, ${table.consumer})`;
      for (let after = { factId: '00000000-0000-0000-0000-000000000000', consumer: '' }; ; ) {
        const rows = await database.tenant(actor.tenantId, (db) =>
          db
            .select({ id: table.id, factId: table.factId, consumer: table.consumer })
            .from(table)
            .where(sql`${place} > (${after.factId}::uuid, ${after.consumer}::text)`)
            .orderBy(asc(table.factId), asc(table.consumer))
            .limit(READ_AT_ONCE),
        );
        for (const row of rows) result[(await runRow(actor, row)) ? 'stored' : 'refused'] += 1;
        const last = rows.at(-1);
        if (!last) return result;
        after = last;
      }
    },

    remove: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        const [row] = await db.delete(table).where(eq(table.id, id)).returning();
        if (!row) return fail('request.notFound');
        await audit(db, actor, 'setAsideFacts.remove', id, {
          type: row.type,
          subjectId: row.subjectId,
          consumer: row.consumer,
          error: row.error,
        });
      }),
  };
}

import { type SQL, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../src/db/index.ts';

/**
 * The same database, which keeps the plan of every statement of a large list in `plans`. Tables of tests are small, so reading them whole is
 * made dear.
 */
export function explainedLists(database: () => Database): { plans: string[]; explaining: Database } {
  const plans: string[] = [];
  const explaining = {
    get system() {
      return database().system;
    },
    tenant: (tenantId: string, work: (db: TenantDb) => Promise<unknown>) =>
      database().tenant(tenantId, async (db) => {
        await db.execute(sql`set local enable_seqscan = off`);
        const execute = async (statement: SQL) => {
          const { rows } = await db.execute<{ 'QUERY PLAN': string }>(sql`explain ${statement}`);
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          return db.execute(statement);
        };
        return work(new Proxy(db, { get: (target, name) => (name === 'execute' ? execute : Reflect.get(target, name)) }));
      }),
  } as Database; // only these are asked
  return { plans, explaining };
}

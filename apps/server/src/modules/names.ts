import { eq } from 'drizzle-orm';
import type { Db } from '../db/index.ts';
import type { Names } from '../platform/names.ts';
import { account, extension } from './accounts/tables.ts';
import { queue } from './queues/tables.ts';

/** All of them at once, of disabled accounts, too: for programs without the server's memory of the administration. */
export async function readNames(db: Db): Promise<Names> {
  const queues = new Map((await db.select().from(queue)).map((row) => [row.id, row]));
  const rows = await db
    .select({ id: account.id, tenantId: account.tenantId, displayName: account.displayName, extension: extension.number })
    .from(account)
    .innerJoin(extension, eq(extension.accountId, account.id));
  const agents = new Map(rows.map((row) => [row.id, row]));
  const owners = new Map(rows.map((row) => [`${row.tenantId}/${row.extension}`, row.id]));
  return {
    queue: (id) => queues.get(id),
    agent: (id) => agents.get(id),
    extensionOwner: (tenantId, number) => owners.get(`${tenantId}/${number}`),
  };
}

import { silentLogger, systemIds } from '@zuoxi/kit';
import { eq, getTableName, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../tests/support/database.ts';
import { type Database, openDatabase } from '../src/db/index.ts';
import { account as accountTable } from '../src/modules/accounts/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { tenant } from '../src/modules/tenants/tables.ts';
import { callEvent } from '../src/platform/facts/tables.ts';

let database: Database;
let first: string;
let second: string;

beforeAll(async () => {
  database = await openDatabase(await freshDatabase(), silentLogger);
  first = await createTenant(database, 'first', 'First');
  second = await createTenant(database, 'second', 'Second');
});
afterAll(() => database.close());

const account = (tenantId: string, name: string) => ({
  id: systemIds.uuid(),
  tenantId,
  name,
  displayName: name,
  role: 'agent' as const,
  passwordHash: 'x',
});

describe('row-level security', () => {
  it('shows nothing to a query that forgets the tenant', async () => {
    await database.tenant(first, (db) => db.insert(accountTable).values(account(first, 'wangli')));
    expect(await database.withoutTenant.select().from(accountTable)).toEqual([]);
    expect(await database.withoutTenant.select().from(tenant)).toEqual([]);
  });

  it('refuses a row that is written for another tenant', async () => {
    const insert = database.tenant(first, (db) => db.insert(accountTable).values(account(second, 'intruder')));
    await expect(insert).rejects.toMatchObject({ cause: { message: expect.stringContaining('row-level security') } });
  });

  it('hides, and keeps from change, what belongs to another tenant', async () => {
    const row = account(second, 'zhangwei');
    await database.tenant(second, (db) => db.insert(accountTable).values(row));
    const seen = await database.tenant(first, (db) => db.select().from(accountTable).where(eq(accountTable.id, row.id)));
    expect(seen).toEqual([]);
    const changed = await database.tenant(first, (db) =>
      db.update(accountTable).set({ role: 'administrator' }).where(eq(accountTable.id, row.id)).returning(),
    );
    expect(changed).toEqual([]);
  });

  it('covers every table', async () => {
    const { rows } = await database.system.execute<{ name: string; secured: boolean }>(sql`
      select c.relname as name, c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as secured
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`);
    expect(rows.filter((row) => !row.secured)).toEqual([]);
    expect(rows.map((row) => row.name)).toContain(getTableName(callRecord));
  });
});

describe('history', () => {
  it('cannot be rewritten, not even by the owner of the tables', async () => {
    const id = systemIds.uuid();
    await database.system
      .insert(callEvent)
      .values({ id, tenantId: first, seq: 1, callId: systemIds.uuid(), at: new Date(), type: 'ended', detail: {} });
    const change = database.system.update(callEvent).set({ type: 'answered' }).where(eq(callEvent.id, id));
    await expect(change).rejects.toMatchObject({ cause: { message: 'call_event is append-only' } });
  });
});

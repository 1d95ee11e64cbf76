import { silentLogger, systemIds } from '@zuoxi/kit';
import { eq, getTableName, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../tests/support/database.ts';
import { type Database, openDatabase, tables } from '../src/db/index.ts';
import { createTenant } from '../src/modules/tenants/index.ts';

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
    await database.tenant(first, (db) => db.insert(tables.account).values(account(first, 'wangli')));
    expect(await database.withoutTenant.select().from(tables.account)).toEqual([]);
    expect(await database.withoutTenant.select().from(tables.tenant)).toEqual([]);
  });

  it('refuses a row that is written for another tenant', async () => {
    const insert = database.tenant(first, (db) => db.insert(tables.account).values(account(second, 'intruder')));
    await expect(insert).rejects.toMatchObject({ cause: { message: expect.stringContaining('row-level security') } });
  });

  it('hides, and keeps from change, what belongs to another tenant', async () => {
    const row = account(second, 'zhangwei');
    await database.tenant(second, (db) => db.insert(tables.account).values(row));
    const seen = await database.tenant(first, (db) => db.select().from(tables.account).where(eq(tables.account.id, row.id)));
    expect(seen).toEqual([]);
    const changed = await database.tenant(first, (db) =>
      db.update(tables.account).set({ role: 'administrator' }).where(eq(tables.account.id, row.id)).returning(),
    );
    expect(changed).toEqual([]);
  });

  it('covers every table', async () => {
    const { rows } = await database.system.execute<{ name: string; secured: boolean }>(sql`
      select c.relname as name, c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as secured
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`);
    expect(rows.filter((row) => !row.secured)).toEqual([]);
    expect(rows.map((row) => row.name)).toContain(getTableName(tables.callRecord));
  });
});

describe('history', () => {
  it('cannot be rewritten, not even by the owner of the tables', async () => {
    const id = systemIds.uuid();
    await database.system
      .insert(tables.callEvent)
      .values({ id, tenantId: first, seq: 1, callId: systemIds.uuid(), at: new Date(), type: 'ended', detail: {} });
    const change = database.system.update(tables.callEvent).set({ type: 'answered' }).where(eq(tables.callEvent.id, id));
    await expect(change).rejects.toMatchObject({ cause: { message: 'call_event is append-only' } });
  });
});

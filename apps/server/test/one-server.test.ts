import { createServer, type Socket } from 'node:net';
import { silentLogger } from '@zuoxi/kit';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { asSuperuser, freshDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type Database, FencedError, openDatabase } from '../src/db/index.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { tenant } from '../src/modules/tenants/tables.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function opened(url: string, onFenced: (error: FencedError) => void = () => {}): Promise<Database> {
  const database = await openDatabase(url, silentLogger, { onFenced });
  open.push(database);
  return database;
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  open.push({ close: () => client.end() });
  return client;
}

/** Ends the connection that holds the lock, as a restart of PostgreSQL does. */
const cutLock = (url: string) =>
  asSuperuser(
    [
      `select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())`,
    ],
    url,
  );

describe('one server per database', { timeout: 30_000 }, () => {
  it('refuses a second one with one sentence, within 15 s, and the first goes on', async () => {
    const url = await freshDatabase();
    const first = await opened(url);
    const asked = performance.now();
    await expect(openDatabase(url, silentLogger)).rejects.toThrow(
      /^Another Zuoxi server works with this database \(since .*\)\. One server/,
    );
    expect(performance.now() - asked).toBeLessThan(15_000);
    expect(await first.fenced(async () => 'written')).toBe('written');
  });

  it('lets the next one start when the first has ended, or was killed a moment ago', async () => {
    const url = await freshDatabase();
    const first = await openDatabase(url, silentLogger);
    const second = opened(url);
    await first.close();
    expect(await (await second).check()).toBeUndefined();
  });

  it('fences the one whose lock was lost and taken by another: nothing of it is written any more', async () => {
    const url = await freshDatabase();
    let fenced: FencedError | undefined;
    const first = await opened(url, (error) => {
      fenced = error;
    });
    await createTenant(first, 'one', 'One');
    // What a server does that was cut off from the database while another one started.
    const other = await connected(url);
    await other.query('update installation.server set epoch = epoch + 1');
    const write = first.fenced((db) => db.update(tenant).set({ name: 'too late' }));
    await expect(write).rejects.toThrow(/^Another Zuoxi server has taken over the database/);
    expect(fenced).toBeInstanceOf(FencedError);
    expect(await first.system.select({ name: tenant.name }).from(tenant)).toEqual([{ name: 'One' }]);
  });

  it('waits with a new epoch until what is being written is written', async () => {
    const url = await freshDatabase();
    const first = await opened(url);
    const other = await connected(url);
    let release: (() => void) | undefined;
    const writing = first.fenced(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    await eventually('it writes', () => release !== undefined);
    let begun = false;
    const beginning = other.query('update installation.server set epoch = epoch + 1').then(() => {
      begun = true;
    });
    await eventually('the other one waits', async () => {
      const { rows } = await first.system.execute<{ n: number }>(
        sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return (rows[0]?.n ?? 0) > 0;
    });
    expect(begun).toBe(false);
    release?.();
    await writing;
    await beginning;
  });

  it('takes its lock again after its connection was lost, and writes on', async () => {
    const url = await freshDatabase();
    const database = await opened(url);
    await cutLock(url);
    expect(await database.fenced(async () => 'written')).toBe('written');
    await eventually('it is well', async () => (await database.check()) === undefined);
    await expect(openDatabase(url, silentLogger)).rejects.toThrow('Another Zuoxi server works with this database');
  });
});

describe('the role of the application', { timeout: 30_000 }, () => {
  it('leads nowhere past row-level security from within a transaction of a tenant', async () => {
    const url = await freshDatabase();
    const database = await opened(url);
    const first = await createTenant(database, 'first', 'First');
    await createTenant(database, 'second', 'Second');
    const { rows: owners } = await database.system.execute<{ name: string }>(sql`select current_user as name`);
    const ways = [
      'reset role',
      'set role none',
      'set session authorization default',
      'reset session authorization',
      'set role zuoxi_app',
      'set row_security = off',
      `set role "${owners[0]?.name}"`,
      `set session authorization "${owners[0]?.name}"`,
      'set role zuoxi',
      'set role postgres',
      'alter table tenant disable row level security',
      'drop policy tenant_isolation on tenant',
      'alter role current_user bypassrls',
      'alter role current_user superuser',
      'grant pg_read_all_data to current_user',
      'create table public.mine (a int)',
      'select * from installation.server',
      'create function f() returns int language sql as $$ select 1 $$',
      `copy tenant to program 'cat'`,
    ];
    for (const way of ways) {
      const seen = await database
        .tenant(first, async (db) => {
          await db.execute(sql.raw('savepoint before'));
          await db.execute(sql.raw(way)).catch(() => db.execute(sql.raw('rollback to savepoint before')));
          return db
            .select({ code: tenant.code })
            .from(tenant)
            .catch(() => [{ code: 'refused' }]);
        })
        .catch(() => [{ code: 'refused' }]);
      expect(seen, way).toSatisfy((rows: { code: string }[]) => rows.every(({ code }) => code === 'first' || code === 'refused'));
    }
    const { rows } = await database.tenant(first, (db) =>
      db.execute<{ session: string; superuser: boolean; bypass: boolean; creates: boolean }>(
        sql`select session_user as session, rolsuper as superuser, rolbypassrls as bypass, rolcreaterole as creates from pg_roles where rolname = session_user`,
      ),
    );
    expect(rows[0]).toMatchObject({ session: expect.stringMatching(/^zuoxi_app_\d+$/), superuser: false, bypass: false, creates: false });
  });

  it('is not the superuser either where all call centres are served', async () => {
    const database = await opened(await freshDatabase());
    const { rows } = await database.system.execute<{ superuser: boolean; bypass: boolean }>(
      sql`select rolsuper as superuser, rolbypassrls as bypass from pg_roles where rolname = session_user`,
    );
    expect(rows).toEqual([{ superuser: false, bypass: false }]);
  });

  it('refuses to start when somebody gave it more than it is for', async () => {
    const url = await freshDatabase();
    const first = await openDatabase(url, silentLogger);
    const { rows } = await first.withoutTenant.execute<{ name: string }>(sql`select session_user as name`);
    await first.close();
    await asSuperuser([`alter role ${rows[0]?.name} bypassrls`]);
    await expect(openDatabase(url, silentLogger)).rejects.toThrow('so call centres are not kept apart');
  });
});

describe('a database that cannot be used', { timeout: 30_000 }, () => {
  it.each([
    ['whose user may not create roles', { createRoles: false }, [], 'may not create roles'],
    [
      'restored without its roles',
      {},
      ['drop owned by zuoxi_app'],
      'The database was restored without its role zuoxi_app, which keeps call centres apart',
    ],
    [
      'changed by a newer version',
      {},
      [`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9999999999999)`],
      'The database was changed by a newer version of Zuoxi than this one',
    ],
    ['whose tables belong to somebody else', {}, ['alter table account owner to zuoxi'], 'The tables of this database belong to zuoxi'],
  ])('%s is refused with one sentence', async (_name, options, statements, sentence) => {
    const url = await freshDatabase(options);
    if (statements.length > 0) {
      await (await openDatabase(url, silentLogger)).close();
      await asSuperuser(statements, url);
    }
    await expect(openDatabase(url, silentLogger)).rejects.toThrow(sentence);
  });

  it('that takes connections and never answers is refused within 15 s', async () => {
    const held: Socket[] = [];
    const blackhole = createServer((socket) => held.push(socket));
    await new Promise<void>((resolve) => blackhole.listen(0, '127.0.0.1', resolve));
    const address = blackhole.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const asked = performance.now();
    await expect(openDatabase(`postgres://nobody:nothing@127.0.0.1:${port}/none`, silentLogger)).rejects.toThrow(
      'The database does not answer. Check DATABASE_URL.',
    );
    expect(performance.now() - asked).toBeLessThan(15_000);
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => blackhole.close(resolve));
  });

  it('whose tables are locked by somebody is refused within 15 s, and nothing of the migrations is half done', async () => {
    const url = await freshDatabase();
    await (await openDatabase(url, silentLogger)).close();
    const other = await connected(url);
    // The last migration is to be done once more.
    await other.query(
      `delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`,
    );
    await other.query('begin');
    await other.query('lock table drizzle.__drizzle_migrations');
    const asked = performance.now();
    await expect(openDatabase(url, silentLogger)).rejects.toThrow('Another program holds a lock in the database of DATABASE_URL');
    expect(performance.now() - asked).toBeLessThan(15_000);
    await other.query('rollback');
  });
});

describe('several databases in one PostgreSQL, which share the role zuoxi_app', { timeout: 60_000 }, () => {
  it('a server starts, for the first time and again, while the migrations of another database are under way', async () => {
    const [one, other] = [await freshDatabase(), await freshDatabase()];
    const migrating = await connected(one);
    await migrating.query('begin');
    const migrationsFolder = new URL('../src/db/migrations', import.meta.url).pathname;
    for (const { sql: statements } of readMigrationFiles({ migrationsFolder }))
      for (const statement of statements) await migrating.query(statement);
    for (let start = 0; start < 2; start++) await (await openDatabase(other, silentLogger)).close();
    await migrating.query('rollback');
  });
});

describe('waiting for the database', { timeout: 30_000 }, () => {
  it('a statement, and a lock, have an end', async () => {
    const database = await opened(await freshDatabase());
    const tenantId = await createTenant(database, 'one', 'One');
    await expect(database.urgent(tenantId, (db) => db.execute(sql`select pg_sleep(20)`))).rejects.toMatchObject({
      cause: { code: '57014' },
    });
    // What it left behind does no harm to the next one.
    expect(await database.urgent(tenantId, (db) => db.select({ code: tenant.code }).from(tenant))).toEqual([{ code: 'one' }]);
  });

  it('twenty slow requests take no connection from what the telephone waits for', async () => {
    const database = await opened(await freshDatabase());
    const tenantId = await createTenant(database, 'one', 'One');
    const slow = Array.from({ length: 20 }, () => database.tenant(tenantId, (db) => db.execute(sql`select pg_sleep(2)`)).catch(() => {}));
    const asked = performance.now();
    await database.urgent(tenantId, (db) => db.select().from(tenant));
    expect(performance.now() - asked).toBeLessThan(1_000);
    await Promise.all(slow);
  });
});

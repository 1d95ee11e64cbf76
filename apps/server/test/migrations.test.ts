import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemIds } from '@zuoxi/kit';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../tests/support/database.ts';
import { openDatabase } from '../src/db/index.ts';

const folder = new URL('../src/db/migrations', import.meta.url).pathname;

interface Snapshot {
  tables: Record<string, SnapshotTable>;
}
interface SnapshotTable {
  name: string;
  columns: Record<
    string,
    { name: string; type: string; notNull: boolean; primaryKey: boolean; default?: unknown; generated?: { as: string } }
  >;
  indexes: Record<string, { name: string; columns: { expression: string }[] }>;
  compositePrimaryKeys: Record<string, { columns: string[] }>;
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
const names = async (client: Client, query: string, table: string) =>
  (await client.query<{ name: string }>(query, [table])).rows.map(({ name }) => name).sort();

describe('a database that all migrations have made', () => {
  it('has the columns, keys and indexes of the newest snapshot, which `npm run check` holds against the tables', async () => {
    const newest =
      (await readdir(join(folder, 'meta')))
        .filter((name) => name.endsWith('_snapshot.json'))
        .sort()
        .at(-1) ?? '';
    // Written by drizzle-kit.
    const { tables } = JSON.parse(await readFile(join(folder, 'meta', newest), 'utf8')) as Snapshot;
    const url = await freshDatabase();
    await (await openDatabase(url, silentLogger)).close();
    const client = await connected(url);
    expect(Object.keys(tables).length).toBeGreaterThan(30);
    for (const table of Object.values(tables)) {
      const { rows } = await client.query<{ name: string; type: string; required: boolean; preset: boolean; generated: string }>(
        `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required, a.atthasdef and a.attgenerated = '' as preset,
           case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) else '' end as generated
         from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
        [table.name],
      );
      const wanted = Object.values(table.columns).map(({ name, type, notNull, primaryKey, default: preset, generated }) => ({
        name,
        type,
        required: notNull || primaryKey,
        preset: preset !== undefined,
        generated: generated?.as ?? '',
      }));
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      expect(rows.sort(byName), table.name).toEqual(wanted.sort(byName));
      const keys = [
        ...Object.values(table.compositePrimaryKeys).flatMap(({ columns }) => columns),
        ...Object.values(table.columns).flatMap(({ name, primaryKey }) => (primaryKey ? [name] : [])),
      ];
      const keyColumns = `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = $1::regclass and i.indisprimary`;
      expect(await names(client, keyColumns, table.name), table.name).toEqual(keys.sort());
      const indexes = await names(
        client,
        'select indexrelid::regclass::text as name from pg_index where indrelid = $1::regclass',
        table.name,
      );
      expect(indexes, table.name).toEqual(expect.arrayContaining(Object.values(table.indexes).map(({ name }) => name)));
    }
    await client.end();
  });

  it('has partitions of facts for this month and the coming ones, and a place for a fact whatever its time is', async () => {
    const url = await freshDatabase();
    const database = await openDatabase(url, silentLogger);
    const client = await connected(url);
    const partitions = await names(
      client,
      'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass',
      'call_event',
    );
    const month = (ahead: number) => {
      const now = new Date();
      const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString();
      return `call_event_${day.slice(0, 4)}_${day.slice(5, 7)}`;
    };
    expect(partitions).toEqual(expect.arrayContaining(['call_event_default', month(0), month(1), month(2), month(3)]));
    const at = (time: string) =>
      client.query(
        `insert into call_event (id, tenant_id, seq, call_id, at, type, detail) values (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), $1, 'ended', '{}')
         returning tableoid::regclass::text as "in"`,
        [time],
      );
    expect((await at('1970-01-01T00:00:00Z')).rows).toEqual([{ in: 'call_event_default' }]);
    expect((await at('2099-06-01T00:00:00Z')).rows).toEqual([{ in: 'call_event_default' }]);
    // A month that has facts in the default partition is left there, and nothing fails.
    await client.query(`select ensure_month_partition('call_event', '2099-06-15')`);
    await client.query(`select ensure_month_partition('call_event', '2099-07-15')`);
    expect((await at('2099-06-30T23:59:59Z')).rows).toEqual([{ in: 'call_event_default' }]);
    expect((await at('2099-07-01T00:00:00Z')).rows).toEqual([{ in: 'call_event_2099_07' }]);
    await client.end();
    await database.close();
  });

  it('finds an agent’s facts and those of a time by an index, as the application’s role, in one month', async () => {
    const url = await freshDatabase();
    const database = await openDatabase(url, silentLogger);
    const tenantId = systemIds.uuid();
    const client = await connected(url);
    // On the first of a month, the hours before are in another partition.
    const middle = `(date_trunc('month', now()) + interval '15 days')`;
    await client.query(
      `insert into call_event (id, tenant_id, seq, call_id, agent_id, at, type, detail)
       select gen_random_uuid(), $1::uuid, n, gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid,
         ${middle} - n * interval '1 second', 'answered', '{}' from generate_series(1, 20000) n`,
      [tenantId],
    );
    await client.query('analyze call_event');
    const plan = (condition: string) =>
      database.tenant(tenantId, async (db) => {
        const { rows } = await db.execute<{ 'QUERY PLAN': string }>(`explain select id from call_event where ${condition}`);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
    const today = `at > ${middle} - interval '1 minute' and at <= ${middle}`;
    expect(await plan(`agent_id = '00000000-0000-7000-8000-000000000007' and ${today}`)).toMatch(/Index.* using \S*agent_id_at_idx/);
    expect(await plan(today)).toMatch(/Index.* using \S*tenant_id_at_idx/);
    expect(await plan('seq > 19990 and seq <= 20000')).toMatch(/Index.* using \S*tenant_id_seq_idx/);
    await client.end();
    await database.close();
  });
});

describe('the migration to the log', () => {
  it('keeps every fact with its place, begins consumers at the end, and gives set-aside facts to the part that refused them', async () => {
    const url = await freshDatabase();
    const before = await mkdtemp(join(tmpdir(), 'zuoxi-migrations-'));
    await cp(folder, before, { recursive: true });
    const journalPath = join(before, 'meta/_journal.json');
    // As drizzle-kit has written it.
    const journal = JSON.parse(await readFile(journalPath, 'utf8')) as { entries: { idx: number }[] };
    await writeFile(journalPath, JSON.stringify({ ...journal, entries: journal.entries.filter(({ idx }) => idx < 12) }));
    const client = await connected(url);
    await migrate(drizzle(client), { migrationsFolder: before });

    const [one, other, callId, agentId] = [systemIds.uuid(), systemIds.uuid(), systemIds.uuid(), systemIds.uuid()];
    const ids = Array.from({ length: 6 }, () => systemIds.uuid());
    const call = `insert into call_event (id, tenant_id, call_id, at, type, detail) values ($1, $2, $3, $4, $5, $6)`;
    const day = (months: number) => new Date(Date.now() - months * 30 * 24 * 3600_000).toISOString();
    await client.query(call, [ids[0], one, callId, day(14), 'started', { customerNumber: '1' }]);
    await client.query(call, [ids[1], one, callId, day(14), 'answered', { agentId }]);
    await client.query(call, [ids[2], other, callId, day(0), 'started', {}]);
    await client.query(`insert into agent_event (id, tenant_id, account_id, at, type, detail) values ($1, $2, $3, $4, 'ready', '{}')`, [
      ids[3],
      one,
      agentId,
      day(13),
    ]);
    await client.query(call, [ids[4], one, callId, '2150-01-01T00:00:00Z', 'answered', { agentId: 'nobody' }]);
    const aside = `insert into set_aside_fact (id, tenant_id, stream, subject_id, type, at, fact, stage, error)
      values ($1, $2, 'call', 'x', $3, now(), '{}', $4, 'e')`;
    await client.query(aside, [ids[1], one, 'messageStarted', 'derive']);
    await client.query(aside, [ids[5], one, 'started', 'store']);

    const database = await openDatabase(url, silentLogger);
    await database.close();
    const all = async (query: string) => (await client.query(query)).rows;
    expect(
      await all(`select id, seq, agent_id, tableoid::regclass::text as "in" from call_event where tenant_id = '${one}' order by seq`),
    ).toMatchObject([
      { id: ids[0], seq: '1', agent_id: null, in: `call_event_${day(14).slice(0, 4)}_${day(14).slice(5, 7)}` },
      { id: ids[1], seq: '2', agent_id: agentId },
      { id: ids[4], seq: '4', agent_id: null, in: 'call_event_default' },
    ]);
    expect(await all(`select id, seq from agent_event`)).toEqual([{ id: ids[3], seq: '3' }]);
    expect(await all(`select tenant_id, last from fact_log order by last`)).toEqual([
      { tenant_id: other, last: '1' },
      { tenant_id: one, last: '4' },
    ]);
    expect(await all(`select distinct seq from fact_cursor where tenant_id = '${one}'`)).toEqual([{ seq: '4' }]);
    expect(await all(`select count(*)::int as n from fact_cursor`)).toEqual([{ n: 12 }]);
    expect(await all(`select fact_id, consumer from set_aside_fact order by consumer`)).toEqual([
      { fact_id: ids[5], consumer: 'journal' },
      { fact_id: ids[1], consumer: 'voicemail' },
    ]);
    await expect(client.query(`delete from agent_event`)).rejects.toThrow('agent_event is append-only');
    await client.end();
    await rm(before, { recursive: true });
  });
});

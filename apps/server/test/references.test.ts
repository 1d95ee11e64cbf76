import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { tables } from '../src/db/index.ts';
import { demo } from '../src/demo.ts';

let server: TestServer;
let admin: ApiUser;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
});
afterAll(() => server.stop());

/** What the triggers have kept, and what the text of all rows says: the two must not differ. */
async function keptAndTrue(): Promise<{ kept: string[]; truth: string[] }> {
  const { system } = server.modules.database;
  const ids = sql`
    select id from queue union select id from flow union select id from prompt union select id from account union select id from trunk
    union select id from opening_hours union select id from skill`;
  const kept = await system.execute<{ line: string }>(sql`
    select from_kind || ' ' || from_id || ' ' || to_id as line from config_reference where to_id in (${ids}) order by line`);
  const truth = await system.execute<{ line: string }>(sql`
    with one as (${ids}), named as (
      select 'inboundRoute' as kind, id, to_jsonb(r)::text as content from inbound_route r
      union all select 'queue', id, to_jsonb(q)::text from queue q
      union all select 'dialRule', id, to_jsonb(d)::text from dial_rule d
      union all select 'flow', f.id, f.draft::text || coalesce(
        (select v.definition::text from flow_version v where v.flow_id = f.id and v.version = f.published_version), '') from flow f)
    select kind || ' ' || named.id || ' ' || one.id as line from named join one on content like '%' || one.id || '%' and one.id <> named.id
    order by line`);
  return { kept: kept.rows.map(({ line }) => line), truth: truth.rows.map(({ line }) => line) };
}

describe('what uses this', () => {
  it('is known of the whole demo', async () => {
    const { kept, truth } = await keptAndTrue();
    expect(truth.length).toBeGreaterThan(5);
    expect(kept).toEqual(truth);
  });

  it('follows every change: a route that leads elsewhere, a flow that is published and drawn anew, what is deleted', async () => {
    const { system } = server.modules.database;
    const [route] = await system.select().from(tables.inboundRoute);
    const [first, second] = await system.select().from(tables.queue);
    const [flow] = await system.select().from(tables.flow);
    if (!route || !first || !second || !flow) return expect.fail('the demo has all of them');
    const before = await keptAndTrue();
    for (const queue of [first, second]) {
      await system.update(tables.inboundRoute).set({ destination: { kind: 'queue', queueId: queue.id } });
      const { kept, truth } = await keptAndTrue();
      expect(kept).toEqual(truth);
      expect(kept).toContain(`inboundRoute ${route.id} ${queue.id}`);
    }
    // A draft that names nothing: only what callers hear of it counts.
    await system.update(tables.flow).set({ draft: { ...flow.draft, nodes: [], edges: [] } });
    expect((await keptAndTrue()).kept).toEqual((await keptAndTrue()).truth);
    await system.update(tables.flow).set({ publishedVersion: null });
    const unpublished = await keptAndTrue();
    expect(unpublished.kept).toEqual(unpublished.truth);
    expect(unpublished.kept.filter((line) => line.startsWith('flow '))).toEqual([]);
    await system.delete(tables.inboundRoute);
    const after = await keptAndTrue();
    expect(after.kept).toEqual(after.truth);
    expect(after.kept.length).toBeLessThan(before.kept.length);
  });

  it('is asked of an index, as the application’s role, for a whole page of a list at once', async () => {
    const tenantId = [...server.modules.directory.agents()][0]?.tenantId ?? '';
    const { rows } = await server.modules.database.tenant(tenantId, async (db) => {
      await db.execute(sql`set local enable_seqscan = off`);
      return db.execute<{ 'QUERY PLAN': string }>(
        sql`explain select from_id from config_reference where to_id in ('019300aa-0000-7000-8000-000000000121', '019300aa-0000-7000-8000-000000000122')`,
      );
    });
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('config_reference_tenant_id_to_id_index');
    expect((await admin.get<{ rows: { usedBy: unknown[] }[] }>('/api/prompts?pageSize=100')).rows.length).toBeGreaterThan(0);
  });
});

import type { Flow, FlowDefinition, Page, Prompt, Queue, Trunk } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { flow as flowTable } from '../src/modules/flows/tables.ts';
import { inboundRoute } from '../src/modules/inbound-routes/tables.ts';
import { prompt as promptTable } from '../src/modules/prompts/tables.ts';
import { queue as queueTable } from '../src/modules/queues/tables.ts';

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

/** A flow of the house: a start, and the queue. */
const flowTo = (queueId: string): FlowDefinition => ({
  nodes: [
    { name: '', x: 0, y: 0, id: 'start', kind: 'start' },
    { name: '', x: 0, y: 0, id: 'q', kind: 'queue', queueId, priority: 0, skills: [], skipGreeting: false },
  ],
  edges: [{ from: 'start', exit: 'next', to: 'q' }],
  defaultNode: null,
  language: 'zh',
});

async function made<T>(path: string, body: unknown): Promise<T> {
  const answer = await admin.request('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as T;
}

const dialRule = (trunkIds: string[]) => ({
  ...{ name: 'all', pattern: 'X.', strip: 0, prefix: '', trunkIds, callerId: '', permissionClass: 'national', enabled: true },
});

describe('what uses this', () => {
  let queues: Queue[];
  let flow: Flow;
  let prompt: string;

  it('is kept for every kind: routes, queues, flows, dial rules', async () => {
    const { system } = server.modules.database;
    queues = (await admin.get<Page<Queue>>('/api/queues?sort=number')).rows;
    const [first, second] = queues;
    const [trunk] = (await admin.get<Page<Trunk>>('/api/trunks')).rows;
    if (!first || !second || !trunk) return expect.fail('the demo has two queues and a trunk');
    const [{ tenantId = '' } = {}] = await system.select({ tenantId: queueTable.tenantId }).from(queueTable);
    prompt = systemIds.uuid();
    await system
      .insert(promptTable)
      .values({ id: prompt, tenantId, name: 'greeting', kind: 'prompt', source: 'upload', language: 'zh', state: 'ready' });
    await system.update(queueTable).set({ greetingPromptId: prompt }).where(eq(queueTable.id, first.id));
    flow = await made<Flow>('/api/flows', { name: 'day', description: '', draft: flowTo(first.id) });
    await made('/api/dial-rules', dialRule([trunk.id]));
    const [route] = await system.select().from(inboundRoute);
    const { kept, truth } = await keptAndTrue();
    expect(kept).toEqual(truth);
    expect(kept).toEqual(expect.arrayContaining([`queue ${first.id} ${prompt}`, `flow ${flow.id} ${first.id}`]));
    expect(kept.filter((line) => line.startsWith('dialRule ') && line.endsWith(trunk.id))).toHaveLength(1);
    expect(kept.filter((line) => line.startsWith(`inboundRoute ${route?.id} `)).length).toBeGreaterThan(0);
  });

  it('is shown in a list: the row says who uses it, a row that nothing uses says nobody', async () => {
    const { rows } = await admin.get<Page<Prompt>>('/api/prompts?pageSize=100');
    const [first] = queues;
    expect(rows.find(({ id }) => id === prompt)?.usedBy).toEqual([{ kind: 'queue', id: first?.id, name: first?.name }]);
    expect((await admin.get<Flow>(`/api/flows/${flow.id}`)).usedBy).toEqual([]);
  });

  it('follows every change: a route that leads elsewhere, a flow that is published, drawn anew and published again, what is deleted', async () => {
    const { system } = server.modules.database;
    const [first, second] = queues;
    const [route] = await system.select().from(inboundRoute);
    if (!first || !second || !route) return expect.fail('the test before has them');
    for (const queue of [first, second]) {
      await system.update(inboundRoute).set({ destination: { kind: 'queue', queueId: queue.id } });
      const { kept, truth } = await keptAndTrue();
      expect(kept).toEqual(truth);
      expect(kept).toContain(`inboundRoute ${route.id} ${queue.id}`);
    }
    const ofFlow = async () => {
      const { kept, truth } = await keptAndTrue();
      expect(kept).toEqual(truth);
      return kept.filter((line) => line.startsWith(`flow ${flow.id}`)).map((line) => line.split(' ')[2]);
    };
    await made(`/api/flows/${flow.id}/publish`, { note: '' });
    expect(await ofFlow()).toEqual([first.id]);
    // Callers still hear the version that names the first queue.
    await system
      .update(flowTable)
      .set({ draft: flowTo(second.id) })
      .where(eq(flowTable.id, flow.id));
    expect((await ofFlow()).toSorted()).toEqual([first.id, second.id].toSorted());
    await made(`/api/flows/${flow.id}/publish`, { note: '' });
    expect(await ofFlow()).toEqual([second.id]);
    await system
      .update(flowTable)
      .set({ draft: flowTo(first.id), publishedVersion: null })
      .where(eq(flowTable.id, flow.id));
    expect(await ofFlow()).toEqual([first.id]);
    const before = await keptAndTrue();
    await system.delete(inboundRoute);
    expect((await admin.request('DELETE', `/api/flows/${flow.id}`)).status).toBe(204);
    const after = await keptAndTrue();
    expect(after.kept).toEqual(after.truth);
    expect(after.kept.length).toBeLessThan(before.kept.length);
    expect(await ofFlow()).toEqual([]);
  });

  it('is asked of an index, as the application’s role', async () => {
    const tenantId = [...server.modules.directory.agents()][0]?.tenantId ?? '';
    const { rows } = await server.modules.database.tenant(tenantId, async (db) => {
      await db.execute(sql`set local enable_seqscan = off`);
      return db.execute<{ 'QUERY PLAN': string }>(
        sql`explain select from_id from config_reference where to_id in (${systemIds.uuid()}, ${systemIds.uuid()})`,
      );
    });
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('config_reference_tenant_id_to_id_index');
  });
});

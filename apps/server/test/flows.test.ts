import {
  type Account,
  ErrorBody,
  type Flow,
  type FlowDefinition,
  type FlowFile,
  type FlowImported,
  type FlowVersion,
  type Page,
  type Queue,
} from '@zuoxi/contract';
import { SteadyClock, systemClock, systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { createAccounts } from '../src/modules/accounts/index.ts';
import { account as accountTable } from '../src/modules/accounts/tables.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { createFlows } from '../src/modules/flows/index.ts';
import { DirectoryStore } from '../src/modules/pbx/index.ts';
import { createTenant } from '../src/modules/tenants/index.ts';
import { fail } from '../src/platform/errors.ts';
import { liveTopic } from './support/live-topic.ts';

let server: TestServer;
let admin: ApiUser;
let queue: Queue;
beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
  queue = (await admin.get<Page<Queue>>('/api/queues')).rows.find((row) => row.number === '8701') ?? expect.fail('no queue');
});
afterAll(() => server.stop());

const place = { name: '', x: 0, y: 0 };
const toQueue = (queueId: string) => ({ ...place, id: 'q', kind: 'queue' as const, queueId, priority: 0, skills: [], skipGreeting: false });

/** Start, then the queue. */
const draftTo = (queueId: string): FlowDefinition => ({
  nodes: [{ ...place, id: 'start', kind: 'start' }, toQueue(queueId)],
  edges: [{ from: 'start', exit: 'next', to: 'q' }],
  defaultNode: null,
  language: 'zh',
});

const post = (path: string, body: unknown = {}) => admin.request('POST', path, body);
let made = 0;

async function create(draft = draftTo(queue.id), name = `flow ${++made}`): Promise<Flow> {
  const { status, body } = await post('/api/flows', { name, description: '', draft });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Flow;
}

async function publish(flow: Flow, note = ''): Promise<Flow> {
  const { status, body } = await post(`/api/flows/${flow.id}/publish`, { note });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Flow;
}

const save = ({ id, name, description, draft, updatedAt }: Flow) =>
  admin.request('PUT', `/api/flows/${id}`, { name, description, draft, updatedAt });

const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${ErrorBody.parse(body).code}`;

describe('a draft', () => {
  it('is kept as it is, also when it is not finished, and says what is missing', async () => {
    const flow = await create(draftTo(''));
    expect(flow).toMatchObject({ publishedVersion: null, changed: true });
    expect(flow.problems.filter((problem) => !problem.warning)).toMatchObject([{ nodeId: 'q', code: 'queueMissing' }]);
    expect(await admin.get<Flow>(`/api/flows/${flow.id}`)).toEqual(flow);
    expect((await admin.get<Page<Flow>>(`/api/flows?search=${encodeURIComponent(flow.name)}`)).rows).toEqual([flow]);
  });

  it('has a name of its own', async () => {
    const flow = await create();
    expect(codeOf(await post('/api/flows', { name: flow.name, description: '', draft: flow.draft }))).toBe('409 flows.nameTaken');
    const other = await create();
    expect(codeOf(await save({ ...other, name: flow.name }))).toBe('409 flows.nameTaken');
  });

  it('that somebody else has changed is not overwritten', async () => {
    const flow = await create();
    const first = await save({ ...flow, description: 'mine' });
    expect(first).toMatchObject({ status: 200, body: { description: 'mine' } });
    expect(codeOf(await save({ ...flow, description: 'theirs' }))).toBe('409 flows.changedMeanwhile');
    expect(await admin.get<Flow>(`/api/flows/${flow.id}`)).toMatchObject({ description: 'mine' });
    expect(await save({ ...(first.body as Flow), description: 'again' })).toMatchObject({ status: 200 });
  });

  it('is no call centre’s but its own', async () => {
    const { database, secrets } = server.modules;
    const tenantId = await createTenant(database, 'neighbour', 'Neighbour');
    const accounts = createAccounts({
      database,
      secrets,
      ids: systemIds,
      phone: () => ({ online: false, registeredFrom: null }),
      isInCall: () => false,
      endSessions: async () => {},
      changed: async (change) => change?.run(async () => {}),
    });
    const root = { tenantId, accountId: '01a00000-0000-7000-8000-0000000000aa', role: 'administrator' as const };
    await accounts.create(root, {
      name: 'boss',
      displayName: 'boss',
      role: 'administrator',
      password: 'long enough',
      extension: null,
    });
    const boss = await ApiUser.signIn(server.url, 'neighbour', 'boss', 'long enough');
    const flow = await create();
    expect((await boss.request('GET', `/api/flows/${flow.id}`)).status).toBe(404);
    const { name, description, draft, updatedAt } = flow;
    expect((await boss.request('PUT', `/api/flows/${flow.id}`, { name, description, draft, updatedAt })).status).toBe(404);
    for (const path of ['publish', 'versions/1/rollback', 'test-call']) {
      const body = path === 'test-call' ? { callerNumber: '138', calledNumber: '4001' } : { note: '' };
      expect((await boss.request('POST', `/api/flows/${flow.id}/${path}`, body)).status, path).toBe(404);
    }
    expect((await boss.request('DELETE', `/api/flows/${flow.id}`)).status).toBe(404);
    expect((await boss.get<Page<Flow>>('/api/flows')).total).toBe(0);
    // Our queue is nothing that is there for him: neither drawn nor in a file.
    const theirs = await boss.request('POST', '/api/flows', { name: 'theirs', description: '', draft });
    expect((theirs.body as Flow).problems).toContainEqual(expect.objectContaining({ code: 'queueMissing' }));
    expect(codeOf(await boss.request('POST', `/api/flows/${(theirs.body as Flow).id}/publish`, { note: '' }))).toBe(
      '409 flows.hasProblems',
    );
    const file = await admin.get<FlowFile>(`/api/flows/${flow.id}/export`);
    const imported = (await boss.request('POST', '/api/flows/import', file)).body as FlowImported;
    expect(imported.missing).toEqual([{ kind: 'queue', name: queue.name }]);
    expect(JSON.stringify(imported.flow)).not.toContain(queue.id);
  });

  it.each([
    ['no nodes', { nodes: [] }],
    ['two nodes of one id', { nodes: [toQueue(''), toQueue('')] }],
    ['a variable that is no name', { nodes: [{ ...place, id: 's', kind: 'set', variable: '1 x', value: '' }] }],
    ['a kind that is none', { nodes: [{ ...place, id: 's', kind: 'shell', command: 'rm' }] }],
    [
      'a header with a line end',
      {
        nodes: [
          {
            ...place,
            id: 'h',
            kind: 'http',
            method: 'GET',
            url: '',
            headers: [{ name: 'a\r\nb', value: '' }],
            body: '',
            timeoutS: 5,
            mapping: [],
          },
        ],
      },
    ],
  ])('with %s is refused', async (_what, more) => {
    const draft = { ...draftTo(queue.id), ...more };
    expect(codeOf(await post('/api/flows', { name: 'bad', description: '', draft }))).toBe('400 request.invalid');
  });

  it('is for administrators', async () => {
    const flow = await create();
    for (const account of ['zuzhang', 'wangli']) {
      const user = await ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);
      expect((await user.request('GET', '/api/flows')).status).toBe(403);
      expect((await user.request('POST', `/api/flows/${flow.id}/publish`, { note: '' })).status).toBe(403);
      expect((await user.request('GET', `/api/flows/${flow.id}/export`)).status).toBe(403);
    }
  });
});

describe('publishing', () => {
  it('makes versions that callers hear at once, and that stay', async () => {
    const flow = await create();
    const first = await publish(flow, 'the first');
    expect(first).toMatchObject({ publishedVersion: 1, changed: false });
    const edited = (await save({ ...first, draft: { ...flow.draft, language: 'en' } })).body as Flow;
    expect(edited).toMatchObject({ publishedVersion: 1, changed: true });
    expect(await publish(edited)).toMatchObject({ publishedVersion: 2, changed: false });
    const versions = await admin.get<FlowVersion[]>(`/api/flows/${flow.id}/versions`);
    expect(versions).toMatchObject([
      { version: 2, note: '', definition: { language: 'en' } },
      { version: 1, note: 'the first', definition: { language: 'zh' }, publishedByName: expect.any(String) },
    ]);
  });

  it('is refused while there are problems, and not by warnings', async () => {
    const broken = await create(draftTo(''));
    expect(await post(`/api/flows/${broken.id}/publish`, { note: '' })).toMatchObject({
      status: 409,
      body: { code: 'flows.hasProblems', params: { count: 1 } },
    });
    expect((await admin.get<Flow>(`/api/flows/${broken.id}`)).publishedVersion).toBeNull();
    const warned = await create();
    expect(warned.problems).toMatchObject([{ code: 'exitNotWired', warning: true }]);
    expect(await publish(warned)).toMatchObject({ publishedVersion: 1 });
  });

  it('publishes only what was seen', async () => {
    const flow = await create();
    await save({ ...flow, description: 'changed' });
    const answer = await post(`/api/flows/${flow.id}/publish`, { note: '', updatedAt: flow.updatedAt });
    expect(codeOf(answer)).toBe('409 flows.changedMeanwhile');
  });

  it('has every text spoken that is the same for all callers, once, and is refused when nothing can speak', async () => {
    const speech = (text: string, language: 'zh' | 'en' = 'zh') => ({ kind: 'speech' as const, text, language });
    const sounds = [speech(' 您好 '), speech('您好'), speech('您好', 'en'), speech('您的号码是 {{caller}}')];
    const flow = await create({
      ...draftTo(queue.id),
      nodes: [
        { ...place, id: 'start', kind: 'start' },
        { ...place, id: 'q', kind: 'play', sounds, interruptible: false },
      ],
    });
    const { database } = server.modules;
    const [row] = await database.system.select().from(accountTable).where(eq(accountTable.name, 'admin'));
    const actor = { tenantId: row?.tenantId ?? '', accountId: row?.id ?? '', role: 'administrator' as const };
    const spoken: string[] = [];
    const flowsWith = (speak: (text: string, language: 'zh' | 'en') => Promise<unknown>) =>
      createFlows({ database, clock: systemClock, ids: systemIds, speak, changed: async (change) => change?.run(async () => {}) });
    const dumb = flowsWith(async () => fail('prompts.noSpeech'));
    await expect(dumb.publish(actor, flow.id, { note: '' })).rejects.toMatchObject({ code: 'prompts.noSpeech' });
    expect(await admin.get<FlowVersion[]>(`/api/flows/${flow.id}/versions`)).toEqual([]);
    const speaking = flowsWith(async (text, language) => spoken.push(`${language} ${text}`));
    expect(await speaking.publish(actor, flow.id, { note: '' })).toMatchObject({ publishedVersion: 1 });
    expect(spoken).toEqual(['zh 您好', 'en 您好']);
  });

  it('goes back to an old version as a new one, and leaves the draft', async () => {
    const flow = await publish(await create());
    const edited = (await save({ ...flow, draft: { ...flow.draft, language: 'en' } })).body as Flow;
    await publish(edited);
    const back = await post(`/api/flows/${flow.id}/versions/1/rollback`);
    expect(back).toMatchObject({ status: 200, body: { publishedVersion: 3, changed: true, draft: { language: 'en' } } });
    const [newest] = await admin.get<FlowVersion[]>(`/api/flows/${flow.id}/versions`);
    expect(newest).toMatchObject({ version: 3, definition: { language: 'zh' } });
    expect((await post(`/api/flows/${flow.id}/versions/9/rollback`)).status).toBe(404);
  });

  it('is what call control looks up, and after a restart older versions are there for the calls that are in them', async () => {
    const { database, sounds } = server.modules;
    const running = new DirectoryStore(database, sounds, new SteadyClock(systemClock));
    const flow = await publish(await create());
    await running.reload();
    expect(running.flow(flow.id)).toMatchObject({ version: 1, definition: { language: 'zh' } });
    let edited = flow;
    for (let version = 2; version <= 7; version++) {
      const language = version % 2 === 0 ? ('en' as const) : ('zh' as const);
      edited = await publish((await save({ ...edited, draft: { ...flow.draft, language } })).body as Flow);
    }
    await running.reload();
    expect(running.flow(flow.id)).toMatchObject({ version: 7 });
    expect(running.flowVersion(flow.id, 1), 'a call may still be in it').toMatchObject({ version: 1 });
    const restarted = new DirectoryStore(database, sounds, new SteadyClock(systemClock));
    await restarted.reload();
    expect(restarted.flow(flow.id)).toMatchObject({ version: 7 });
    expect([3, 2, 1].map((version) => restarted.flowVersion(flow.id, version)?.version)).toEqual([3, undefined, undefined]);
  });

  it('a flow that is entered by another one is published first, and in no circle', async () => {
    const inner = await create();
    const outer = await create({
      ...draftTo(queue.id),
      nodes: [
        { ...place, id: 'start', kind: 'start' },
        { ...place, id: 'q', kind: 'flow', flowId: inner.id },
      ],
    });
    expect(outer.problems).toContainEqual(expect.objectContaining({ code: 'flowMissing' }));
    await publish(inner);
    const published = await publish(outer);
    const circle = {
      ...inner,
      draft: {
        ...published.draft,
        nodes: published.draft.nodes.map((node) => (node.kind === 'flow' ? { ...node, flowId: outer.id } : node)),
      },
    };
    const saved = (await save(circle)).body as Flow;
    expect(saved.problems).toContainEqual(expect.objectContaining({ code: 'callsItself' }));
    expect(codeOf(await post(`/api/flows/${inner.id}/publish`, { note: '' }))).toBe('409 flows.hasProblems');
  });
});

describe('removing', () => {
  it('is refused while a called number or another flow leads to it', async () => {
    const flow = await publish(await create());
    const route = await post('/api/inbound-routes', {
      calledNumber: '02088889999',
      callerNumber: '',
      hoursId: null,
      destination: { kind: 'flow', flowId: flow.id },
      closedDestination: null,
      priority: 0,
      description: '',
      enabled: true,
    });
    expect(route.status, JSON.stringify(route.body)).toBe(200);
    expect(codeOf(await admin.request('DELETE', `/api/flows/${flow.id}`))).toBe('409 uses.inUse');
    const { id } = route.body as { id: string };
    expect((await admin.request('DELETE', `/api/inbound-routes/${id}`)).status).toBe(204);
    expect((await admin.request('DELETE', `/api/flows/${flow.id}`)).status).toBe(204);
    expect((await admin.request('GET', `/api/flows/${flow.id}`)).status).toBe(404);
  });

  it('of a queue that a flow leads to is refused', async () => {
    await publish(await create());
    const answer = await admin.request('DELETE', `/api/queues/${queue.id}`);
    expect(answer.status).toBe(409);
  });
});

describe('a file', () => {
  it('has the names of what the flow refers to, and finds them again', async () => {
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=wangli');
    const agentId = rows[0]?.id ?? '';
    const draft: FlowDefinition = {
      ...draftTo(queue.id),
      nodes: [...draftTo(queue.id).nodes, { ...place, id: 'e', kind: 'extension', agentId, ringS: 20 }],
    };
    const flow = await create(draft);
    const file = await admin.get<FlowFile>(`/api/flows/${flow.id}/export`);
    expect(file.names).toMatchObject({ queues: { [queue.id]: queue.name }, agents: { [agentId]: 'wangli' } });
    const { status, body } = await post('/api/flows/import', file);
    expect(status, JSON.stringify(body)).toBe(200);
    const imported = body as FlowImported;
    expect(imported).toMatchObject({ missing: [], flow: { name: `${flow.name} (2)`, draft: flow.draft, publishedVersion: null } });
  });

  it('never brings an id in: what is not known by name stays open', async () => {
    const file: FlowFile = {
      format: 'zuoxi.flow',
      version: 1,
      name: 'from elsewhere',
      description: '',
      definition: draftTo(queue.id),
      names: { prompts: {}, queues: {}, agents: {}, flows: {}, hours: {}, skills: {} },
    };
    const imported = (await post('/api/flows/import', file)).body as FlowImported;
    expect(imported.missing).toEqual([{ kind: 'queue', name: '' }]);
    expect(imported.flow.problems).toContainEqual(expect.objectContaining({ code: 'queueMissing' }));
  });

  it('that is none is refused', async () => {
    expect(codeOf(await post('/api/flows/import', { format: 'other' }))).toBe('400 request.invalid');
  });
});

describe('a test call', () => {
  const numbers = { callerNumber: '13800138000', calledNumber: '4001' };

  it('needs a flow without problems, an engine, and digits for numbers', async () => {
    const broken = await create(draftTo(''));
    expect(codeOf(await post(`/api/flows/${broken.id}/test-call`, numbers))).toBe('409 flows.hasProblems');
    const flow = await create();
    expect(codeOf(await post(`/api/flows/${flow.id}/test-call`, numbers))).toBe('503 engine.unavailable');
    expect(codeOf(await post(`/api/flows/${flow.id}/test-call`, { ...numbers, callerNumber: 'me' }))).toBe('400 request.invalid');
  });

  it('is shown to administrators only, and to each only the own one', async () => {
    const own = await liveTopic(server.url, admin.cookie, 'flowTest');
    expect(own.snapshot).toBeNull();
    own.close();
    for (const account of ['zuzhang', 'wangli']) {
      const user = await ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);
      await expect(liveTopic(server.url, user.cookie, 'flowTest')).rejects.toThrow('session.forbidden');
    }
  });
});

describe('the audit trail', () => {
  it('has who drew, published and took away', async () => {
    const entries = await server.modules.database.system.select().from(auditEntry);
    expect(entries.map((entry) => entry.action)).toEqual(
      expect.arrayContaining([
        'flows.create',
        'flows.update',
        'flows.publish',
        'flows.rollback',
        'flows.remove',
        'flows.export',
        'flows.import',
      ]),
    );
  });
});

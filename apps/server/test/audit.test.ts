import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AuditEntry, auditActionLabels, auditWordLabels, type Page } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { changesBetween } from '../src/modules/audit/changes.ts';
import { prompt } from '../src/modules/prompts/tables.ts';
import { tenant as tenantTable } from '../src/modules/tenants/tables.ts';

let server: TestServer;
let admin: ApiUser;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const { tenant, password } = demo.summary;
  admin = await ApiUser.signIn(server.url, tenant, 'admin', password);
}, 60_000);
afterAll(() => server.stop());

const last = async (): Promise<AuditEntry> => {
  const { rows } = await admin.get<Page<AuditEntry>>('/api/audit?pageSize=10');
  return rows[0] ?? expect.fail('the trail is empty');
};

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await admin.request(method, path, body);
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body as T; // the contract's shape of that route
}

type Row = Record<string, unknown> & { id: string };
const first = async (path: string): Promise<Row> => (await admin.get<Page<Row>>(path)).rows[0] ?? expect.fail(`nothing at ${path}`);

const dialRule = (name: string, pattern: string) => ({
  ...{ name, pattern, strip: 0, prefix: '', trunkIds: [], callerId: '', permissionClass: 'local', enabled: true },
});

/** Without a sound: nobody hears it. */
async function promptRow(): Promise<Row> {
  const { system } = server.modules.database;
  const [tenant] = await system.select().from(tenantTable);
  const row = { tenantId: tenant?.id ?? '', name: '审计音乐', kind: 'prompt', source: 'upload', state: 'ready' } as const;
  await system.insert(prompt).values({ id: systemIds.uuid(), ...row });
  return first('/api/prompts');
}

const week = Array.from({ length: 7 }, () => [{ from: '09:00', to: '18:00' }]);

/**
 * Every route that changes something: what is there (made for it, or the demo's), the fields that the input has, and a change of one of them.
 * `at`: where it stands in the trail, if not by its own name.
 */
const UPDATES: Record<string, { row(): Promise<Row>; input?(row: Row): object; change: Record<string, unknown>; at?: string }> = {
  '/api/accounts/{id}': {
    row: async () => (await admin.get<Page<Row>>('/api/accounts?search=wangli')).rows[0] ?? expect.fail('no account'),
    input: ({ displayName, role, enabled, extension }) => {
      const { online: _o, registeredFrom: _r, sipUser: _s, doNotDisturb: _d, forwarding: _f, ...set } = extension as Row;
      return { displayName, role, enabled, extension: set };
    },
    change: { displayName: '王丽丽' },
  },
  '/api/blacklist/{id}': {
    row: () => send('POST', '/api/blacklist', { number: '02155550001', note: '' }),
    input: ({ number, note }) => ({ number, note }),
    change: { note: '投诉' },
  },
  '/api/callback-plans/{id}': {
    row: () =>
      send('POST', '/api/callback-plans', {
        number: '02155550002',
        customerId: null,
        customerName: '',
        dueAt: new Date(Date.now() + 3600_000).toISOString(),
        note: '',
      }),
    input: ({ number, customerId, customerName, dueAt, note }) => ({ number, customerId, customerName: customerName ?? '', dueAt, note }),
    change: { note: '再次联系' },
  },
  '/api/conferences/{id}': {
    row: () => send('POST', '/api/conferences', { name: '晨会审计', description: '', recorded: false, memberIds: [] }),
    input: ({ name, description, recorded, memberIds }) => ({ name, description, recorded, memberIds }),
    change: { recorded: true },
  },
  '/api/crm-fields/{id}': {
    row: () => send('POST', '/api/crm-fields', { name: '地区', kind: 'text', options: [], required: false }),
    change: { name: '区域' },
  },
  '/api/customers/{id}': {
    row: () =>
      send('POST', '/api/customers', {
        name: '审计客户',
        numbers: [{ number: '02155550003', label: '' }],
        assignedAgentId: null,
        fields: {},
      }),
    change: { name: '审计客户乙' },
  },
  '/api/dial-rules/{id}': { row: () => send('POST', '/api/dial-rules', dialRule('审计规则', '91XX')), change: { enabled: false } },
  '/api/flows/{id}': {
    row: () =>
      send('POST', '/api/flows', {
        name: '审计导航',
        description: '',
        draft: { nodes: [{ id: 'start', kind: 'start', name: '', x: 0, y: 0 }], edges: [], defaultNode: null, language: 'zh' },
      }),
    change: { description: '审计用' },
  },
  '/api/inbound-routes/{id}': { row: () => first('/api/inbound-routes'), change: { description: '审计用' } },
  '/api/opening-hours/{id}': {
    row: () => send('POST', '/api/opening-hours', { name: '审计时间', timeZone: 'Asia/Shanghai', weekly: week, observesHolidays: true }),
    change: { name: '审计时间乙' },
  },
  '/api/holidays/{id}': {
    row: () => send('POST', '/api/holidays', { name: '店庆', fromDate: '2027-03-01', toDate: '2027-03-01', kind: 'closed', asWeekday: 1 }),
    change: { toDate: '2027-03-02' },
  },
  '/api/prompts/{id}': { row: promptRow, change: { name: '审计语音' } },
  '/api/queues/{id}': { row: () => first('/api/queues'), change: { retryS: 17 } },
  '/api/skills/{id}': { row: () => send('POST', '/api/skills', { name: '审计技能', levels: {} }), change: { name: '审计技能乙' } },
  '/api/trunks/{id}': { row: async () => ({ ...(await first('/api/trunks')), password: '' }), change: { callerId: '02155550009' } },
};

/** Of the whole call centre: no id. */
const SETTINGS: Record<string, Record<string, unknown>> = {
  '/api/dial-limits': { ownCallsCap: 77 },
  '/api/supervision-settings': { visible: false },
  '/api/telephony-settings': { rtpTimeoutS: 77 },
};

/** Not changes of what somebody configures by fields, or tested below. */
const OTHERS: Record<string, string> = {
  '/api/session/password': 'a secret',
  '/api/crm-fields/order': 'below',
  '/api/dial-rules/order': 'below',
  '/api/inbound-routes/order': 'below',
  '/api/list-views/layout': "one's own view of a list",
  '/api/prompts/{id}/sound': 'a sound',
  '/api/prompts/{id}/speech': 'a sound',
  '/api/reasons': 'below',
  '/api/voicemail/{id}/handled': 'a mark, which its action names',
};

interface OpenApi {
  paths: Record<
    string,
    { put?: { requestBody?: { content: { 'application/json': { schema: { properties?: Record<string, unknown> } } } } } }
  >;
}
let api: OpenApi;

describe('the audit trail (LOG-1)', () => {
  it('knows all routes that change something', async () => {
    api = await admin.get<OpenApi>('/api/openapi.json');
    const puts = Object.entries(api.paths).flatMap(([path, methods]) => (methods.put ? [path] : []));
    expect(puts.sort()).toEqual([...Object.keys(UPDATES), ...Object.keys(SETTINGS), ...Object.keys(OTHERS)].sort());
  });

  it.each(Object.entries(UPDATES))('shows exactly the field that was changed: %s', async (path, { row, input, change }) => {
    const old = await row();
    const schema = api.paths[path]?.put?.requestBody?.content['application/json'].schema.properties ?? {};
    const known = input?.(old) ?? Object.fromEntries(Object.keys(schema).flatMap((name) => (name in old ? [[name, old[name]]] : [])));
    const at = path.replace('{id}', old.id);
    await send('PUT', at, { ...known, ...change });
    const entry = await last();
    expect(entry.targetId).toBe(old.id);
    expect(entry.targetName).not.toBe('');
    expect(entry.accountName).not.toBe('');
    expect(entry.changes).toEqual(
      Object.fromEntries(Object.entries(change).map(([field, after]) => [field, { before: old[field] ?? null, after }])),
    );
    // Saved again without a change there is an entry, and nothing in it.
    const fresh = (await admin.get<Page<Row>>(`${path.replace('/{id}', '')}?pageSize=100`)).rows.find(({ id }) => id === old.id);
    await send('PUT', at, { ...known, ...change, ...(fresh && 'updatedAt' in known ? { updatedAt: fresh.updatedAt } : {}) });
    expect((await last()).changes).toEqual({});
  });

  it.each(Object.entries(SETTINGS))('shows exactly the setting that was changed: %s', async (path, change) => {
    const old = await admin.get<Record<string, unknown>>(path);
    await send('PUT', path, { ...old, ...change });
    const { changes } = await last();
    expect(Object.keys(changes ?? {})).toEqual(Object.keys(change));
    for (const [field, after] of Object.entries(change)) expect(changes?.[field]?.after).toEqual(after);
  });

  it('shows lists and orders as they were and are', async () => {
    const reasons = await admin.get<string[]>('/api/reasons');
    await send('PUT', '/api/reasons', [...reasons, '审计']);
    expect((await last()).changes).toEqual({ texts: { before: reasons, after: [...reasons, '审计'] } });
    await send('POST', '/api/dial-rules', dialRule('审计规则乙', '92XX'));
    const ids = (await admin.get<Page<Row>>('/api/dial-rules?pageSize=100&order=asc')).rows.map(({ id }) => id);
    await send('PUT', '/api/dial-rules/order', { ids: [...ids].reverse() });
    expect((await last()).changes).toEqual({ order: { before: ids, after: [...ids].reverse() } });
  });

  it('shows what was created and removed, as a whole', async () => {
    const { id } = await send<Row>('POST', '/api/skills', { name: '临时', levels: {} });
    expect((await last()).changes).toMatchObject({ name: { before: null, after: '临时' } });
    await send('DELETE', `/api/skills/${id}`);
    const removed = await last();
    expect(removed.changes).toMatchObject({ name: { before: '临时', after: null } });
    expect(removed.targetName).toBe('临时');
  });

  it('never holds a secret', async () => {
    const row = (await admin.get<Page<Row>>('/api/accounts?search=wangli')).rows[0] ?? expect.fail('no account');
    const { input } = UPDATES['/api/accounts/{id}'] ?? expect.fail();
    await send('PUT', `/api/accounts/${row.id}`, { ...input?.(row), password: 'Geheim-4711-xyz' });
    const entry = await last();
    expect(entry.detail).toMatchObject({ passwordChanged: true });
    const { rows } = await admin.get<Page<AuditEntry>>('/api/audit?pageSize=100');
    const text = JSON.stringify(rows);
    expect(text).not.toContain('Geheim');
    expect(text).not.toMatch(/"(secret|sipSecret|passwordHash|password)"/);
  });

  it('is found by who, what and when, for administrators alone', async () => {
    const { rows } = await admin.get<Page<AuditEntry>>('/api/audit?pageSize=100&word=skills');
    expect(rows.length).toBeGreaterThan(2);
    for (const { action } of rows) expect(action).toMatch(/^skills\./);
    const found = await admin.get<Page<AuditEntry>>(`/api/audit?pageSize=100&search=${encodeURIComponent('删除技能')}`);
    expect(found.rows.map(({ action }) => action)).toEqual(['skills.remove']);
    expect((await admin.get<Page<AuditEntry>>(`/api/audit?search=${encodeURIComponent('审计技能乙')}`)).total).toBeGreaterThan(0);
    expect((await admin.get<Page<AuditEntry>>(`/api/audit?to=${new Date(0).toISOString()}`)).total).toBe(0);
    const leader = await ApiUser.signIn(server.url, demo.summary.tenant, 'zuzhang', demo.summary.password);
    expect((await leader.request('GET', '/api/audit')).status).toBe(403);
  });
});

describe('actions', () => {
  it('have a text in both languages, every one in the code, and no other', () => {
    const modules = resolve(import.meta.dirname, '../src/modules');
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const words = Object.keys(auditWordLabels).join('|');
    const actions = new Set<string>();
    /** What a template's hole stands for. */
    const holes: Record<string, string[]> = {
      'recordings.${purpose}': ['play', 'download'],
      'voicemail.${purpose}': ['play', 'download'],
      'supervision.${mode}': ['listen', 'whisper', 'barge', 'release', 'takeOver'],
      'conferences.${action}': [],
    };
    for (const file of files) {
      const text = readFileSync(join(modules, file), 'utf8');
      for (const [call] of text.matchAll(/(?:\baudit|#audit|#direct)\((?:[^;]|;(?!\n))*?;/g)) {
        for (const [, action = ''] of call.matchAll(/'([a-zA-Z]+\.[a-zA-Z]+)'/g)) actions.add(action);
        for (const [, template = ''] of call.matchAll(/`([a-zA-Z]+\.\$\{\w+\})`/g)) {
          const parts = holes[template] ?? expect.fail(`${file}: what does ${template} stand for?`);
          for (const part of parts) actions.add(template.replace(/\$\{\w+\}/, part));
        }
      }
      if (file.startsWith('conferences'))
        for (const [, action = ''] of text.matchAll(/#order\(actor, id, '(\w+)'/g)) actions.add(`conferences.${action}`);
    }
    expect([...actions].filter((action) => !new RegExp(`^(${words})\\.`).test(action))).toEqual([]);
    expect([...actions].sort()).toEqual(Object.keys(auditActionLabels).sort());
    expect(actions.size).toBeGreaterThan(60);
  });
});

/** Null is nothing. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null, (_key, inner: unknown) => inner ?? undefined) ?? 'null');

describe('what was changed', () => {
  it('is nothing between equals, and puts the one right from the other', () => {
    const field = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 }));
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const config = fc.dictionary(name, fc.oneof(field, fc.dictionary(name, field, { maxKeys: 3 })), { maxKeys: 4 });
    fc.assert(
      fc.property(config, config, (before, after) => {
        expect(changesBetween(before, structuredClone(before))).toEqual({});
        const there = changesBetween(before, after);
        const back = changesBetween(after, before);
        expect(back).toEqual(
          Object.fromEntries(Object.entries(there).map(([path, one]) => [path, { before: one.after, after: one.before }])),
        );
        for (const path of Object.keys(there)) expect(there[path]?.before).not.toEqual(there[path]?.after);
        const same = Object.keys({ ...before, ...after }).filter((key) => !Object.keys(there).some((path) => path.split('.')[0] === key));
        for (const key of same) expect(plain(after[key])).toEqual(plain(before[key]));
      }),
    );
  });

  it('of rows with ids is told row by row, and of secrets nothing', () => {
    const nodes = (text: string) => ({
      draft: {
        nodes: [
          { id: 'n1', text: 'x' },
          { id: 'n2', text },
        ],
      },
      passwordHash: text,
      sipSecret: text,
    });
    expect(changesBetween(nodes('old'), nodes('new'))).toEqual({ 'draft.nodes.n2.text': { before: 'old', after: 'new' } });
    expect(changesBetween({ inner: { password: 'a' } }, { inner: { password: 'b' } })).toEqual({});
  });
});

import type { AccountWithSecret, Page, PanelTargets, Queue } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { account as accountTable } from '../src/modules/accounts/tables.ts';
import { callback } from '../src/modules/callbacks/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { describeRecordings } from '../src/modules/recordings/describe.ts';
import { recording } from '../src/modules/recordings/tables.ts';
import { satisfaction } from '../src/modules/satisfaction/tables.ts';
import { voicemail } from '../src/modules/voicemail/tables.ts';
import { indexed } from './support/indexed-call.ts';

/** Numbers and names that only calls, agents and settings of the sales queue have. */
const MARKS = ['13911119999', '销售专用', '售前技能人'];
const AT = new Date('2026-11-20T05:06:07Z');

let server: TestServer;
let admin: ApiUser;
/** Of the other queue only. */
const others: [string, ApiUser][] = [];
/** Whatever has an id of the sales queue's. */
const ids: string[] = [];

interface OpenApi {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string; required?: boolean }[] }>>;
}

async function account(name: string, displayName: string, role: 'agent' | 'supervisor', number: string): Promise<string> {
  const extension = { number, phoneType: 'sip', recordingEnabled: false };
  const { body, status } = await admin.request('POST', '/api/accounts', {
    name,
    displayName,
    role,
    password: demo.summary.password,
    extension,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as AccountWithSecret).account.id;
}

async function queueOf(number: string, name: string, memberIds: string[]): Promise<Queue> {
  const [like] = (await admin.get<Page<Queue>>('/api/queues')).rows;
  const { id: _id, members: _m, inboundNumbers: _n, createdAt: _c, ...input } = like ?? expect.fail('no queue');
  const { body, status } = await admin.request('POST', '/api/queues', { ...input, number, name, memberIds, penalties: {} });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Queue;
}

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const { tenant, password } = demo.summary;
  admin = await ApiUser.signIn(server.url, tenant, 'admin', password);
  const sellerId = await account('seller', '售前技能人', 'agent', '8061');
  const agentId = await account('outsider', '售后人', 'agent', '8062');
  const supervisorId = await account('outside-leader', '售后组长', 'supervisor', '8063');
  const sales = await queueOf('8791', '销售专用', [sellerId]);
  await queueOf('8792', '售后专用', [agentId, supervisorId]);
  for (const name of ['outsider', 'outside-leader']) others.push([name, await ApiUser.signIn(server.url, tenant, name, password)]);

  const { system } = server.modules.database;
  const [row] = await system.select().from(accountTable).where(eq(accountTable.id, sellerId));
  const tenantId = row?.tenantId ?? '';
  const { body: skill } = await admin.request('POST', '/api/skills', { name: '英语', levels: { [sellerId]: 9 } });
  const made = () => {
    const id = systemIds.uuid();
    ids.push(id);
    return id;
  };
  const [callId, recordingId] = [made(), made()];
  const of = { tenantId, queueId: sales.id, queueName: sales.name, customerNumber: '13911119999' };
  await system.insert(callRecord).values(
    indexed({
      ...of,
      id: callId,
      type: 'inbound',
      startedAt: AT,
      endedAt: AT,
      calledNumber: '02088880009',
      queueNumber: sales.number,
      agentId: sellerId,
      agentName: '售前技能人',
      extension: '8061',
      answer: 'answered',
      endReason: 'hangup',
      endedBy: 'customer',
      waitS: 1,
      talkS: 2,
      durationS: 3,
    }),
  );
  await system.insert(recording).values({
    id: recordingId,
    tenantId,
    callId,
    name: 'others',
    engine: 'e',
    startedAt: AT,
    state: 'ready',
    path: 'others.wav',
    durationS: 2,
    bytes: 9,
  });
  await system.transaction((db) => describeRecordings(db, [callId]));
  const message = { id: made(), callId: made(), queueNumber: sales.number, startedAt: AT, name: 'm', engine: 'e', state: 'ready' as const };
  await system.insert(voicemail).values({ ...of, ...message, path: 'm.wav', durationS: 2, bytes: 9 });
  await system.insert(satisfaction).values({ ...of, id: made(), callId: made(), at: AT, level: 'satisfied' });
  const times = { enqueuedAt: AT, requestedAt: AT, expiresAt: AT };
  await system
    .insert(callback)
    .values({ ...of, ...times, id: made(), callId: made(), state: 'waiting', queueNumber: sales.number } as never);
  ids.push(sales.id, sellerId, (skill as { id: string }).id);
});
afterAll(() => server.stop());

describe('an agent and a supervisor of another queue', () => {
  it('see nothing of a queue that is not theirs, by any route that can be read', async () => {
    const { paths } = (await new ApiUser(server.url).request('GET', '/api/openapi.json')).body as OpenApi;
    const seen: string[] = [];
    let answered = 0;
    for (const [path, { get }] of Object.entries(paths)) {
      if (!get) continue;
      const queries = (get.parameters ?? []).some(({ name, in: place }) => place === 'query' && name === 'number')
        ? ['', '?number=8061']
        : [''];
      const urls = path.includes('{id}') ? ids.map((id) => path.replace('{id}', id)) : queries.map((query) => path + query);
      for (const url of urls) {
        for (const [name, user] of others) {
          const { status, body } = await user.request('GET', url);
          if (status === 200) answered += 1;
          const text = JSON.stringify(body);
          const mark = MARKS.find((one) => text.includes(one));
          if (mark) seen.push(`${name} reads ${mark} by ${url}`);
          // What has an id is theirs or is not there.
          if (path.includes('{id}') && status === 200 && !path.startsWith('/api/customers')) seen.push(`${name} opens ${url}`);
        }
      }
    }
    expect(answered).toBeGreaterThan(20);
    // Whoever has an extension may be asked into a conference, and be a customer's own agent; a customer may be transferred to any queue.
    // Nothing of their work is told.
    const isListOfTargets = (line: string) => /by \/api\/(conferences\/candidates|customers\/agents|panel\/targets)$/.test(line);
    expect(seen.filter((line) => !isListOfTargets(line))).toEqual([]);
    const { queues } = await (others[0]?.[1] ?? expect.fail('nobody')).get<PanelTargets>('/api/panel/targets');
    expect(queues.find(({ number }) => number === '8791')).toMatchObject({ figures: null });
    expect(queues.some(({ figures }) => figures !== null)).toBe(true);
  }, 120_000);

  it('whereas the administrator sees all of it', async () => {
    for (const path of ['/api/calls', '/api/recordings', '/api/voicemail', '/api/satisfaction', '/api/callbacks', '/api/queues']) {
      expect(JSON.stringify(await admin.get(path)), path).toMatch(/13911119999|销售专用/);
    }
  });

  it('are not told how well somebody is who is in none of their queues', async () => {
    const [, supervisor] = others[1] ?? expect.fail('nobody');
    const { rows } = await supervisor.get<Page<{ name: string; levels: Record<string, number> }>>('/api/skills');
    expect(rows.find(({ name }) => name === '英语')?.levels).toEqual({});
  });
});

import type { Account, AccountWithSecret, BulkAccounts, BulkResult, DialTest, Page, PanelState, Queue } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { tenant as tenantTable } from '../src/modules/tenants/tables.ts';
import { callEvent } from '../src/platform/facts/tables.ts';

let server: TestServer;
let admin: ApiUser;
beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
});
afterAll(() => server.stop());

const accountNamed = async (name: string): Promise<Account> => {
  const { rows } = await admin.get<Page<Account>>(`/api/accounts?search=${name}`);
  const found = rows.find((row) => row.name === name);
  if (!found) throw new Error(`no account ${name}`);
  return found;
};
const audited = (action: string) => server.modules.database.system.select().from(auditEntry).where(eq(auditEntry.action, action));

const FORWARDING = { always: '', busy: '8001', noAnswer: '13800138000', offline: '', noAnswerS: 15 };

describe('the settings of an extension', () => {
  const input = (extension: object) => ({
    name: 'setme',
    displayName: 'Set me',
    role: 'agent',
    password: 'long enough',
    extension: { number: '8150', phoneType: 'sip', recordingEnabled: true, ...extension },
  });

  it('are safe when nobody says anything: within the country, no limit, nothing forwarded', async () => {
    const { status, body } = await admin.request('POST', '/api/accounts', input({}));
    expect(status).toBe(200);
    expect((body as AccountWithSecret).account.extension).toMatchObject({
      callerId: '',
      mayDial: ['internal', 'local', 'national'],
      dailyCallsCap: 0,
      dailyMinutesCap: 0,
      doNotDisturb: false,
      forwarding: { always: '', busy: '', noAnswer: '', offline: '' },
      pickupGroup: '',
    });
  });

  it('are kept as they are said, and stay where they are left out', async () => {
    const { id } = await accountNamed('setme');
    const settings = {
      callerId: '02088880000',
      mayDial: ['internal', 'international'],
      dailyCallsCap: 20,
      dailyMinutesCap: 60,
      doNotDisturb: true,
      forwarding: FORWARDING,
      pickupGroup: 'east',
    };
    const { name: _name, password: _password, ...rest } = input(settings);
    expect(await admin.request('PUT', `/api/accounts/${id}`, { ...rest, enabled: true })).toMatchObject({ status: 200 });
    const { name: _n, password: _p, ...old } = input({});
    const { body } = await admin.request('PUT', `/api/accounts/${id}`, { ...old, enabled: true });
    expect((body as Account).extension).toMatchObject(settings);
    expect(server.modules.directory.agent(id)).toMatchObject({ ...settings, leads: 'nobody' });
  });

  it.each([
    ['a code to forward to', { forwarding: { ...FORWARDING, always: '*78' } }],
    ['a ring time of a second', { forwarding: { ...FORWARDING, noAnswerS: 1 } }],
    ['a class twice', { mayDial: ['local', 'local'] }],
    ['a class that is none', { mayDial: ['everything'] }],
    ['letters as caller ID', { callerId: 'evil"\r\n' }],
    ['a negative cap', { dailyCallsCap: -1 }],
  ])('refuse %s', async (_what, extension) => {
    const { id } = await accountNamed('setme');
    const { name: _name, password: _password, ...rest } = input(extension);
    const { status } = await admin.request('PUT', `/api/accounts/${id}`, { ...rest, enabled: true });
    expect(status).toBe(400);
  });
});

describe('one’s own do not disturb', () => {
  it('is one setting, on the panel, on the board and for calls; it is audited', async () => {
    const agent = await ApiUser.signIn(server.url, demo.summary.tenant, 'wangli', demo.summary.password);
    const { id } = await accountNamed('wangli');
    expect((await agent.get<PanelState>('/api/panel')).agent.doNotDisturb).toBe(false);
    expect(await agent.request('POST', '/api/panel/do-not-disturb', { on: true })).toMatchObject({ status: 204 });
    expect((await agent.get<PanelState>('/api/panel')).agent.doNotDisturb).toBe(true);
    expect((await accountNamed('wangli')).extension?.doNotDisturb).toBe(true);
    expect(server.modules.directory.agent(id)?.doNotDisturb).toBe(true);
    expect(await audited('extension.doNotDisturb')).toMatchObject([{ accountId: id, targetId: id, detail: { doNotDisturb: true } }]);
    await agent.request('POST', '/api/panel/do-not-disturb', { on: false });
    expect(server.modules.directory.agent(id)?.doNotDisturb).toBe(false);
  });

  it('needs an extension, and a proper order', async () => {
    const body = { name: 'nophone', displayName: 'No phone', role: 'supervisor', password: 'long enough', extension: null };
    await admin.request('POST', '/api/accounts', body);
    const nobody = await ApiUser.signIn(server.url, demo.summary.tenant, 'nophone', 'long enough');
    expect(await nobody.request('POST', '/api/panel/do-not-disturb', { on: true })).toMatchObject({ body: { code: 'panel.noExtension' } });
    expect(await admin.request('POST', '/api/panel/do-not-disturb', { on: 'yes' })).toMatchObject({ status: 400 });
  });
});

describe('many accounts at once', () => {
  const lines = (first: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ number: `${first + n}`, name: `many${first + n}`, displayName: `Agent ${first + n}` }));
  const order = (changes: Partial<BulkAccounts> = {}): BulkAccounts => ({
    lines: lines(8201, 3),
    role: 'agent',
    phoneType: 'sip',
    recordingEnabled: true,
    queueIds: [],
    callerId: '',
    mayDial: ['internal', 'local'],
    dailyCallsCap: 50,
    dailyMinutesCap: 0,
    pickupGroup: 'night',
    checkOnly: false,
    ...changes,
  });
  const send = async (body: BulkAccounts) => {
    const answer = await admin.request('POST', '/api/accounts/bulk', body);
    expect(answer.status).toBe(200);
    return answer.body as BulkResult;
  };
  const firstQueue = async () => {
    const [queue] = (await admin.get<Page<Queue>>('/api/queues')).rows;
    if (!queue) throw new Error('the demo has queues');
    return queue;
  };

  it('are made with what they need, once seen: passwords to be replaced, SIP secrets, queues, rights', async () => {
    const queue = await firstQueue();
    const { problems, created } = await send(order({ queueIds: [queue.id] }));
    expect(problems).toEqual([]);
    expect(created.map((one) => one.number)).toEqual(['8201', '8202', '8203']);
    expect(new Set(created.flatMap((one) => [one.password, one.sipSecret])).size).toBe(6);
    const account = await accountNamed('many8202');
    expect(account).toMatchObject({
      displayName: 'Agent 8202',
      queueIds: [queue.id],
      extension: { mayDial: ['internal', 'local'], dailyCallsCap: 50, pickupGroup: 'night', sipUser: created[1]?.sipUser },
    });
    const { members } = await firstQueue();
    expect(members.slice(-3).map((member) => member.extension)).toEqual(['8201', '8202', '8203']);
    const newcomer = await ApiUser.signIn(server.url, demo.summary.tenant, 'many8202', created[1]?.password ?? '');
    expect(await newcomer.request('GET', '/api/panel')).toMatchObject({ status: 403 });
    const entries = (await audited('accounts.create')).filter((entry) => entry.detail.bulk === 3);
    expect(entries).toHaveLength(3);
    for (const { password, sipSecret } of created) {
      expect(JSON.stringify(entries)).not.toContain(password);
      expect(JSON.stringify(entries)).not.toContain(sipSecret);
    }
  });

  it('for the browser have no secret to write down', async () => {
    const { created } = await send(order({ lines: lines(8211, 1), phoneType: 'web' }));
    expect(created).toMatchObject([{ sipSecret: null }]);
  });

  it('are none of them made when one line is wrong, and every wrong line is told', async () => {
    const queue = await firstQueue();
    const wrong = [
      { number: '8221', name: 'fine8221', displayName: 'Fine' },
      { number: '82x1', name: 'letters', displayName: 'Letters' },
      { number: '8222', name: 'a b', displayName: 'Name' },
      { number: '8223', name: 'noname', displayName: '  ' },
      { number: '8221', name: 'twice', displayName: 'Twice' },
      { number: '8224', name: 'fine8221', displayName: 'Twice' },
      { number: queue.number, name: 'queue', displayName: 'A queue has it' },
      { number: '8225', name: 'wangli', displayName: 'Taken' },
    ];
    const { problems, created } = await send(order({ lines: wrong }));
    expect(created).toEqual([]);
    expect(problems).toEqual([
      { line: 2, problem: 'numberInvalid' },
      { line: 3, problem: 'nameInvalid' },
      { line: 4, problem: 'displayNameInvalid' },
      { line: 5, problem: 'numberTwice' },
      { line: 6, problem: 'nameTwice' },
      { line: 7, problem: 'numberTaken' },
      { line: 8, problem: 'nameTaken' },
    ]);
    expect((await admin.get<Page<Account>>('/api/accounts?search=fine8221')).rows).toEqual([]);
  });

  it('can be looked at before', async () => {
    expect(await send(order({ lines: lines(8231, 2), checkOnly: true }))).toEqual({ problems: [], created: [] });
    expect((await admin.get<Page<Account>>('/api/accounts?search=many8231')).rows).toEqual([]);
  });

  it('are at most five hundred, no administrators, and in queues that there are', async () => {
    const bulk = (body: unknown) => admin.request('POST', '/api/accounts/bulk', body);
    expect((await bulk(order({ lines: lines(30_001, 501) }))).status).toBe(400);
    expect((await bulk({ ...order(), role: 'administrator' })).status).toBe(400);
    expect((await bulk(order({ lines: lines(8241, 1), queueIds: ['00000000-0000-7000-8000-000000000000'] }))).status).toBe(400);
    const supervisor = await ApiUser.signIn(server.url, demo.summary.tenant, 'zuzhang', demo.summary.password);
    expect((await supervisor.request('POST', '/api/accounts/bulk', order({ lines: lines(8251, 1) }))).status).toBe(403);
  });

  it('ordered twice at the same time are made once', async () => {
    const both = await Promise.all([send(order({ lines: lines(8261, 2) })), send(order({ lines: lines(8261, 2) }))]);
    expect(both.map((one) => one.created.length).sort()).toEqual([0, 2]);
    // Whichever of the two the second one meets first: it was looked up before the first one was done, or after.
    const problems = both.flatMap((one) => one.problems.map(({ problem }) => problem));
    expect([
      ['numberTaken', 'numberTaken'],
      ['nameTaken', 'nameTaken'],
    ]).toContainEqual(problems);
  });
});

describe('the number of a queue', () => {
  it('leads an account of the house into the queue, and the dry run says so; another call centre’s leads nowhere', async () => {
    const { id } = await accountNamed('wangli');
    const [queue] = (await admin.get<Page<Queue>>('/api/queues')).rows;
    const number = queue?.number ?? '';
    expect(server.modules.directory.dialTarget(id, number)).toEqual({ kind: 'queue', queueId: queue?.id });
    const test = await admin.get<DialTest>(`/api/dial-rules/test?number=${number}&accountId=${id}`);
    expect(test.outcome).toBe('queue');
    expect(server.modules.directory.outsideTarget(server.modules.directory.agent(id)?.tenantId ?? '', number)).toBeUndefined();
  });
});

describe('what was dialled today on an account', () => {
  it('is known after a restart, also where a call was only forwarded there', async () => {
    const { id } = await accountNamed('wangli');
    const { database, directory } = server.modules;
    const [tenant] = await database.system.select().from(tenantTable);
    const detail = { agentId: id, number: '13800138000', trunkId: 'x', permissionClass: 'national' };
    const event = {
      tenantId: tenant?.id ?? '',
      callId: '00000000-0000-7000-8000-0000000000aa',
      at: new Date(),
      type: 'outsideDialled' as const,
      seq: 0,
    };
    const before = directory.usage.of(id).calls;
    await database.system.insert(callEvent).values([
      { ...event, id: '00000000-0000-7000-8000-0000000000a1', detail: { ...detail, attempt: 1 } },
      { ...event, id: '00000000-0000-7000-8000-0000000000a2', detail: { ...detail, attempt: 2 } },
      { ...event, id: '00000000-0000-7000-8000-0000000000a3', detail: { ...detail, agentId: null, attempt: 1 } },
    ]);
    await directory.usage.load(database);
    expect(directory.usage.of(id).calls).toBe(before + 1);
  });
});

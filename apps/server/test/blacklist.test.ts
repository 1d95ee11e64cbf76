import { type BlacklistEntry, numberKey, type Page } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

let server: TestServer;
let supervisor: ApiUser;

const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  supervisor = await signIn('zuzhang');
});
afterAll(() => server.stop());

/** What call control is told when somebody dials that number. */
async function dialling(number: string): Promise<string> {
  const { directory } = server.modules;
  const agent = [...directory.agents()].find((one) => one.extension === '8002');
  const target = directory.dialTarget(agent?.id ?? '', number);
  return target.kind === 'refused' ? target.reason : target.kind;
}

describe('a number', () => {
  it.each([
    ['13800138000', '13800138000'],
    ['013800138000', '13800138000'],
    ['+86 138 0013 8000', '13800138000'],
    ['008613800138000', '13800138000'],
    ['02088886666', '02088886666'],
    ['+85212345678', '0085212345678'],
    ['0085212345678', '0085212345678'],
  ])('%s is the subscriber %s', (written, plain) => {
    expect(numberKey(written)).toBe(plain);
  });
});

describe('the blacklist', () => {
  it('keeps everybody from calling a number, however it is dialled, from the moment it is added until it is taken off', async () => {
    expect(await dialling('13900001111')).toBe('outside');
    const { status, body } = await supervisor.request('POST', '/api/blacklist', { number: '+86 139 0000 1111', note: '客户要求' });
    expect({ status, body }).toMatchObject({ status: 200, body: { number: '13900001111', updatedByName: '李组长' } });
    expect(await dialling('13900001111')).toBe('blacklisted');
    expect(await dialling('013900001111')).toBe('blacklisted');
    const tenantId = [...server.modules.directory.agents()][0]?.tenantId ?? '';
    expect(server.modules.directory.outsideTarget(tenantId, '13900001111')).toBeUndefined();
    const entry = body as BlacklistEntry;
    await supervisor.request('PUT', `/api/blacklist/${entry.id}`, { number: '13900002222', note: '' });
    expect(await dialling('13900001111')).toBe('outside');
    expect(await dialling('13900002222')).toBe('blacklisted');
    expect((await supervisor.request('DELETE', `/api/blacklist/${entry.id}`)).status).toBe(204);
    expect(await dialling('13900002222')).toBe('outside');
  });

  it('has each number once, is found by who touched it last, and is no agent’s business', async () => {
    await supervisor.request('POST', '/api/blacklist', { number: '13700003333', note: '' });
    expect(await supervisor.request('POST', '/api/blacklist', { number: '013700003333', note: '' })).toMatchObject({
      status: 409,
      body: { code: 'blacklist.numberTaken' },
    });
    expect((await supervisor.get<Page<BlacklistEntry>>('/api/blacklist?search=李组')).rows.map((row) => row.number)).toEqual([
      '13700003333',
    ]);
    const agent = await signIn('wangli');
    expect((await agent.request('GET', '/api/blacklist')).status).toBe(403);
    expect(await supervisor.request('POST', '/api/blacklist', { number: 'abc', note: '' })).toMatchObject({ status: 400 });
  });

  it('says so where a number is tried out', async () => {
    await supervisor.request('POST', '/api/blacklist', { number: '13700004444', note: '' });
    const admin = await signIn('admin');
    expect(await admin.get('/api/dial-rules/test?number=13700004444')).toMatchObject({ outcome: 'blacklisted' });
  });
});

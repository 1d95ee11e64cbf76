import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

let server: TestServer;
let admin: ApiUser;
let agent: ApiUser;
let supervisor: ApiUser;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);
  admin = await signIn('admin');
  agent = await signIn('wangli');
  supervisor = await signIn('zuzhang');
});
afterAll(() => server.stop());

describe('the reasons for not being ready', () => {
  it('are the administrator’s list, as a whole and in his order', async () => {
    expect(await agent.get('/api/reasons')).toEqual(['上班', '下班', '休息']);
    expect((await admin.request('PUT', '/api/reasons', ['休息', '培训 ', '下班'])).status).toBe(204);
    expect(await agent.get('/api/reasons')).toEqual(['休息', '培训', '下班']);
    expect((await supervisor.request('PUT', '/api/reasons', ['x'])).status).toBe(403);
  });

  it.each([
    ['none', []],
    ['an empty one', ['休息', ' ']],
    ['the same twice', ['休息', '休息']],
    ['one that is too long', ['长'.repeat(41)]],
    ['too many', Array.from({ length: 21 }, (_, i) => `${i}`)],
  ])('are refused with %s, and stay as they were', async (_what, reasons) => {
    const before = await agent.get('/api/reasons');
    expect((await admin.request('PUT', '/api/reasons', reasons)).status).toBe(400);
    expect(await agent.get('/api/reasons')).toEqual(before);
  });
});

describe('whether agents see who listens to them', () => {
  it('is the administrator’s to say, a supervisor’s to know, and call control knows it at once', async () => {
    const tenantId = [...server.modules.directory.agents()][0]?.tenantId ?? '';
    expect(await supervisor.get('/api/supervision-settings')).toEqual({ visible: true });
    expect(server.modules.directory.supervisionVisible(tenantId)).toBe(true);
    expect(await admin.request('PUT', '/api/supervision-settings', { visible: false })).toMatchObject({ status: 200 });
    expect(await supervisor.get('/api/supervision-settings')).toEqual({ visible: false });
    expect(server.modules.directory.supervisionVisible(tenantId)).toBe(false);
    expect((await supervisor.request('PUT', '/api/supervision-settings', { visible: true })).status).toBe(403);
    expect((await agent.request('GET', '/api/supervision-settings')).status).toBe(403);
  });
});

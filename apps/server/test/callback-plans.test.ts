import type { CallbackPlan, CallbackPlanInput, Page } from '@zuoxi/contract';
import { ManualClock, silentLogger } from '@zuoxi/kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { Reminders } from '../src/modules/callback-plans/index.ts';
import { type LiveTopic, liveTopic } from './support/live-topic.ts';

let server: TestServer;
let agent: ApiUser;
let colleague: ApiUser;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);
  agent = await signIn('wangli');
  colleague = await signIn('keke');
});
afterEach(async () => {
  for (const resource of open.splice(0)) await resource.close();
});
afterAll(() => server.stop());

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const input = (more: Partial<CallbackPlanInput> = {}) => ({ number: '13550602245', dueAt: inMs(3600_000), note: '回访合同', ...more });

async function planned(more: Partial<CallbackPlanInput> = {}, user = agent): Promise<CallbackPlan> {
  const { status, body } = await user.request('POST', '/api/callback-plans', input(more));
  expect(status, JSON.stringify(body)).toBe(200);
  // The server checked the answer against the contract's shape.
  return body as CallbackPlan;
}

async function subscribed(user = agent): Promise<LiveTopic<'reminders'>> {
  const topic = await liveTopic(server.url, user.cookie, 'reminders');
  open.push(topic);
  return topic;
}

const notes = (plans: readonly CallbackPlan[]) => plans.map(({ note }) => note);
const last = (topic: LiveTopic<'reminders'>) => topic.deltas.at(-1) ?? topic.snapshot;

describe('a callback plan', () => {
  it('is made, put off and done by whoever made it, and nobody else sees it', async () => {
    const plan = await planned({ note: '自己的' });
    expect(plan).toMatchObject({ number: '13550602245', note: '自己的', doneAt: null, customerName: null });
    expect(notes((await agent.get<Page<CallbackPlan>>('/api/callback-plans?state=open')).rows)).toContain('自己的');
    expect(notes((await colleague.get<Page<CallbackPlan>>('/api/callback-plans')).rows)).not.toContain('自己的');
    const dueAt = inMs(7200_000);
    for (const [method, path] of [
      ['PUT', `/api/callback-plans/${plan.id}`],
      ['POST', `/api/callback-plans/${plan.id}/done`],
      ['DELETE', `/api/callback-plans/${plan.id}`],
    ] as const) {
      expect((await colleague.request(method, path, method === 'DELETE' ? undefined : input())).status, path).toBe(404);
    }
    expect(await agent.request('PUT', `/api/callback-plans/${plan.id}`, input({ dueAt }))).toMatchObject({ status: 200, body: { dueAt } });
    const done = await agent.request('POST', `/api/callback-plans/${plan.id}/done`);
    expect((done.body as CallbackPlan).doneAt).not.toBeNull();
    expect((await agent.request('PUT', `/api/callback-plans/${plan.id}`, input())).status).toBe(404);
    expect((await agent.request('DELETE', `/api/callback-plans/${plan.id}`)).status).toBe(204);
  });

  it('bears the customer’s present name, and survives him', async () => {
    const created = await agent.request('POST', '/api/customers', { name: '计划客户', numbers: [{ number: '13550602299' }] });
    const { id } = created.body as { id: string };
    await planned({ number: '13550602299', customerId: id, customerName: '旧名', note: '有客户的' });
    const find = async () => (await agent.get<Page<CallbackPlan>>('/api/callback-plans?search=有客户的')).rows;
    expect(await find()).toMatchObject([{ customerName: '计划客户' }]);
    const card = await agent.get<{ plans: CallbackPlan[] }>('/api/customer-card?number=13550602299');
    expect(notes(card.plans)).toEqual(['有客户的']);
    const supervisor = await ApiUser.signIn(server.url, demo.summary.tenant, 'zuzhang', demo.summary.password);
    await supervisor.request('DELETE', `/api/customers/${id}`);
    expect(await find()).toMatchObject([{ customerName: '旧名', customerId: null }]);
  });

  it('reminds in the second it falls due, its owner and nobody else', async () => {
    const mine = await subscribed();
    const theirs = await subscribed(colleague);
    await planned({ dueAt: inMs(1200), note: '很快' });
    expect(notes(last(mine))).not.toContain('很快');
    await eventually('it is due', () => notes(last(mine)).includes('很快'));
    const due = last(mine).find(({ note }) => note === '很快');
    const late = Date.now() - Date.parse(due?.dueAt ?? '');
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1000);
    expect(theirs.deltas).toEqual([]);
  });

  it('reminds whoever was away as soon as he is there, and stops when it is put off or done', async () => {
    const first = await planned({ dueAt: inMs(-60_000), note: '错过的' });
    const topic = await subscribed();
    expect(notes(topic.snapshot)).toContain('错过的');
    await agent.request('PUT', `/api/callback-plans/${first.id}`, input({ dueAt: inMs(600_000), note: '错过的' }));
    await eventually('it is put off', () => !notes(last(topic)).includes('错过的'));
    const second = await planned({ dueAt: inMs(-1000), note: '要完成的' });
    await eventually('it is due', () => notes(last(topic)).includes('要完成的'));
    await agent.request('POST', `/api/callback-plans/${second.id}/done`);
    await eventually('it is done', () => !notes(last(topic)).includes('要完成的'));
  });
});

describe('the reminders of a server', () => {
  it('that was started again ring for what had been planned before', async () => {
    const clock = new ManualClock(Date.now());
    await planned({ dueAt: new Date(clock.now() + 90_000).toISOString(), note: '重启之后' });
    const reminders = new Reminders({ database: server.modules.database, clock, logger: silentLogger });
    const rung: string[][] = [];
    reminders.on('changed', ({ due }) => rung.push(notes(due)));
    reminders.start();
    open.push({ close: () => reminders.stop() });
    await eventually('the timer waits', () => clock.pendingTimers === 1);
    // The longest wait, and then the rest of it.
    clock.advance(60_000);
    await eventually('the timer waits again', () => clock.pendingTimers === 1);
    expect(rung.flat()).not.toContain('重启之后');
    clock.advance(30_000);
    await eventually('it rings', () => rung.flat().includes('重启之后'));
  });
});

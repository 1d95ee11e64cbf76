import type { CallDetail, CallRecord, Page as ListPage, PanelState, Queue, Skill } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { callback as callbackTable } from '../../apps/server/src/modules/callbacks/tables.ts';
import { queue as queueTable } from '../../apps/server/src/modules/queues/tables.ts';
import { satisfaction } from '../../apps/server/src/modules/satisfaction/tables.ts';
import { voicemail } from '../../apps/server/src/modules/voicemail/tables.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { tonePrompt } from '../support/ivr.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

/** An administrator makes a queue with all that a queue can do, and looks at what comes of it: tests/.artifacts/queue-form-*.png, for looking at. */

const views = [
  { language: 'zh-CN', dark: false, width: 1366, height: 768 },
  { language: 'en', dark: true, width: 1920, height: 1080 },
] as const;

let house: House;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  if (!chromiumInstalled || !sippInstalled) return;
  house = await House.start();
  await tonePrompt(house.admin, house.server.url, 600, 1);
  const { rows } = await house.admin.get<ListPage<Queue>>('/api/queues?sort=number&order=asc');
  const [sales] = rows;
  const agent = sales?.members.find(({ extension }) => extension === '8011');
  for (const [name, levels] of [
    ['英语', { [agent?.accountId ?? '']: 7 }],
    ['退货', {}],
  ] as const) {
    expect((await house.admin.request('POST', '/api/skills', { name, levels })).status).toBe(200);
  }
  await leaveTraces(sales ?? expect.fail('no queue'));
  // One call that was answered, for its course.
  open.push(await SippAgents.register([{ user: 'demo-8011', password: demo.summary.sipPassword }], house.sipPort));
  const liuyang = await house.signIn('liuyang');
  const probe = await RtpProbe.open(500);
  open.push(probe);
  const caller = { sipPort: house.sipPort, calledNumber: '02088880001', callerNumber: '13800138000', rtpPort: probe.port };
  await (await SippCaller.ring([caller], { talkMs: 12_000 })).finish();
  await eventually('his notes are done', async () => {
    await liuyang.request('POST', '/api/panel/wrap-up/end', {});
    return (await liuyang.get<PanelState>('/api/panel')).agent.state === 'idle';
  });
}, 90_000);
afterAll(async () => {
  for (const resource of open.reverse()) await resource.close();
  await house?.stop();
});

/** What calls of before have left: a message, answers to the survey, callbacks. */
async function leaveTraces(queue: Queue): Promise<void> {
  const { database, engine } = house.server.modules;
  const [own] = await database.system.select().from(queueTable);
  const tenantId = own?.tenantId ?? '';
  const of = { tenantId, queueId: queue.id, queueName: queue.name, customerNumber: '13800138000', customerName: '陈先生' };
  const now = Date.now();
  await database.system.insert(voicemail).values(
    [0, 1, 2].map((index) => ({
      ...of,
      id: systemIds.uuid(),
      callId: systemIds.uuid(),
      queueNumber: queue.number,
      startedAt: new Date(now - index * 3600_000),
      name: `trace-${index}-v1`,
      engine: 'e',
      state: (['ready', 'ready', 'empty'] as const)[index] ?? 'ready',
      durationS: 12,
      bytes: 96_000,
    })),
  );
  const said = [
    { level: 'verySatisfied' },
    { level: 'satisfied' },
    { level: 'satisfied' },
    { level: 'dissatisfied', reason: 'service' },
    { level: 'dissatisfied', reason: 'attitude' },
    {},
  ] as const;
  await database.system.insert(satisfaction).values(
    said.map((answer, index) => ({
      ...of,
      ...answer,
      id: systemIds.uuid(),
      callId: systemIds.uuid(),
      agentName: '刘洋',
      byAgent: index % 2 === 0,
      at: new Date(now - index * 1800_000),
    })),
  );
  for (const minutes of [3, 9]) {
    const id = systemIds.uuid();
    const since = now - minutes * 60_000;
    const callback = { id, tenantId, queueId: queue.id, engine: 'e', number: of.customerNumber, customerName: of.customerName };
    const times = { enqueuedAt: since, requestedAt: since, expiresAt: now + 3600_000, nextAttemptAt: now + 1800_000 };
    const rest = { priority: 0, skills: [], preferredAgentId: null, attempts: 1, calls: 1, callId: null };
    engine.callControl.world.callbacks.set(id, { ...callback, ...times, ...rest });
    await database.system.insert(callbackTable).values({
      ...of,
      id,
      callId: id,
      enqueuedAt: new Date(since),
      requestedAt: new Date(since),
      state: 'waiting',
      attempts: 1,
      nextAttemptAt: new Date(times.nextAttemptAt),
      expiresAt: new Date(times.expiresAt),
    });
  }
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {})))',
  );
}

async function choose(page: Page, field: Locator, text: string): Promise<void> {
  await field.click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first().click();
}

describe.skipIf(!chromiumInstalled || !sippInstalled)('the queue form', { timeout: 180_000 }, () => {
  for (const view of views) {
    const isChinese = view.language === 'zh-CN';
    it(`makes a queue with everything, in ${view.language} at ${view.width}×${view.height}`, async () => {
      const browser = await Browser.open(view);
      const { page } = browser;
      const shot = async (name: string) => {
        await settled(page);
        await browser.screenshot(`queue-form-${view.language}-${name}`);
      };
      const number = isChinese ? '8790' : '8791';
      try {
        const url = house.server.url.replace('127.0.0.1', 'localhost');
        await page.addInitScript(
          `localStorage.setItem('zuoxi.theme', '${view.dark ? 'dark' : 'light'}'); localStorage.setItem('zuoxi.language', '${isChinese ? 'zh' : 'en'}')`,
        );
        await browser.signIn(url, 'admin');
        await page.goto(`${url}/queues`);
        await page.locator('.ant-table-row').first().waitFor();
        await shot('list');
        await page.locator('main .ant-btn-primary').first().click();
        const drawer = page.locator('.ant-drawer-body');
        const section = async (name: string) => {
          await drawer.getByTestId(`section-${name}`).click();
          await shot(name);
        };
        await drawer.locator('#name').fill(`表单 ${number}`);
        await drawer.locator('#number').fill(number);
        await choose(page, drawer.locator('#strategy'), isChinese ? '固定顺序' : 'Fixed order');
        await section('basics');

        for (const extension of ['8011', '8012']) await choose(page, drawer.getByTestId('add-member'), extension);
        const rows = drawer.locator('ol').first().locator('li');
        await rows
          .nth(1)
          .getByRole('button', { name: isChinese ? '上移' : 'Move' })
          .first()
          .click();
        await rows.nth(0).locator('input').fill('3');
        await section('members');

        await choose(page, drawer.locator('#greetingPromptId'), '600 Hz');
        await drawer.getByRole('switch').nth(1).click();
        await drawer.getByRole('button', { name: isChinese ? '添加去向' : 'Add destination' }).click();
        await choose(page, drawer.getByRole('combobox', { name: isChinese ? '第 1 个去向 具体去向' : 'Destination 1' }).last(), '8702');
        await section('waiting');
        await section('hours');

        const switches = drawer.getByRole('switch');
        const named = (zh: string, en: string) => switches.and(drawer.getByLabel(isChinese ? zh : en, { exact: true }));
        await named('留言', 'Voicemail').click();
        await named('回拨', 'Callback').click();
        await choose(page, drawer.locator('#satisfaction'), isChinese ? '坐席挂断后自动' : 'When the agent hangs up');
        await section('offers');

        await drawer.getByRole('button', { name: isChinese ? '添加技能要求' : 'Add skill' }).click();
        await choose(page, drawer.getByRole('combobox', { name: isChinese ? '技能' : 'Skill', exact: true }), '英语');
        await drawer.getByRole('button', { name: isChinese ? '放宽要求' : 'Relax requirement' }).click();
        await section('rules');
        await page.locator('.ant-drawer-footer .ant-btn-primary').click();
        await drawer.waitFor({ state: 'detached' });

        const saved = (await house.admin.get<ListPage<Queue>>(`/api/queues?search=${number}`)).rows[0] ?? expect.fail('not saved');
        expect(saved).toMatchObject({
          number,
          strategy: 'linear',
          announcePosition: true,
          greetingPromptId: expect.any(String),
          overflow: [{ kind: 'queue' }],
          voicemailEnabled: true,
          callbackEnabled: true,
          satisfaction: 'automatic',
          requiredSkills: [{ minLevel: 1, relax: [{ afterS: 60, minLevel: 0 }] }],
          ringTimeoutS: 20,
          maxWaitS: 300,
        });
        expect(saved.members.map(({ extension, penalty }) => [extension, penalty])).toEqual([
          ['8012', 3],
          ['8011', 0],
        ]);
        // What was set is there when it is opened again, and an edit of one field changes that field only.
        await page.locator('.ant-table-row', { hasText: number }).click();
        await drawer.locator('#ringTimeoutS').fill('25');
        // Loaded again before it is saved: what was typed is there when the form is opened again.
        await page.reload();
        await page.locator('.ant-table-row', { hasText: number }).click();
        await drawer.getByText(isChinese ? '已恢复上次填写而未保存的内容' : 'Your unsaved changes are back').waitFor();
        expect(await drawer.locator('#ringTimeoutS').inputValue()).toBe('25');
        await shot('restored');
        await page.locator('.ant-drawer-footer .ant-btn-primary').click();
        await drawer.waitFor({ state: 'detached' });
        const edited = (await house.admin.get<ListPage<Queue>>(`/api/queues?search=${number}`)).rows[0];
        expect(edited).toEqual({ ...saved, ringTimeoutS: 25 });

        await page.locator('.ant-table-row', { hasText: number }).locator('.anticon-experiment').click();
        await page.getByTestId('queue-dry-run').getByText('刘洋', { exact: true }).waitFor();
        await shot('dry-run');
        await lookAround(browser, url, shot);
        const scrolls = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
        expect(scrolls, 'the page is not wider than the window').toBe(false);
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  }

  /** The pages beside it, with something on them. */
  async function lookAround({ page }: Browser, url: string, shot: (name: string) => Promise<void>): Promise<void> {
    for (const path of ['voicemail', 'callbacks', 'satisfaction'] as const) {
      await page.goto(`${url}/${path}`);
      await page.locator('.ant-table-row').first().waitFor();
      await shot(path);
    }
    await page.goto(`${url}/skills`);
    const level = page.locator('.ant-table-row', { hasText: '8012' }).getByRole('combobox').first();
    await choose(page, level, '4');
    await eventually('the level is saved', async () => {
      const { rows } = await house.admin.get<ListPage<Skill>>('/api/skills?sort=name&order=asc');
      return rows.some(({ levels }) => Object.values(levels).includes(4));
    });
    await shot('skills');
    await page.goto(`${url}/agents`);
    await page.getByTestId('board-row-8011').locator('.anticon-question-circle').click();
    await page.locator('.ant-drawer-body li').first().waitFor();
    await shot('why');
    await page.goto(`${url}/inbound-routes`);
    await page.getByRole('main').locator('button[aria-pressed]').click();
    await page.locator('aside').last().locator('input').first().fill('02088880001');
    await page.locator('aside').last().locator('button[type=submit]').click();
    await page.getByTestId('queue-dry-run').waitFor();
    await shot('inbound-dry-run');
    await page.goto(`${url}/calls`);
    await page.locator('.ant-table-row').first().click();
    await page.locator('.ant-drawer-body details summary').first().click();
    await shot('decision');
  }

  it('the course of a call names everybody who was looked at', async () => {
    const { rows } = await house.admin.get<ListPage<CallRecord>>('/api/calls?number=13800138000');
    const { events } = await house.admin.get<CallDetail>(`/api/calls/${rows[0]?.id}`);
    expect(events.find(({ type }) => type === 'offered')?.detail).toMatchObject({
      because: 'longestIdle',
      candidates: [{ name: '刘洋' }],
      passedOver: expect.arrayContaining([expect.objectContaining({ name: '王丽', why: 'signedOut' })]),
    });
  });
});

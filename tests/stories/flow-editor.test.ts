import { readFile } from 'node:fs/promises';
import type { CallDetail, CallRecord, Flow, FlowFile, Page, Queue } from '@zuoxi/contract';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { draft, drawing, tonePrompt } from '../support/ivr.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const PATIENCE_MS = 10_000;
const CALLER_HZ = 500;
const MENU_HZ = 900;
const CALLED = '02088887777';
const MENU_TONE = `${MENU_HZ} Hz`;

/** An administrator draws an IVR in the console, tries it on his own phone, publishes it, and a customer goes through it. */
describe.skipIf(!sippInstalled || !chromiumInstalled)('an IVR is drawn', { timeout: 180_000 }, () => {
  let house: House;
  let browser: Browser;
  let flow: Flow;
  /** Whoever the queue's calls are for. */
  let liuyang: ApiUser;
  const open: { close(): unknown }[] = [];
  const opened = <T extends { close(): unknown }>(resource: T): T => {
    open.push(resource);
    return resource;
  };

  beforeAll(async () => {
    const running = await House.start();
    opened({ close: () => running.stop() });
    house = running;
    const { status, body } = await house.admin.request('POST', '/api/accounts', {
      name: 'drawer',
      displayName: '画图的人',
      role: 'administrator',
      password: demo.summary.password,
      extension: { number: '8090', phoneType: 'web', recordingEnabled: false },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    await tonePrompt(house.admin, house.server.url, MENU_HZ, 3);
    opened(await SippAgents.register([{ user: 'demo-8011', password: demo.summary.sipPassword }], house.sipPort));
    liuyang = await house.signIn('liuyang');
    browser = opened(await Browser.open());
    browser.page.setDefaultTimeout(PATIENCE_MS);
    await browser.signIn(url(), 'drawer');
  }, 90_000);
  afterAll(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  }, 60_000);

  /** A browser gives its microphone to localhost, not to an address. */
  const url = () => house.server.url.replace('127.0.0.1', 'localhost');
  const page = () => browser.page;
  const board = () => page().getByTestId('board');
  const card = (id: string) => board().locator(`.react-flow__node[data-id="${id}"]`);
  const exit = (id: string, name: string) => card(id).locator(`.react-flow__handle[data-handleid="${name}"]`);
  const side = () => page().getByRole('complementary').last();
  const saved = () => page().locator('[data-save="saved"]').waitFor();
  const current = async (): Promise<Flow> => house.admin.get<Flow>(`/api/flows/${flow.id}`);
  const edgesOf = async (): Promise<string[]> =>
    (await current()).draft.edges.map(({ from, exit: name, to }) => `${from}.${name}>${to}`).sort();

  async function drag(from: Locator, to: Locator, at = { x: 0.5, y: 0.5 }): Promise<void> {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    if (!start || !end) throw new Error('nothing to drag');
    await page().mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page().mouse.down();
    await page().mouse.move(start.x + start.width / 2 + 20, start.y + start.height / 2 + 5, { steps: 3 });
    await page().mouse.move(end.x + end.width * at.x, end.y + end.height * at.y, { steps: 12 });
    await page().mouse.up();
  }
  const choose = async (label: string, option: string) => {
    await side().getByRole('combobox', { name: label, exact: true }).click();
    await page().locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByText(option, { exact: true }).click();
  };

  it('a menu is drawn with the mouse: nodes out of the palette, lines from exit to node', async () => {
    await page().goto(`${url()}/flows`);
    await page().getByText('还没有语音导航').waitFor();
    await browser.screenshot('flows-empty');
    await page().getByRole('button', { name: '新建语音导航' }).first().click();
    const dialog = page().getByRole('dialog');
    await dialog.getByLabel('名称').fill('总机');
    await browser.screenshot('flows-create');
    await dialog.getByText('空白').click();
    await dialog.getByRole('button', { name: '新建' }).click();
    await card('start').waitFor();
    flow = await eventually('the flow is kept', async () => (await house.admin.get<Page<Flow>>('/api/flows')).rows[0]);

    await drag(page().locator('[data-kind=menu]'), board(), { x: 0.5, y: 0.2 });
    await card('menu1').waitFor();
    await drag(page().locator('[data-kind=queue]'), board(), { x: 0.75, y: 0.6 });
    await card('queue1').waitFor();
    await page().getByLabel('显示全部').click();
    await drag(exit('start', 'next'), card('menu1'));
    await drag(exit('menu1', '1'), card('queue1'));
    await saved();
    expect(await edgesOf()).toEqual(['menu1.1>queue1', 'start.next>menu1']);
  });

  it('a node that a click adds is seen at once, however far to the right the last one stands', async () => {
    for (let place = 1; place <= 5; place += 1) {
      await page().locator('[data-kind=set]').click();
      const added = card(`set${place}`);
      await added.waitFor();
      await eventually(`node ${place} is on the board, whole`, async () => {
        const [inner, outer] = [await added.boundingBox(), await board().boundingBox()];
        return (
          inner !== null &&
          outer !== null &&
          inner.x >= outer.x &&
          inner.x + inner.width <= outer.x + outer.width &&
          inner.y >= outer.y &&
          inner.y + inner.height <= outer.y + outer.height
        );
      });
    }
    for (let steps = 0; steps < 5; steps += 1) await page().keyboard.press('Control+z');
    await page().locator('.react-flow__node[data-id^="set"]').first().waitFor({ state: 'detached' });
    await page().getByLabel('显示全部').click();
    await saved();
    expect(await edgesOf()).toEqual(['menu1.1>queue1', 'start.next>menu1']);
  });

  it('what a node does is filled in beside it; problems lead to their nodes', async () => {
    await page().getByRole('button', { name: '问题' }).click();
    const problems = page().getByRole('region', { name: '问题' });
    await problems.getByText('没有选择队列，或队列已删除').waitFor();
    await browser.screenshot('flows-problems');
    await problems.getByText('没有填写要转换的文字').click();
    await side().getByRole('heading', { name: '按键菜单' }).waitFor();
    await side().getByText('选择语音', { exact: true }).click();
    await choose('选择语音', MENU_TONE);
    await side().getByRole('button', { name: '试听' }).click();
    await side().getByRole('button', { name: '停止' }).click();
    await problems.getByText('没有选择队列，或队列已删除').click();
    await choose('转队列', '售前咨询 8701');
    await saved();
    await eventually('no problem is left', async () => (await current()).problems.every((problem) => problem.warning));
    await problems.getByRole('button', { name: '关闭' }).click();
    expect(await page().getByRole('button', { name: '发布' }).isEnabled()).toBe(true);
  });

  it('is undone and redone, copied and pasted, deleted, wired by the keyboard, arranged', async () => {
    await card('queue1').click();
    await page().keyboard.press('Control+c');
    await page().keyboard.press('Control+v');
    await card('queue2').waitFor();
    await page().keyboard.press('Control+z');
    await card('queue2').waitFor({ state: 'detached' });
    await page().keyboard.press('Control+y');
    await card('queue2').waitFor();
    await card('queue2').click();
    await page().keyboard.press('Delete');
    await card('queue2').waitFor({ state: 'detached' });
    // By the keyboard alone: choose the menu, add a node behind its next free exit, lead another exit to it.
    await card('menu1').focus();
    await page().keyboard.press('Enter');
    await page().locator('[data-kind=hangup]').focus();
    await page().keyboard.press('Enter');
    await card('hangup1').waitFor();
    await card('menu1').focus();
    await page().keyboard.press('Enter');
    await choose('“未输入”之后', '挂断');
    await page().getByRole('button', { name: '自动排列' }).click();
    await saved();
    expect(await edgesOf()).toEqual(['menu1.1>queue1', 'menu1.2>hangup1', 'menu1.noInput>hangup1', 'start.next>menu1']);
    const { nodes } = (await current()).draft;
    const xOf = (id: string) => nodes.find((node) => node.id === id)?.x ?? Number.NaN;
    expect([xOf('start') < xOf('menu1'), xOf('menu1') < xOf('queue1')]).toEqual([true, true]);
    await browser.screenshot('flows-drawn');
  });

  it('is tried on the phone in the browser: nodes light up as the call passes', async () => {
    await page().getByRole('button', { name: '试拨' }).click();
    await side().getByLabel('主叫号码').fill('13800138000');
    await side().getByLabel('被叫号码').fill(CALLED);
    await page().getByTestId('phone-state').getByText('话机已在线').waitFor();
    await side().getByRole('button', { name: '呼叫我的话机' }).click();
    await page().getByTestId('answer').waitFor();
    await browser.screenshot('flows-test-ringing');
    await page().getByTestId('answer').first().click();
    await card('menu1').locator('[data-lit=here]').waitFor();
    expect(await card('start').locator('[data-lit=passed]').count()).toBe(1);
    await eventually('the menu is heard', async () => Math.abs((await browser.heardFrequency()) - MENU_HZ) < 30);
    await browser.screenshot('flows-test-running');
    await side().getByRole('button', { name: '按 2' }).click();
    await card('hangup1').locator('[data-lit]').waitFor();
    await side().locator('[data-test=ended]').waitFor();
    await side().getByText('按 2', { exact: false }).first().waitFor();
    await browser.screenshot('flows-test-ended');
    await side().getByRole('button', { name: '关闭' }).click();
  });

  async function publish(note: string): Promise<void> {
    await saved();
    await page().getByRole('button', { name: '发布' }).click();
    const dialog = page().getByRole('dialog');
    await dialog.getByRole('textbox').fill(note);
    await dialog.getByRole('button', { name: '发布' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** A customer presses 1 in the menu; says how his call ended. */
  async function customerPresses1(callerNumber: string): Promise<CallRecord> {
    // Else his notes about the customer before keep him from this one.
    await liuyang.request('POST', '/api/panel/wrap-up/end', {});
    const probe = opened(await RtpProbe.open(CALLER_HZ));
    const caller = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: probe.port };
    const sipp = await SippCaller.ring([caller], { talkMs: 12_000 });
    await eventually('he hears the menu', () => probe.hearsOnly(MENU_HZ), 20_000);
    await probe.press('1');
    // Where the IVR hangs up first, SIPp has not expected it.
    await sipp.finish().catch(() => undefined);
    return eventually('the call record', async () => {
      const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${callerNumber}`);
      return rows[0];
    });
  }

  it('is published, and a customer who presses 1 talks with an agent of the queue', async () => {
    await publish('第一次');
    const route = await house.admin.request('POST', '/api/inbound-routes', {
      calledNumber: CALLED,
      destination: { kind: 'flow', flowId: flow.id },
      description: '',
    });
    expect(route.status, JSON.stringify(route.body)).toBe(200);
    expect(await customerPresses1('13900000071')).toMatchObject({ answer: 'answered', agentName: '刘洋', queueNumber: '8701' });
  });

  it('a second version sends him elsewhere; an old one is looked at, and gone back to', async () => {
    await card('menu1').click();
    await choose('“按 1”之后', '挂断');
    await publish('按 1 挂断');
    expect((await current()).publishedVersion).toBe(2);
    const { id } = await customerPresses1('13900000072');
    const { events } = await house.admin.get<CallDetail>(`/api/calls/${id}`);
    const way = events.filter((event) => event.type === 'flowNode').map((event) => event.detail.nodeId);
    expect(way).toEqual(['start', 'menu1', 'hangup1']);

    await page().getByRole('button', { name: '版本' }).click();
    const first = page().locator('.ant-drawer li').filter({ hasText: '第一次' });
    await first.getByRole('button', { name: '查看' }).click();
    await page().getByText('正在查看第 1 版').waitFor();
    await page().locator('.ant-drawer').waitFor({ state: 'detached' });
    await browser.screenshot('flows-old-version');
    expect(await page().locator('[data-kind=menu]').isDisabled()).toBe(true);
    await page().getByRole('button', { name: '回退到此版' }).click();
    await page().locator('.ant-popover').getByRole('button', { name: '回退到此版' }).click();
    await eventually('it is a third version', async () => (await current()).publishedVersion === 3);
    await page().getByText('第 3 版使用中，草稿有修改').waitFor();
    expect(await customerPresses1('13900000073')).toMatchObject({ answer: 'answered', queueNumber: '8701' });
  });

  it('somebody else has changed it meanwhile: theirs, mine, or both', async () => {
    const { name, draft: theirs, updatedAt } = await current();
    const changed = { name, description: '别人改的', draft: { ...theirs, language: 'en' }, updatedAt };
    expect((await house.admin.request('PUT', `/api/flows/${flow.id}`, changed)).status).toBe(200);
    await card('queue1').click();
    await side().getByLabel('节点名称').fill('我改的');
    const dialog = page().getByRole('dialog').filter({ hasText: '已被他人修改' });
    await dialog.getByRole('button', { name: '用我的覆盖' }).waitFor();
    await browser.screenshot('flows-conflict');
    expect((await current()).description, 'nothing was overwritten').toBe('别人改的');
    await dialog.getByRole('button', { name: '用我的覆盖' }).click();
    await saved();
    const kept = await current();
    expect(kept.draft.nodes.find((node) => node.id === 'queue1')?.name).toBe('我改的');
    expect(kept.draft.language).toBe('zh');

    expect((await house.admin.request('PUT', `/api/flows/${flow.id}`, { ...changed, updatedAt: kept.updatedAt })).status).toBe(200);
    await side().getByLabel('节点名称').fill('又是我改的');
    await dialog.getByRole('button', { name: '把我的另存一份' }).waitFor();
    await dialog.getByRole('button', { name: '用对方的' }).click();
    await side().getByLabel('说明').waitFor();
    expect(await side().getByLabel('说明').inputValue()).toBe('别人改的');
    expect((await current()).draft.language, 'mine was not saved').toBe('en');
    expect(await card('queue1').textContent()).not.toContain('我改的');
  });

  it('a value the server would refuse is not saved, is said, and is asked about before the page is left', async () => {
    await card('menu1').click();
    const timeout = side().getByRole('spinbutton', { name: '等待按键时限' });
    await timeout.fill('');
    await page().locator('[data-save="invalid"]').waitFor();
    await page().getByRole('link', { name: '中继' }).click();
    const question = page().getByRole('dialog').filter({ hasText: '放弃未保存的修改？' });
    await question.getByRole('button', { name: '继续编辑' }).click();
    expect(page().url()).toContain(flow.id);
    await timeout.fill('7');
    await saved();
    expect((await current()).draft.nodes.find((node) => node.id === 'menu1')).toMatchObject({ timeoutS: 7 });
  });

  it('goes out as a file and comes in again, with the queue found by its name', async () => {
    await page().getByRole('link', { name: '返回列表' }).click();
    await browser.screenshot('flows-list');
    const download = page().waitForEvent('download');
    await page().getByLabel('导出 总机').click();
    const path = await (await download).path();
    const file = JSON.parse(await readFile(path, 'utf8')) as FlowFile;
    expect(Object.values(file.names.queues)).toEqual(['售前咨询']);
    const chooser = page().waitForEvent('filechooser');
    await page().getByRole('button', { name: '导入' }).click();
    await (await chooser).setFiles(path);
    await card('menu1').waitFor();
    expect(page().url()).not.toContain(flow.id);
    const copy = await house.admin.get<Flow>(`/api/flows/${page().url().split('/').at(-1)}`);
    expect(copy.problems.filter((problem) => !problem.warning)).toEqual([]);
    const queueOf = ({ draft: { nodes } }: Flow) => nodes.find((node) => node.kind === 'queue');
    expect(queueOf(copy)).toMatchObject({ queueId: queueOf(await current())?.queueId });
  });

  it('no page has said an error, and nothing of the calls is left', async () => {
    await house.expectNothingLeft();
    // 409 is the answer to the overwritten draft, and to a phone that is not registered yet.
    expect(browser.problems.filter((problem) => !problem.includes('409'))).toEqual([]);
  });

  describe('looks like', () => {
    const views = [
      { language: 'zh-CN', dark: false, width: 1366, height: 768 },
      { language: 'en', dark: true, width: 1366, height: 768 },
      { language: 'en', dark: false, width: 1920, height: 1080 },
      { language: 'zh-CN', dark: true, width: 1920, height: 1080 },
    ] as const;

    it.each(views)('a page without hidden controls, in $language, dark $dark, $width×$height', async (view) => {
      const { rows } = await house.admin.get<Page<Queue>>('/api/queues');
      const queueId = rows[0]?.id ?? expect.fail('no queue');
      const asking = { timeoutS: 6, retries: 2, invalidSound: null, noInputSound: null };
      const speech = (text: string) => [{ kind: 'speech' as const, text, language: 'zh' as const }];
      const big = await draft(
        house.admin,
        `looks ${view.language} ${view.dark} ${view.width}`,
        drawing(
          [
            { id: 'open', kind: 'condition', test: { on: 'holiday' } },
            { id: 'menu', kind: 'menu', sounds: speech('请按一、二、三或零'), keys: ['1', '2', '3', '0'], ...asking },
            { id: 'sales', kind: 'queue', queueId, priority: 0, skills: [], skipGreeting: true },
            { id: 'service', kind: 'queue', queueId: '', priority: 0, skills: [], skipGreeting: true },
            {
              id: 'look',
              kind: 'http',
              method: 'GET',
              url: 'https://crm.example.com/{{caller}}',
              headers: [],
              body: '',
              timeoutS: 5,
              mapping: [],
            },
            { id: 'vip', kind: 'condition', test: { on: 'variable', variable: 'vip', operator: 'equals', value: 'true' } },
            { id: 'message', kind: 'voicemail', queueId },
            { id: 'bye', kind: 'hangup', sounds: speech('再见') },
          ],
          [
            'start.next>open',
            'open.no>menu',
            'open.yes>message',
            'menu.1>sales',
            'menu.2>service',
            'menu.3>look',
            'menu.0>sales',
            'menu.invalid>menu',
            'look.next>vip',
            'vip.yes>sales',
            'vip.no>service',
            'sales.failed>message',
            'message.next>bye',
          ],
          'bye',
        ),
      );
      const looking = await Browser.open(view);
      looking.page.setDefaultTimeout(PATIENCE_MS);
      try {
        const [theme, language] = [view.dark ? 'dark' : 'light', view.language === 'en' ? 'en' : 'zh'];
        await looking.page.addInitScript(
          `localStorage.setItem('zuoxi.theme', '${theme}'); localStorage.setItem('zuoxi.language', '${language}')`,
        );
        await looking.signIn(url(), 'drawer');
        const name = (what: string) => `flows-${view.language}-${theme}-${view.width}-${what}`;
        const still = async () => {
          await looking.page.waitForLoadState('networkidle');
          await looking.page.evaluate(
            'Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {})))',
          );
        };
        await looking.page.goto(`${url()}/flows`);
        await still();
        await looking.screenshot(name('list'));
        await looking.page.goto(`${url()}/flows/${big.id}`);
        await looking.page.locator('.react-flow__node').first().waitFor();
        await looking.page.getByRole('button', { name: /(自动排列|Arrange)$/ }).click();
        await looking.page.locator('[data-save="saved"]').waitFor();
        await still();
        await looking.screenshot(name('flow'));
        for (const id of ['menu', 'look', 'vip', 'sales']) {
          await looking.page.locator(`.react-flow__node[data-id="${id}"]`).focus();
          await looking.page.keyboard.press('Enter');
          await still();
          await looking.screenshot(name(`node-${id}`));
          await looking.page.keyboard.press('Escape');
        }
        await looking.page.getByRole('button', { name: /(问题|Problems)$/ }).click();
        await looking.page.getByRole('button', { name: /(版本|Versions)$/ }).click();
        await looking.page.locator('.ant-drawer-body').waitFor();
        await still();
        await looking.screenshot(name('versions'));
        await looking.page.keyboard.press('Escape');
        await looking.page.getByRole('button', { name: /(试拨|Test call)$/ }).click();
        await still();
        await looking.screenshot(name('test'));
        const outside = await looking.page.evaluate(
          `[...document.querySelectorAll('main button')].filter((b) => { const r = b.getBoundingClientRect(); return r.width > 0 && (r.right > innerWidth + 1 || r.left < 0); }).map((b) => b.textContent || b.ariaLabel)`,
        );
        expect(outside, 'every button is within the window').toEqual([]);
        expect(looking.problems).toEqual([]);
      } finally {
        await looking.close();
      }
    });
  });
});

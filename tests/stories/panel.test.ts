import type { CallRecord, Page, PanelState, Queue, RecentCall, Recording } from '@zuoxi/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { TonePhone } from '../support/tone-phone.ts';

const CUSTOMER_HZ = 500;
const AGENT_HZ = 1100;
const SUPERVISOR_HZ = 1700;
/** 售后服务 of the demo. Its calls are for 可可; 李组长 is a member, too, and not ready. */
const CALLED = '02088880002';

/** Notes what would appear on the desktop, and lets the test click it. */
const WATCH_NOTIFICATIONS = `
  window.shown = [];
  window.Notification = class {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, options) { Object.assign(this, { title, ...options }); window.shown.push(this); }
    close() {}
  };
`;

// What the orders of the screen do on Asterisk, consult.test.ts tells; here it is the screen.
describe.each(engines.filter(({ engine }) => engine === 'softswitch'))('on $engine', ({ engine, available }) => {
  const runs = available && sippInstalled && chromiumInstalled;
  let house: House;
  let url: string;
  let agent: Browser;
  let supervisor: Browser;
  let keke: ApiUser;
  let zuzhang: ApiUser;
  let calls = 0;
  const open: { close(): void | Promise<void> }[] = [];

  beforeAll(async () => {
    if (!runs) return;
    house = await (await House.start(engine)).greetBriefly();
    url = house.server.url.replace('127.0.0.1', 'localhost');
    keke = await house.signIn('keke');
    zuzhang = await house.signIn('zuzhang');
    agent = await Browser.open({ frequency: AGENT_HZ });
    await agent.page.addInitScript(WATCH_NOTIFICATIONS);
    supervisor = await Browser.open({ frequency: SUPERVISOR_HZ });
    await agent.signIn(url, 'keke');
    await supervisor.signIn(url, 'zuzhang');
    const phonesOnline = async () => (await panel()).agent.phoneOnline && (await panel(zuzhang)).agent.phoneOnline;
    await eventually('both web phones are online', phonesOnline, 30_000);
    await ready(zuzhang, false);
  }, 90_000);
  afterEach(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
    if (!runs) return;
    // What a story that failed leaves behind is none of the next one's business.
    for (const user of [keke, zuzhang]) {
      await user.request('POST', '/api/panel/hangup', {});
      await user.request('POST', '/api/panel/wrap-up/end', {});
    }
    await ready(keke, true);
  }, 60_000);
  afterAll(async () => {
    await agent?.close();
    await supervisor?.close();
    await house?.stop();
  });

  const panel = (user = keke) => user.get<PanelState>('/api/panel');
  const button = (name: string, browser = agent) => browser.page.getByTestId(name).first();
  const hearsAbout = async (browser: Browser, frequency: number) => Math.abs((await browser.heardFrequency()) - frequency) < 30;

  async function ready(user: ApiUser, isReady: boolean): Promise<void> {
    const queueIds = (await panel(user)).agent.queues.map((queue) => queue.queueId);
    await user.request('POST', '/api/panel/queue-states', { queueIds, ready: isReady, ...(isReady ? {} : { reason: '会议' }) });
  }

  async function customerRings(calledNumber = CALLED) {
    const number = `1391111${String(++calls).padStart(4, '0')}`;
    const probe = await RtpProbe.open(CUSTOMER_HZ);
    open.push(probe);
    const call = { sipPort: house.sipPort, calledNumber, callerNumber: number, rtpPort: probe.port };
    const sipp = await SippCaller.ring([call], { talkMs: 90_000 });
    open.push({ close: () => sipp.kill() });
    return { number, probe, sipp };
  }

  async function customerTalks() {
    const customer = await customerRings();
    await button('answer').click({ timeout: 30_000 });
    await eventually('they talk', () => customer.probe.hears(AGENT_HZ), 30_000);
    return customer;
  }

  async function recordOf(number: string): Promise<CallRecord> {
    return eventually('the call record', async () => (await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`)).rows[0]);
  }

  async function changeQueue(change: Partial<Queue>): Promise<void> {
    const { rows } = await house.admin.get<Page<Queue>>('/api/queues');
    const queue = rows.find((row) => row.number === '8702') ?? expect.fail('the demo has no queue 8702');
    const { id, members: _members, inboundNumbers: _inbound, createdAt: _created, ...input } = queue;
    expect((await house.admin.request('PUT', `/api/queues/${id}`, { ...input, ...change })).status).toBe(200);
  }

  describe.skipIf(!runs)('the operation panel', { timeout: 120_000 }, () => {
    it('PAN-2 … PAN-4: consults a supervisor, all three talk, and the supervisor keeps the customer', async () => {
      const { number, probe, sipp } = await customerTalks();
      await button('consult').click();
      await button('target-8001').click();
      await button('consult-transfer').click();
      const question = agent.page.getByRole('dialog');
      await question.getByText('现在转移会挂断客户的电话').waitFor();
      await agent.screenshot('panel-consult-early');
      await question.getByRole('button', { name: '取消' }).click();

      await supervisor.page.locator('[data-testid=answer]:enabled').first().click({ timeout: 30_000 });
      await eventually('they consult', () => hearsAbout(agent, SUPERVISOR_HZ));
      expect(probe.which([AGENT_HZ, SUPERVISOR_HZ]), 'the customer hears neither').toEqual([]);
      await supervisor.screenshot('panel-consulted');

      await button('consult-with-customer').click();
      await eventually('back with the customer', () => probe.hears(AGENT_HZ) && !probe.hears(SUPERVISOR_HZ));
      await button('consult-with-all').click();
      await eventually('the customer hears both', () => probe.hears(AGENT_HZ) && probe.hears(SUPERVISOR_HZ));
      await agent.screenshot('panel-three-way');

      await button('consult-transfer').click();
      await eventually('the supervisor alone has him', () => probe.hears(SUPERVISOR_HZ) && !probe.hears(AGENT_HZ));
      await eventually('the agent writes his notes', async () => (await panel()).agent.state === 'wrapUp');
      await button('hangup', supervisor).click();
      await sipp.ended;
      expect(await recordOf(number)).toMatchObject({ answer: 'answered' });
    });

    it('PAN-3: transferred before the answer, it hangs up on the customer, as the button has said', async () => {
      const { number, sipp } = await customerTalks();
      await button('consult').click();
      await button('target-8001').click();
      await button('consult-transfer').click();
      await agent.page.getByRole('dialog').getByRole('button', { name: '挂断客户' }).click();
      await sipp.ended;
      expect(await recordOf(number)).toMatchObject({ answer: 'answered', endedBy: 'agent' });
      await eventually('the supervisor’s phone is silent', async () => (await panel(zuzhang)).call === null);
    });

    it('PAN-5: transfers from a list, takes it back, and transfers to a number', async () => {
      const { number, probe, sipp } = await customerTalks();
      await button('transfer').click();
      await button('target-8001').waitFor();
      // Whole in the window, beside the call and not on it.
      const picker = (await agent.page.locator('.ant-popover:visible').boundingBox()) ?? expect.fail('no picker');
      const shown = (await agent.page.getByTestId('incoming-number').boundingBox()) ?? expect.fail('no number');
      expect(picker.x >= 0 && picker.y >= 0 && picker.x + picker.width <= 1366 && picker.y + picker.height <= 768).toBe(true);
      expect(picker.y > shown.y + shown.height || picker.x > shown.x + shown.width, 'the number is in sight').toBe(true);
      await agent.page.getByText('队列 2').click();
      await button('target-8702')
        .getByText(/等待 0 · 空闲 \d/)
        .waitFor();
      // What goes on in another queue is not theirs to know.
      expect(await button('target-8701').textContent()).toContain('售前咨询');
      expect(await button('target-8701').textContent()).not.toContain('等待');
      await agent.screenshot('panel-transfer-queues');
      await agent.page.getByText('组长 1').click();
      await button('target-8001').click();
      await button('transfer-box').waitFor();
      await agent.screenshot('panel-transfer');
      await button('transfer-cancel').click();
      await eventually('with the customer again', () => probe.hears(AGENT_HZ));
      await button('transfer').click();
      await button('target-search').fill('8001');
      await button('target-number').click();
      await supervisor.page.locator('[data-testid=answer]:enabled').first().click({ timeout: 30_000 });
      await eventually('the supervisor has him', () => probe.hears(SUPERVISOR_HZ) && !probe.hears(AGENT_HZ));
      await button('hangup', supervisor).click();
      await sipp.ended;
      expect(await recordOf(number)).toMatchObject({ answer: 'answered' });
    });

    it('PAN-6, PAN-7: keys are sent by mouse and keyboard; shortcuts work, but not while somebody types', async () => {
      const { sipp } = await customerTalks();
      await button('quality-lamp').waitFor();
      await button('keypad').click();
      await agent.page.getByRole('button', { name: '按键 1' }).click();
      await agent.page.locator('body').press('2');
      await agent.page.getByText('12', { exact: true }).waitFor();
      await agent.page.locator('body').press('Alt+K');
      await agent.page.locator('body').press('Alt+M');
      await eventually('muted by a key', async () => (await panel()).call?.muted === true);
      await agent.page.locator('body').press('Alt+C');
      await button('target-search').press('Alt+H');
      await button('target-search').press('Alt+M');
      await agent.page.keyboard.press('Escape');
      const { call } = await panel();
      expect(call, 'neither hung up nor unmuted').toMatchObject({ phase: 'talking', muted: true });
      await agent.page.locator('body').click({ position: { x: 600, y: 60 } });
      await agent.page.locator('body').press('?');
      await agent.page.getByTestId('shortcuts').waitFor();
      await agent.page.locator('body').press('Escape');
      await agent.page.locator('body').press('Alt+H');
      await sipp.ended;
    });

    it('PAN-6: a missed call is marked among the last 20, and a click dials it', async () => {
      await changeQueue({ ringTimeoutS: 5 });
      const { number, sipp } = await customerRings();
      await eventually('nobody answered', async () => (await panel()).agent.reason === 'system:noAnswer', 60_000);
      await ready(zuzhang, true);
      await supervisor.page.locator('[data-testid=answer]:enabled').first().click({ timeout: 30_000 });
      await eventually(
        'the other one has him',
        async () => (await zuzhang.get<PanelState>('/api/panel')).call?.phase === 'talking',
        20_000,
      );
      await button('hangup', supervisor).click();
      await sipp.ended;
      await ready(zuzhang, false);
      await changeQueue({ ringTimeoutS: 20 });
      await recordOf(number);
      await button('recent-menu').click();
      // The menu at the side has such items, too.
      const row = agent.page.locator('.ant-dropdown').getByRole('menuitem').first();
      await row.getByText('未接').waitFor();
      await agent.screenshot('panel-recent');
      await row.click();
      await eventually('it is dialled', async () => {
        const { call } = await panel();
        return call?.direction === 'outbound' && call.customerNumber === number;
      });
      await keke.request('POST', '/api/panel/hangup');
    });

    it('PAN-6: a colleague’s call that was not taken is missed, too, and has his name', async () => {
      await eventually('the calls before are over', async () => (await panel()).call === null && (await panel(zuzhang)).call === null);
      // A page shows what rings at its phone a moment longer than the server has the call: that of the story before is not meant.
      await button('answer').waitFor({ state: 'detached' });
      const dialled = await zuzhang.request('POST', '/api/panel/dial', { number: (await panel()).agent.extension });
      expect(dialled, JSON.stringify(dialled.body)).toMatchObject({ status: 200 });
      await eventually('it rings at hers', async () => (await panel()).call?.phase === 'ringing', 20_000);
      await agent.page.locator('[data-testid=answer]:enabled').first().waitFor({ timeout: 20_000 });
      await button('hangup', supervisor).click();
      await eventually('it rings no more', async () => (await panel()).call === null);
      const last = await eventually('it is among the last 20', async () => {
        const [newest] = await keke.get<RecentCall[]>('/api/panel/recent-calls');
        return newest?.number === '8001' && newest;
      });
      expect(last).toMatchObject({ name: '李组长', direction: 'inbound', missed: true });
      const [his] = await zuzhang.get<RecentCall[]>('/api/panel/recent-calls');
      expect(his, 'he has not missed what he dialled himself').toMatchObject({ direction: 'outbound', missed: false });
    });

    it('PAN-7, AGT-5, AGT-7: recorded by hand, helped by a raised hand, and told who has changed his state', async () => {
      await changeQueue({ recordingEnabled: false });
      const { number, sipp } = await customerTalks();
      await button('record').click();
      await eventually('it is recorded', async () => (await panel()).call?.recording);
      await button('hand').click();
      await supervisor.page.getByText('可可 举手').waitFor();
      await agent.screenshot('panel-hand-and-record');
      await button('record').click();
      await eventually('it is not any more', async () => (await panel()).call?.recording === false);
      await button('hangup').click();
      await sipp.ended;
      await supervisor.page.getByText('可可 举手').waitFor({ state: 'detached' });
      await eventually('one recording', async () => {
        const { rows } = await house.admin.get<Page<Recording>>(`/api/recordings?number=${number}`);
        return rows.length === 1 && rows[0]?.state === 'ready';
      });
      const { accountId } = (await panel()).agent;
      expect((await zuzhang.request('POST', `/api/agents/${accountId}/wrap-up/end`, {})).status).toBe(204);
      await button('forced-note').getByText('李组长 已结束您的话后处理').waitFor();
      await agent.screenshot('panel-forced-note');
      await button('forced-note').getByRole('button', { name: '知道了' }).click();
      await button('forced-note').waitFor({ state: 'detached' });
      await changeQueue({ recordingEnabled: true });
    });

    it('AGT-4, AGT-8: after 强拆 and 接管 both pages say who did what, and offer only what is possible', async () => {
      const supervise = async (mode: string) => {
        const { accountId } = (await panel()).agent;
        expect((await zuzhang.request('POST', `/api/agents/${accountId}/supervise`, { mode })).status).toBe(204);
      };
      const first = await customerTalks();
      await supervise('release');
      await first.sipp.ended;
      await agent.page.getByText('李组长 已强拆：客户已挂断，您正与 李组长 通话').waitFor();
      for (const name of ['hold', 'keypad', 'consult', 'transfer', 'survey']) expect(await button(name).count(), name).toBe(0);
      const bar = supervisor.page.getByTestId('supervision-bar');
      await bar.getByText('已强拆：客户已挂断，您正与坐席 可可 通话').waitFor();
      for (const name of ['强拆', '接管', '密语']) expect(await bar.getByText(name, { exact: true }).count(), name).toBe(0);
      await agent.screenshot('panel-released');
      await supervisor.screenshot('panel-released-supervisor');
      await button('hangup').click();
      await keke.request('POST', '/api/panel/wrap-up/end', {});
      await eventually('both are free', async () => (await panel()).call === null && (await panel(zuzhang)).call === null);

      const second = await customerTalks();
      await supervise('takeOver');
      await supervisor.page.getByText('已接管 可可 的通话').waitFor();
      await button('forced-note').getByText('李组长 接管了您的通话').waitFor();
      await supervisor.screenshot('panel-taken-over');
      await button('hangup', supervisor).click();
      await second.sipp.ended;
      await keke.request('POST', '/api/panel/wrap-up/end', {});
      await zuzhang.request('POST', '/api/panel/wrap-up/end', {});
      // The next thing they do with their states takes the note away.
      await ready(keke, true);
    });

    it('PAN-11a: a required disposition and its note, and the next state, are kept', async () => {
      await changeQueue({ dispositions: ['已解决', '需回访'], dispositionRequired: true, wrapUpS: 30 });
      const { number, sipp } = await customerTalks();
      await button('next-state').click();
      await agent.page.getByText('之后置忙：休息').click();
      await eventually('after this call he is away', async () => (await panel()).next === '休息');
      await agent.screenshot('panel-next-state');
      await button('hangup').click();
      await sipp.ended;
      await agent.page.getByText('选择处理结果后，话后处理才会结束').filter({ visible: true }).waitFor();
      await button('wrap-up').getByText('之后置忙：休息').waitFor();
      expect(await button('wrapup-end').textContent()).toBe('结束处理');
      expect(await button('wrapup-end').isDisabled()).toBe(true);
      await agent.screenshot('panel-wrap-up-required');
      await agent.page.getByRole('button', { name: '需回访' }).click();
      await button('disposition-note').fill('周五再联系');
      await button('wrapup-end').click();
      await eventually('away, as he wished', async () => (await panel()).agent.reason === '休息');
      await eventually('what became of it is kept', async () => {
        const { disposition, dispositionNote } = await recordOf(number);
        return disposition === '需回访' && dispositionNote === '周五再联系';
      });
      await changeQueue({ dispositions: [], dispositionRequired: false, wrapUpS: 15 });
    });

    it('PAN-11a: no draft is lost when the wrap-up ends, a call comes, or the page is loaded again', async () => {
      const extension = { wrapUpExtensionS: 3, wrapUpExtensions: 1 };
      await changeQueue({ dispositions: ['已解决', '需回访'], wrapUpS: 4, ...extension });
      const written = async () => {
        const { number, sipp } = await customerTalks();
        await button('hangup').click();
        await sipp.ended;
        return number;
      };
      const noteOf = async (number: string) => (await recordOf(number)).dispositionNote;
      const first = await written();
      await button('wrapup-extend').click();
      await button('wrapup-extend').waitFor({ state: 'detached' });
      await agent.page.getByTestId('wrap-up').getByRole('button', { name: '已解决' }).click();
      // Nobody leaves the field: the time is over while the letters come.
      await button('disposition-note').pressSequentially('次日再联系，问发票抬头', { delay: 150 });
      await agent.screenshot('panel-wrap-up-extended');
      await button('wrap-up').waitFor({ state: 'detached' });
      await eventually('the note is with the call', async () => (await noteOf(first)) === '次日再联系，问发票抬头');

      const second = await written();
      await button('disposition-note').fill('没有选处理结果');
      await button('dial-input').fill('13900000001');
      const { sipp } = await customerTalks();
      await button('hangup').click();
      await sipp.ended;
      await agent.page.reload();
      const unsaved = agent.page.getByTestId('unsaved-note');
      await unsaved.getByText('没有选处理结果').waitFor();
      expect(await button('dial-input').inputValue()).toBe('13900000001');
      await agent.screenshot('panel-unsaved-note');
      await unsaved.getByRole('button', { name: '需回访' }).click();
      await unsaved.waitFor({ state: 'detached' });
      await eventually('this one, too', async () => (await noteOf(second)) === '没有选处理结果');
      await button('dial-input').fill('');
      await eventually('the phone is back', async () => (await panel()).agent.phoneOnline);
      await changeQueue({ dispositions: [], wrapUpS: 15, wrapUpExtensionS: 0 });
    });

    it('SYS-5: a queue call shows on the desktop with number and site, and a click leads to the ringing panel', async () => {
      await agent.page.goto(`${url}/calls`);
      const { number } = await customerRings();
      const shown = await eventually(
        'the notification',
        () => agent.page.evaluate<{ title: string; body: string } | undefined>('window.shown.at(-1)'),
        30_000,
      );
      expect(shown.title).toContain(number);
      expect(shown.body).toContain('售后服务');
      expect(shown.body).toContain(new URL(url).host);
      await agent.page.evaluate('window.shown.at(-1).onclick()');
      await agent.page.waitForURL('**/panel');
      await button('answer').click();
      await eventually('they talk', async () => (await panel()).call?.phase === 'talking');
      expect(await agent.page.evaluate('window.shown.length'), 'once').toBe(1);
    });

    it('SYS-5: on a desk phone’s account only queue calls show, not direct ones; PAN-6: without the phone nothing is dialled', async () => {
      const browser = await Browser.open();
      open.push(browser);
      await browser.page.addInitScript(WATCH_NOTIFICATIONS);
      await browser.signIn(url, 'chenjing');
      const chenjing = await house.signIn('chenjing');
      const refused = await chenjing.request('POST', '/api/panel/dial', { number: '8004' });
      expect(refused).toMatchObject({ status: 409, body: { code: 'panel.phoneOffline' } });
      await browser.page.getByText('话机离线，请登录话机').first().waitFor();
      const phone = await TonePhone.register({
        user: 'demo-8012',
        password: demo.summary.sipPassword,
        sipPort: house.sipPort,
        frequency: SUPERVISOR_HZ,
      });
      open.push(phone);
      await browser.page.getByText('话机已在线').first().waitFor();
      await keke.request('POST', '/api/panel/dial', { number: '8012' });
      const direct = await phone.picksUp();
      await eventually('a direct call', async () => (await panel(chenjing)).agent.state === 'talking');
      await eventually('the caller, too', async () => (await panel()).call?.phase === 'talking');
      expect((await keke.request('POST', '/api/panel/hangup', {})).status).toBe(204);
      await direct.isHungUp();
      expect(await browser.page.evaluate('window.shown.length'), 'a direct call is the phone’s own affair').toBe(0);
      await ready(keke, false);
      const { number } = await customerRings();
      const ringing = await phone.rings();
      const title = await eventually('the notification', () => browser.page.evaluate<string | undefined>('window.shown.at(-1)?.title'));
      expect(title).toContain(number);
      await ringing.picksUp();
      await chenjing.request('POST', '/api/panel/hangup', {});
      await ringing.isHungUp();
    });

    it('PAN-11b: the device check hears the microphone, reaches the engine, and measures a call to itself', async () => {
      await agent.page.goto(`${url}/preflight`);
      await button('microphone-test').click();
      await agent.page.getByText('听得清楚').waitFor();
      await agent.page.getByRole('main').getByText('话机已在线').waitFor();
      await agent.page.getByText(/信令往返 \d+ ms/).waitFor();
      await button('microphone-test').click();
      await button('test-call').click();
      await eventually('he hears himself', () => hearsAbout(agent, AGENT_HZ), 20_000);
      await agent.page.getByText(/通话质量(良好|一般|较差)，MOS \d/).waitFor({ timeout: 30_000 });
      await agent.screenshot('preflight-measured');
      await agent.page.goto(`${url}/panel`);
    });

    it('showed no error in the browsers', () => {
      expect([...agent.problems, ...supervisor.problems].filter((problem) => !/409 \(Conflict\)/.test(problem))).toEqual([]);
    });
  });
});

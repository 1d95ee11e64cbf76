import type { Account, AgentStatus, CallDetail, CallRecord, Page, PanelState } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { TonePhone } from '../support/tone-phone.ts';

const CALLED = '02088887786';
const CUSTOMER = '13900000961';
const DISPOSITION = '需要回访';
const NOTE = '周三上午再联系';

interface Agent {
  account: Account;
  phone: TonePhone;
  user: ApiUser;
}

/** A string, because it runs in the page. */
const SCROLLS_ACROSS = `[...document.querySelectorAll('.ant-table *')].some((part) => part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX === 'auto')`;

describe.skipIf(!sippInstalled || !chromiumInstalled)('the course of a call', { timeout: 120_000 }, () => {
  let house: House;
  let anna: Agent;
  let berta: Agent;
  let record: CallDetail;

  beforeAll(async () => {
    house = await (await House.start()).greetBriefly();
    anna = await hire('anna', '9421', 'agent');
    berta = await hire('berta', '9422', 'supervisor');
    await house.openQueue('8786', CALLED, [anna.account.id, berta.account.id], { name: '会员专线', dispositions: [DISPOSITION, '已解决'] });
    anna.user = await house.signIn('anna');
    berta.user = await house.signIn('berta');
    // The queue's calls are for anna.
    const queueIds = (await panelOf(berta)).agent.queues.map((queue) => queue.queueId);
    await order(berta, 'queue-states', { queueIds, ready: false, reason: '休息' });
    await eventually('both phones are online', async () => {
      const rows = await house.admin.get<AgentStatus[]>('/api/agents');
      return ['9421', '9422'].every((extension) => rows.find((row) => row.extension === extension)?.phoneOnline);
    });
    record = await passedOnByConsulting();
  }, 90_000);
  afterAll(async () => {
    anna?.phone.close();
    berta?.phone.close();
    await house?.stop();
  });

  const panelOf = ({ user }: Agent) => user.get<PanelState>('/api/panel');
  const order = async ({ user }: Agent, name: string, body?: object) => {
    const answer = await user.request('POST', `/api/panel/${name}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(204);
  };

  /** So that the figures are not all zero. */
  const hasLasted = (ms: number, sinceOf: () => Promise<string | null | undefined>) =>
    eventually('it has lasted', async () => {
      const since = await sinceOf();
      return since ? Date.now() - Date.parse(since) >= ms : false;
    });

  async function hire(name: string, extension: string, role: 'agent' | 'supervisor'): Promise<Agent> {
    const { account, sipSecret } = await house.hireAgent(name, extension, role);
    const user = account.extension?.sipUser ?? '';
    const phone = await TonePhone.register({ user, password: sipSecret, sipPort: house.sipPort, frequency: 900 });
    return { account, phone, user: house.admin };
  }

  /** A customer talks with anna, who writes down what has become of it, asks berta, and leaves him to her. */
  async function passedOnByConsulting(): Promise<CallDetail> {
    const probe = await RtpProbe.open(500);
    const line = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber: CUSTOMER, rtpPort: probe.port };
    const customer = await SippCaller.ring([line], { talkMs: 60_000 });
    const first = await anna.phone.picksUp();
    const callId = await eventually('they talk', async () => {
      const { call } = await panelOf(anna);
      return call?.phase === 'talking' ? call.callId : undefined;
    });
    await hasLasted(1200, async () => (await panelOf(anna)).call?.answeredAt);
    await order(anna, 'disposition', { callId, disposition: DISPOSITION, note: NOTE });
    await order(anna, 'consult', { number: '9422' });
    const second = await berta.phone.picksUp();
    await hasLasted(1200, async () => (await panelOf(anna)).call?.consult?.since);
    await order(anna, 'consult/with', { with: 'all' });
    await hasLasted(2400, async () => (await panelOf(anna)).call?.consult?.since);
    await order(anna, 'consult/transfer', {});
    await first.isHungUp();
    await order(berta, 'hangup');
    await second.isHungUp();
    // We hang up first, which SIPp does not expect.
    await customer.finish().catch(() => undefined);
    probe.close();
    return eventually('the call record', async () => {
      const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${CUSTOMER}`);
      return rows[0] ? await house.admin.get<CallDetail>(`/api/calls/${rows[0].id}`) : undefined;
    });
  }

  it('names whom its events mean, also those who were asked', () => {
    const eventOf = (type: string) => record.events.find((event) => event.type === type);
    expect(eventOf('enqueued')?.detail).toMatchObject({ queueName: '会员专线' });
    expect(eventOf('consultStarted')).toMatchObject({ agentName: 'anna', detail: { toAgentName: 'berta' } });
    expect(eventOf('transferred')).toMatchObject({ agentName: 'anna', detail: { toAgentName: 'berta' } });
  });

  it('is found by what has become of it, and sorted by that', async () => {
    for (const text of [DISPOSITION, NOTE]) {
      const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?search=${encodeURIComponent(text)}&sort=disposition`);
      expect(rows, text).toMatchObject([{ id: record.id, disposition: DISPOSITION, dispositionNote: NOTE }]);
    }
  });

  it.each([
    {
      language: 'zh-CN',
      dark: true,
      width: 1920,
      height: 1080,
      heading: '通话分段',
      roles: ['坐席', '咨询对象', '坐席'],
      sentences: ['进入队列 会员专线', 'anna 填写处理结果', 'anna 咨询 berta', 'berta 接听咨询', '三方通话', '已转移给 berta'],
    },
    {
      language: 'en',
      dark: false,
      width: 1366,
      height: 768,
      heading: 'Segments',
      roles: ['Agent', 'Consulted agent', 'Agent'],
      sentences: [
        'Entered queue 会员专线',
        'anna chose a disposition',
        'anna consulted berta',
        'berta answered the consultation',
        'Three-way call',
        'Transferred to berta',
      ],
    },
  ] as const)(
    'is read in the drawer ($language): disposition, segments, sentences',
    async ({ language, dark, width, height, ...words }) => {
      const browser = await Browser.open({ language, width, height });
      try {
        const { page } = browser;
        await page.addInitScript(
          `localStorage.setItem('zuoxi.theme', '${dark ? 'dark' : 'light'}'); localStorage.setItem('zuoxi.language', '${language.slice(0, 2)}')`,
        );
        await browser.signIn(house.server.url, 'admin');
        await page.goto(`${house.server.url}/calls?number=${CUSTOMER}`);
        const row = page.locator('.ant-table-row', { hasText: DISPOSITION });
        await row.waitFor();
        await browser.screenshot(`call-course-list-${language}`);
        expect(await page.evaluate(SCROLLS_ACROSS), 'all columns are seen').toBe(false);
        await row.click();
        const drawer = page.locator('.ant-drawer-body');
        await drawer.getByText(NOTE).first().waitFor();
        const segments = drawer.getByRole('table', { name: words.heading }).locator('tbody tr');
        expect(await segments.locator('td:nth-child(1)').allTextContents()).toEqual(['anna 9421', 'berta 9422', 'berta 9422']);
        expect(await segments.locator('td:nth-child(2)').allTextContents()).toEqual(words.roles);
        const talk = record.segments.map(({ talkS }) => `00:${String(Math.floor(talkS)).padStart(2, '0')}`);
        expect(await segments.locator('td:nth-child(5)').allTextContents()).toEqual(talk);
        const course = (await drawer.locator('ol').first().textContent()) ?? '';
        for (const sentence of words.sentences) expect(course).toContain(sentence);
        // Every fact has words of its own: none is shown as it is called.
        expect(course).not.toMatch(/[a-z][A-Z][a-z]+(Started|Ended|Answered|With)/);
        await browser.screenshot(`call-course-${language}`);
        await drawer.evaluate((body) => body.scrollTo(0, body.scrollHeight));
        await browser.screenshot(`call-course-end-${language}`);
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});

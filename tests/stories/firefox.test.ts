import { networkInterfaces } from 'node:os';
import type { AgentStatus, CallDetail, CallRecord, Page, PanelState } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { eventually } from '../support/eventually.ts';
import { FIREFOX_HZ, Firefox, type FirefoxPage, firefoxInstalled } from '../support/firefox.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { type ToneCall, TonePhone } from '../support/tone-phone.ts';

const CUSTOMER_HZ = 500;
const COLLEAGUE_HZ = 1700;
const TONES = [CUSTOMER_HZ, FIREFOX_HZ, COLLEAGUE_HZ];
const CUSTOMER = '13550602247';

// Firefox takes no part in WebRTC on a machine whose only address is loopback.
const hasNetworkCard = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ family, internal }) => family === 'IPv4' && !internal),
);
const missing = [
  ...(firefoxInstalled ? [] : ['Firefox (Debian: firefox-esr)']),
  ...(sippInstalled ? [] : ['SIPp (Debian: sip-tester)']),
  ...(hasNetworkCard ? [] : ['an IPv4 address beside loopback']),
];
if (missing.length > 0) console.log(`The stories in Firefox are skipped. Missing: ${missing.join(', ')}.`);

/**
 * The same pages in the other browser: signing in, answering, hold, blind transfer, supervision, by the buttons and with sound. One call goes
 * through all of it. Every other story is told in Chromium.
 */
describe.skipIf(missing.length > 0)('an agent and a supervisor in Firefox', { timeout: 120_000 }, () => {
  let house: House;
  let firefox: Firefox;
  let agent: FirefoxPage;
  let supervisor: FirefoxPage;
  let colleague: TonePhone;
  let colleaguesLine: ToneCall;
  let customer: RtpProbe;
  let sipp: SippCaller;

  beforeAll(async () => {
    house = await (await House.start()).greetBriefly();
    customer = await RtpProbe.open(CUSTOMER_HZ);
    const phone = { user: 'demo-8011', password: demo.summary.sipPassword, sipPort: house.sipPort, frequency: COLLEAGUE_HZ };
    colleague = await TonePhone.register(phone);
    firefox = await Firefox.open();
  }, 120_000);
  afterAll(async () => {
    await firefox?.close();
    sipp?.kill();
    colleague?.close();
    customer?.close();
    await house?.stop();
  }, 60_000);

  const onBoard = async (extension: string) => {
    const rows = await house.admin.get<AgentStatus[]>('/api/agents');
    return rows.find((row) => row.extension === extension);
  };
  /** Their queues offer them nothing. */
  const takesNoCalls = async (account: string) => {
    const user = await house.signIn(account);
    const queueIds = (await user.get<PanelState>('/api/panel')).agent.queues.map(({ queueId }) => queueId);
    expect((await user.request('POST', '/api/panel/queue-states', { queueIds, ready: false, reason: '会议' })).status).toBe(204);
  };
  const ears: Readonly<Record<string, () => number[] | Promise<number[]>>> = {
    customer: () => customer.which(TONES),
    agent: () => agent.which(TONES),
    supervisor: () => supervisor.which(TONES),
    colleague: () => colleaguesLine.probe.which(TONES),
  };
  /** Each of these parties hears these tones, and none of the others. */
  const everybodyHears = async (expected: Readonly<Record<string, readonly number[]>>) => {
    let heard = {};
    await eventually(
      'everybody hears whom they should',
      async () => {
        heard = Object.fromEntries(await Promise.all(Object.keys(expected).map(async (party) => [party, await ears[party]?.()])));
        return JSON.stringify(heard) === JSON.stringify(expected);
      },
      30_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(expected)}, but ${JSON.stringify(heard)}`);
    });
  };

  it('signs in, and the phone in the page is there', async () => {
    const url = house.server.url.replace('127.0.0.1', 'localhost');
    const withPhone = async (account: string, extension: string) => {
      const page = await firefox.newPerson();
      await page.signIn(url, account);
      await eventually(`the phone of ${account} is there`, async () => (await onBoard(extension))?.phoneOnline, 30_000);
      return page;
    };
    agent = await withPhone('wangli', '8002');
    supervisor = await withPhone('zuzhang', '8001');
    await takesNoCalls('zuzhang');
    await takesNoCalls('liuyang');
  });

  it('answers a customer, and both hear each other; on hold the customer hears music and the agent nothing', async () => {
    const wangli = await house.signIn('wangli');
    const phase = async () => (await wangli.get<PanelState>('/api/panel')).call?.phase;
    const call = { sipPort: house.sipPort, calledNumber: '02088880001', callerNumber: CUSTOMER, rtpPort: customer.port };
    sipp = await SippCaller.ring([call], { talkMs: 240_000 });
    await agent.click('[data-testid=answer]');
    await everybodyHears({ customer: [FIREFOX_HZ], agent: [CUSTOMER_HZ] });

    await agent.click('[data-testid=hold]');
    await eventually('the customer is on hold', async () => (await phase()) === 'held');
    await eventually('the customer hears the agent no more', () => !customer.hears(FIREFOX_HZ));
    await everybodyHears({ agent: [] });
    await agent.click('[data-testid=hold]');
    await everybodyHears({ customer: [FIREFOX_HZ], agent: [CUSTOMER_HZ] });
    expect(await phase()).toBe('talking');
    // Where there is no sound card it cannot play, which is not for want of a click.
    expect(await agent.text()).not.toContain('请点一下页面');
  });

  it('transfers the customer to a colleague of the list', async () => {
    await agent.click('[data-testid=transfer]');
    await agent.type('[data-testid=target-search]', '刘洋');
    await agent.click('[data-testid=target-8011]');
    colleaguesLine = await colleague.picksUp();
    await everybodyHears({ customer: [COLLEAGUE_HZ], colleague: [CUSTOMER_HZ], agent: [] });
  });

  it('supervises the colleague: listens, whispers and barges in', async () => {
    await supervisor.click('a[href="/agents"]');
    await supervisor.click('[aria-label="监听：刘洋"]');
    await everybodyHears({ customer: [COLLEAGUE_HZ], colleague: [CUSTOMER_HZ], supervisor: [CUSTOMER_HZ, COLLEAGUE_HZ] });
    await supervisor.click('[data-testid=supervision-bar] label', '密语');
    await everybodyHears({ customer: [COLLEAGUE_HZ], colleague: [CUSTOMER_HZ, FIREFOX_HZ], supervisor: [CUSTOMER_HZ, COLLEAGUE_HZ] });
    await supervisor.click('[data-testid=supervision-bar] label', '强插');
    await everybodyHears({
      customer: [FIREFOX_HZ, COLLEAGUE_HZ],
      colleague: [CUSTOMER_HZ, FIREFOX_HZ],
      supervisor: [CUSTOMER_HZ, COLLEAGUE_HZ],
    });
    await supervisor.click('[data-testid=supervision-bar] button', '结束');
    await everybodyHears({ customer: [COLLEAGUE_HZ], colleague: [CUSTOMER_HZ], supervisor: [] });
  });

  it('leaves one call record with all three of them, and nothing in the engine', async () => {
    await colleaguesLine.hangsUp();
    const { id } = await eventually('the call record', async () => {
      const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${CUSTOMER}`);
      return rows[0];
    });
    const { segments } = await house.admin.get<CallDetail>(`/api/calls/${id}`);
    expect(segments.map(({ role, agentName }) => [role, agentName])).toEqual([
      ['agent', '王丽'],
      ['agent', '刘洋'],
      ['supervisor', '李组长'],
    ]);
    await house.expectNothingLeft();
  });
});

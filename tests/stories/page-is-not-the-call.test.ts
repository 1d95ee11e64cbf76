import type { AgentStatus, CallRecord, Page, PanelState, Recording } from '@zuoxi/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const CUSTOMER_HZ = 500;
const AGENT_HZ = 1100;
const SUPERVISOR_HZ = 1700;
/** 售后服务 of the demo; of its members only 可可 is signed in with a phone. */
const CALLED = '02088880002';

/** Straight to 可可. */
const DIRECT = '02088887799';

interface Customer {
  number: string;
  probe: RtpProbe;
  sipp: SippCaller;
}

describe.each(engines)('on $engine', ({ engine, available }) => {
  const runs = available && sippInstalled && chromiumInstalled;
  let house: House;
  let agent: Browser;
  let keke: ApiUser;
  let url: string;
  let customers = 0;
  const open: { close(): void | Promise<void> }[] = [];

  beforeAll(async () => {
    if (!runs) return;
    house = await (await House.start(engine)).greetBriefly();
    url = house.server.url.replace('127.0.0.1', 'localhost');
    keke = await house.signIn('keke');
    const { accountId } = (await panel()).agent;
    const toHer = { calledNumber: DIRECT, destination: { kind: 'extension', agentId: accountId }, description: '' };
    expect((await house.admin.request('POST', '/api/inbound-routes', toHer)).status).toBe(200);
  }, 60_000);
  beforeEach(async () => {
    if (runs) agent = await signedIn('keke', AGENT_HZ);
  }, 60_000);
  afterEach(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  }, 60_000);
  afterAll(async () => {
    if (runs) await house.expectNothingLeft();
    await house?.stop();
  }, 120_000);

  async function signedIn(account: string, frequency: number): Promise<Browser> {
    const browser = await Browser.open({ frequency });
    open.push(browser);
    await browser.signIn(url, account);
    const user = await house.signIn(account);
    await eventually('the web phone is online', async () => (await user.get<PanelState>('/api/panel')).agent.phoneOnline);
    // What an earlier story has left him in would keep calls away.
    const { wrapUp, agent: state } = await user.get<PanelState>('/api/panel');
    if (wrapUp) await user.request('POST', '/api/panel/wrap-up/end', {});
    // Calls are for 可可 alone.
    const isReady = account === 'keke';
    const queueIds = state.queues.map((queue) => queue.queueId);
    await user.request('POST', '/api/panel/queue-states', { queueIds, ready: isReady, ...(isReady ? {} : { reason: '会议' }) });
    return browser;
  }

  const panel = () => keke.get<PanelState>('/api/panel');
  const isTalking = (probe: RtpProbe, frequency = AGENT_HZ) => eventually('they talk', () => probe.hears(frequency), 30_000);

  async function customerRings(calledNumber = CALLED): Promise<Customer> {
    const number = `1390000${String(++customers).padStart(4, '0')}`;
    const probe = await RtpProbe.open(CUSTOMER_HZ);
    open.push(probe);
    const sipp = await SippCaller.ring([{ sipPort: house.sipPort, calledNumber, callerNumber: number, rtpPort: probe.port }], {
      talkMs: 90_000,
    });
    open.push({ close: () => sipp.kill() });
    return { number, probe, sipp };
  }

  async function customerTalks() {
    const customer = await customerRings();
    await agent.page.getByTestId('answer').click({ timeout: 30_000 });
    await isTalking(customer.probe);
    return customer;
  }

  /** The agent hangs up; one call record and one recording are what remains. */
  async function endsOnce({ number, sipp }: Customer, browser = agent): Promise<CallRecord> {
    await browser.page.getByTestId('hangup').first().click();
    // The carrier answers the BYE and leaves.
    await sipp.ended;
    const record = await eventually('the call record', async () => {
      const page = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`);
      return page.rows[0];
    });
    const recordings = await eventually('the recording', async () => {
      const page = await house.admin.get<Page<Recording>>(`/api/recordings?number=${number}`);
      return page.rows.some((row) => row.state !== 'recording') && page;
    });
    expect((await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`)).total).toBe(1);
    expect(recordings.total).toBe(1);
    expect(recordings.rows[0]?.state).toBe('ready');
    return record;
  }

  describe.skipIf(!runs)('the page is not the call', { timeout: 150_000 }, () => {
    it('is loaded again in mid-call: the customer stays, and hears the agent again without a click', async () => {
      const customer = await customerTalks();
      const { probe } = customer;
      await agent.page.reload();
      await eventually('the customer hears the agent no more', () => !probe.hears(AGENT_HZ));
      await isTalking(probe);
      await eventually('the agent hears the customer', async () => Math.abs((await agent.heardFrequency()) - CUSTOMER_HZ) < 30);
      const record = await endsOnce(customer);
      expect(record).toMatchObject({ answer: 'answered', endedBy: 'agent', agentName: '可可' });
    });

    it('is loaded again while it rings: it rings again, and is answered by hand', async () => {
      const customer = await customerRings();
      await agent.page.getByTestId('answer').waitFor({ timeout: 30_000 });
      await agent.page.reload();
      await agent.page.locator('[data-testid=answer]:enabled').click({ timeout: 30_000 });
      await isTalking(customer.probe);
      expect(await endsOnce(customer)).toMatchObject({ answer: 'answered', agentName: '可可' });
    });

    it('is loaded again while a customer rings who has dialled the agent himself', async () => {
      const customer = await customerRings(DIRECT);
      await agent.page.getByTestId('answer').waitFor({ timeout: 30_000 });
      await agent.page.reload();
      await agent.page.locator('[data-testid=answer]:enabled').click({ timeout: 30_000 });
      await isTalking(customer.probe);
      expect(await endsOnce(customer)).toMatchObject({ answer: 'answered', agentName: '可可', queueName: '' });
    });

    it('is killed with its browser: another browser goes on with the same call', async () => {
      const customer = await customerTalks();
      const { probe } = customer;
      await agent.kill();
      const other = await signedIn('keke', SUPERVISOR_HZ);
      await isTalking(probe, SUPERVISOR_HZ);
      await other.screenshot(`page-after-kill-${engine}`);
      expect(await endsOnce(customer, other)).toMatchObject({ answer: 'answered', agentName: '可可' });
    });

    it('is one of two: the second one says so and has no phone, until it takes the phone and the call with it', async () => {
      const customer = await customerTalks();
      const { probe } = customer;
      const second = await agent.newTab();
      await second.goto(`${url}/panel`);
      await second.getByText('此账号的电话正在另一个页面使用').first().waitFor();
      await agent.screenshot('page-elsewhere', second);
      expect(probe.hears(AGENT_HZ), 'the call is where it was').toBe(true);
      await second.getByTestId('use-here').click();
      await agent.page.getByText('此账号的电话正在另一个页面使用').first().waitFor();
      await eventually('the call comes over', async () => (await panel()).call?.returning !== true && probe.hears(AGENT_HZ), 30_000);
      await eventually('the second page has its sound', () =>
        second.evaluate("window.heardConnections.some((c) => c.connectionState === 'connected')"),
      );
      await agent.page.bringToFront();
      expect(await endsOnce(customer)).toMatchObject({ answer: 'answered', endedBy: 'agent' });
    });

    it('is loaded again while its agent consults: he is with the one he asked again, and the customer stays', async () => {
      const supervisor = await signedIn('zuzhang', SUPERVISOR_HZ);
      const customer = await customerTalks();
      const { probe } = customer;
      await agent.page.getByTestId('consult').click();
      await agent.page.getByTestId('target-8001').click();
      await supervisor.page.locator('[data-testid=answer]:enabled').first().click({ timeout: 30_000 });
      await eventually('they consult', async () => Math.abs((await agent.heardFrequency()) - SUPERVISOR_HZ) < 30);
      await agent.page.reload();
      await eventually('they consult again', async () => Math.abs((await agent.heardFrequency()) - SUPERVISOR_HZ) < 30, 30_000);
      expect(probe.hears(AGENT_HZ), 'the customer hears nothing of it').toBe(false);
      await agent.page.getByTestId('consult-cancel').click();
      await isTalking(probe);
      await endsOnce(customer);
    });

    it('is loaded again by a supervisor who listens: he hears both again', async () => {
      const supervisor = await signedIn('zuzhang', SUPERVISOR_HZ);
      const zuzhang = await house.signIn('zuzhang');
      const customer = await customerTalks();
      const { probe } = customer;
      const agents = await zuzhang.get<AgentStatus[]>('/api/agents');
      const id = agents.find((row) => row.extension === '8004')?.accountId;
      expect((await zuzhang.request('POST', `/api/agents/${id}/supervise`, { mode: 'listen' })).status).toBe(204);
      const listens = async () => {
        const { call } = await zuzhang.get<PanelState>('/api/panel');
        return call?.supervision?.state === 'up' && (await supervisor.heardFrequency()) > 0;
      };
      await eventually('he listens', listens, 30_000);
      await supervisor.page.reload();
      await eventually('he listens again', listens, 30_000);
      expect(probe.hears(AGENT_HZ), 'the call goes on').toBe(true);
      expect(probe.hears(SUPERVISOR_HZ), 'and nobody hears him').toBe(false);
      await endsOnce(customer);
    });
  });
});

import type { CallRecord, Page, PanelState, Recording, Trunk } from '@zuoxi/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const CUSTOMER_HZ = 500;
const AGENT_HZ = 1100;
/** 售后服务 of the demo: 可可 (web) and two desk phones that are off. */
const CALLED = '02088880002';

describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let browser: Browser;
  let keke: ApiUser;
  const open: { close(): void | Promise<void> }[] = [];

  beforeAll(async () => {
    if (!available || !sippInstalled || !chromiumInstalled) return;
    house = await House.start(engine);
    browser = await Browser.open({ frequency: AGENT_HZ, motion: true });
    await browser.signIn(house.server.url.replace('127.0.0.1', 'localhost'), 'keke');
    keke = await house.signIn('keke');
    await eventually('the web phone is online', async () => (await panel()).agent.phoneOnline);
  }, 60_000);
  afterEach(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  const panel = () => keke.get<PanelState>('/api/panel');
  const state = async () => (await panel()).agent.state;
  const button = (name: string) => browser.page.getByTestId(name).first();

  async function customerRings(callerNumber: string, talkMs: number): Promise<{ probe: RtpProbe; sipp: SippCaller }> {
    const probe = await RtpProbe.open(CUSTOMER_HZ);
    open.push(probe);
    return {
      probe,
      sipp: await SippCaller.ring([{ sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: probe.port }], { talkMs }),
    };
  }

  async function recordOf(callerNumber: string): Promise<CallRecord> {
    return eventually(
      'the call record',
      async () => (await house.admin.get<Page<CallRecord>>(`/api/calls?number=${callerNumber}`)).rows[0],
    );
  }

  describe.skipIf(!available || !sippInstalled || !chromiumInstalled)('an agent’s day in the browser', { timeout: 120_000 }, () => {
    it('holds, mutes and hangs up from the panel, then has time for notes until he is ready', async () => {
      const { probe, sipp } = await customerRings('13900000011', 60_000);
      await button('answer').click({ timeout: 30_000 });
      await eventually('the customer hears the agent', () => probe.hears(AGENT_HZ));

      await button('hold').click();
      await eventually(
        'held, the customer hears music and not the agent',
        async () => (await panel()).call?.phase === 'held' && !probe.hears(AGENT_HZ) && probe.received > 0,
      );
      expect(await browser.heardFrequency()).toBe(0);
      await button('hold').click();
      await eventually('taken back, they talk again', () => probe.hears(AGENT_HZ));

      await button('mute').click();
      await eventually(
        'muted, the customer does not hear the agent',
        async () => (await panel()).call?.muted === true && !probe.hears(AGENT_HZ),
      );
      const heard = await browser.heardFrequency();
      expect(Math.abs(heard - CUSTOMER_HZ), 'but the agent hears the customer').toBeLessThan(30);
      await button('mute').click();
      await eventually('no longer muted', () => probe.hears(AGENT_HZ));

      await button('hangup').click();
      await eventually('the notes begin', async () => (await state()) === 'wrapUp');
      await browser.screenshot('panel-wrap-up');
      await button('wrapup-end').click();
      await eventually('the agent is ready', async () => (await state()) === 'idle');
      expect(await recordOf('13900000011')).toMatchObject({ answer: 'answered', endedBy: 'agent', endReason: 'hangup' });
      // SIPp wanted to hang up itself; that the other side did is what this story is about.
      sipp.kill();
    });

    it('takes a break: callers wait, and are offered the moment he is back', async () => {
      await browser.page.getByTestId('queue-ready-8702').click();
      await browser.screenshot('panel-break-dialog');
      const dialog = browser.page.getByRole('dialog');
      await dialog.getByRole('button', { name: '休息' }).click();
      await dialog.locator('.ant-btn-primary').click();
      await eventually('he is busy with a reason', async () => {
        const { agent } = await panel();
        return agent.state === 'busy' && agent.reason === '休息';
      });
      const { sipp } = await customerRings('13900000012', 60_000);
      const { world } = house.server.modules.engine.callControl;
      await eventually('the caller waits', () => [...world.calls.values()].some((call) => call.state.phase === 'queued'), 30_000);
      await browser.page.getByTestId('queue-ready-8702').click();
      await button('answer').click({ timeout: 10_000 });
      await eventually('they talk', async () => (await state()) === 'talking');
      sipp.kill();
      await button('hangup').click();
      await button('wrapup-end').click();
    });

    it('lets it ring: the caller stays in the queue, and he is not ready with the reason shown', async () => {
      const queues = await house.admin.get<Page<{ id: string; number: string }>>('/api/queues');
      const queue = queues.rows.find((row) => row.number === '8702');
      const {
        id,
        members: _m,
        inboundNumbers: _i,
        createdAt: _c,
        ...input
      } = { members: 0, inboundNumbers: 0, createdAt: 0, ...queue, id: queue?.id ?? '' };
      await house.admin.request('PUT', `/api/queues/${id}`, { ...input, ringTimeoutS: 5 });
      const { sipp } = await customerRings('13900000013', 40_000);
      await eventually('his phone rings', async () => (await state()) === 'ringing', 30_000);
      await eventually('nobody answered', async () => (await panel()).agent.reason === 'system:noAnswer', 30_000);
      await browser.page.getByText('未接来电').first().waitFor();
      await browser.screenshot('panel-not-answered');
      const { world } = house.server.modules.engine.callControl;
      expect([...world.calls.values()].map((call) => call.state.phase)).toEqual(['queued']);
      sipp.kill();
      await browser.page.getByTestId('queue-ready-8702').click();
      // The caller's end (SIPp was killed without a BYE) is not seen by SIP: he takes the call and hangs up.
      await button('answer').click({ timeout: 10_000 });
      await eventually('they talk', async () => (await state()) === 'talking');
      await button('hangup').click();
      await button('wrapup-end').click();
    });

    it('dials a customer through the trunk: it is filed under DOUT and recorded', async () => {
      const { carrier, port } = await SippAgents.carrier();
      open.push(carrier);
      const trunk = (await house.admin.get<Page<Trunk>>('/api/trunks')).rows[0];
      if (!trunk) throw new Error('the demo has no trunk');
      const { id, channelsInUse: _channels, createdAt: _created, ...input } = trunk;
      expect((await house.admin.request('PUT', `/api/trunks/${id}`, { ...input, port, password: '' })).status).toBe(200);

      await browser.page
        .getByTestId('dial-input')
        .locator('input')
        .or(browser.page.locator('input[data-testid=dial-input]'))
        .first()
        .fill('13800138000');
      await button('dial').click();
      await eventually('they talk', async () => (await panel()).call?.phase === 'talking', 20_000);
      expect(Math.abs((await browser.heardFrequency()) - AGENT_HZ), 'the carrier sends back what it hears').toBeLessThan(30);
      await browser.screenshot('panel-outbound');
      await button('hangup').click();
      expect(await recordOf('13800138000')).toMatchObject({
        type: 'manualOutbound',
        queueName: 'DOUT',
        answer: 'answered',
        endedBy: 'agent',
        agentName: '可可',
      });
      const recording = await eventually('the recording', async () => {
        const page = await house.admin.get<Page<Recording>>('/api/recordings?number=13800138000');
        return page.rows.find((row) => row.state !== 'recording');
      });
      expect(recording.state).toBe('ready');
      expect(carrier.errors).toBe('');
    });

    it('showed no error in the browser all day', () => {
      expect(browser.problems).toEqual([]);
    });
  });
});

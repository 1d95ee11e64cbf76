import type {
  Callback,
  CallDetail,
  CallRecord,
  Page,
  PanelState,
  Queue,
  Recording,
  SatisfactionResult,
  Trunk,
  VoicemailMessage,
} from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTone, readWav } from '../../packages/softswitch/test/media/tone-detector.ts';
import { SipConformancePhone } from '../conformance/sip-phone.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { tonePrompt } from '../support/ivr.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const CUSTOMER_HZ = 500;
/** What the agent's desk phone says. */
const AGENT_HZ = 1000;
const CALLED = '02088886661';
const MESSAGE_MS = 4000;

/** The message as samples, whichever engine it came from: A-law from ours, 16 bit from Asterisk. */
function samplesOf(wav: Buffer): Int16Array {
  const { format, channels } = readWav(wav);
  expect(['alaw', 'pcm']).toContain(format);
  expect(channels).toHaveLength(1);
  return channels[0] ?? expect.fail('no channel');
}

describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let agent: ApiUser;
  let phone: SipConformancePhone;
  let queue: Queue;
  const open: { close(): unknown }[] = [];
  const opened = <T extends { close(): unknown }>(resource: T): T => {
    open.push(resource);
    return resource;
  };

  beforeAll(async () => {
    if (!available || !sippInstalled) return;
    const running = await House.start(engine);
    opened({ close: () => running.stop() });
    house = running;
    const { account, sipSecret } = await house.hireAgent('after', '9601');
    phone = opened(await SipConformancePhone.open(account.extension?.sipUser ?? '', sipSecret, house.sipPort));
    await phone.register();
    const { promptId: greetingPromptId } = await tonePrompt(house.admin, house.server.url, 1400, 1);
    const more: Partial<Queue> = { greetingPromptId, voicemailEnabled: true, callbackEnabled: true, satisfaction: 'automatic' };
    queue = await house.openQueue('8761', CALLED, [account.id], more);
  }, 60_000);
  afterAll(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  }, 60_000);

  async function rings(callerNumber: string): Promise<{ probe: RtpProbe; sipp: SippCaller }> {
    const probe = opened(await RtpProbe.open(CUSTOMER_HZ));
    const caller = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: probe.port };
    const sipp = await SippCaller.ring([caller], { talkMs: 90_000 });
    opened({ close: () => sipp.kill() });
    return { probe, sipp };
  }

  const world = () => house.server.modules.engine.callControl.world;
  const callOf = (number: string) => [...world().calls.values()].find((call) => call.customerNumber === number);
  const isOffered = (number: string, key: 'voicemail' | 'callback') =>
    eventually(
      `${key} is offered`,
      () => {
        const { state, dialogue } = callOf(number) ?? {};
        return state?.phase === 'queued' && state.waiting?.keys[key] && dialogue?.state === 'playing';
      },
      20_000,
    );
  const messageOf = (number: string) => {
    const state = callOf(number)?.state;
    return state?.phase === 'voicemail' ? state.message : undefined;
  };
  /** We hang up first, which SIPp does not expect. */
  const isHungUp = (sipp: SippCaller) => sipp.finish().catch(() => undefined);
  const rowsOf = async <Row>(path: string, number: string) => (await house.admin.get<Page<Row>>(`${path}?number=${number}`)).rows;
  const record = (number: string) => eventually('the call record', async () => (await rowsOf<CallRecord>('/api/calls', number))[0]);

  describe.skipIf(!available || !sippInstalled)('what comes after a call', { timeout: 120_000 }, () => {
    it('nobody is there: the caller is offered to leave a message, leaves it, and it is heard in the console', async () => {
      const number = '13900000081';
      const { probe, sipp } = await rings(number);
      await isOffered(number, 'voicemail');
      await probe.press('1');
      await eventually('he may speak', () => messageOf(number)?.state === 'recording', 30_000);
      // He speaks for so long.
      await new Promise((resolve) => setTimeout(resolve, MESSAGE_MS));
      await probe.press('#');
      await isHungUp(sipp);
      const message = await eventually('the message is here', async () => {
        const [row] = await rowsOf<VoicemailMessage>('/api/voicemail', number);
        return row?.state === 'recording' ? undefined : row;
      });
      expect(message).toMatchObject({ state: 'ready', queueNumber: '8761', handledAt: null });
      expect(message.durationS).toBeGreaterThan(MESSAGE_MS / 1000 - 1);
      expect(message.durationS).toBeLessThan(MESSAGE_MS / 1000 + 3);
      const audio = await fetch(`${house.server.url}/api/voicemail/${message.id}/audio`, { headers: { cookie: house.admin.cookie } });
      const samples = samplesOf(Buffer.from(await audio.arrayBuffer()));
      expect(samples.length / 8000).toBeCloseTo(message.durationS, 1);
      expect(hasTone(samples.subarray(8000, 24_000), CUSTOMER_HZ), 'his voice is on it').toBe(true);
      expect(await record(number)).toMatchObject({ endReason: 'voicemailLeft', answer: 'busy' });
      if (chromiumInstalled) await hearInConsole(message);
    });

    /** Signs in, finds it, plays it, deals with it. */
    async function hearInConsole(message: VoicemailMessage): Promise<void> {
      const browser = await Browser.open();
      try {
        const { page } = browser;
        const url = house.server.url.replace('127.0.0.1', 'localhost');
        await browser.signIn(url, 'admin');
        await page.goto(`${url}/voicemail`);
        await page.getByTestId('voicemail-unhandled').getByText('1').waitFor();
        const row = page.locator('.ant-table-row', { hasText: message.customerNumber.slice(-4) });
        await row.locator('.anticon-caret-right').click();
        // The browser could decode it, and it goes on.
        await page.getByText(/00:0[1-9] \//).waitFor();
        await browser.screenshot(`after-call-${engine}-voicemail`);
        await row.getByTestId('handled').click();
        await page.getByTestId('voicemail-unhandled').getByText('1').waitFor({ state: 'detached' });
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
      expect(await rowsOf('/api/voicemail', message.customerNumber)).toMatchObject([{ handledByName: '管理员' }]);
    }

    it('the agent hangs up: the customer is asked, presses 3, then 2, and that is his row', async () => {
      agent = await house.signIn('after');
      const number = '13900000082';
      const { probe, sipp } = await rings(number);
      const call = await phone.isCalled();
      await call.answers();
      const panel = () => agent.get<PanelState>('/api/panel');
      await eventually('they talk', async () => (await panel()).call?.phase === 'talking');
      expect((await panel()).call?.surveyOffered).toBe(true);
      await call.hangsUp();
      await eventually('he is asked', () => callOf(number)?.dialogue?.topic === 'surveyLevel');
      probe.forget();
      await eventually('the question begins', () => probe.received > 10);
      expect((await panel()).call, 'the agent is free').toBe(null);
      await probe.press('3');
      await eventually('he is asked why', () => callOf(number)?.dialogue?.topic === 'surveyReason');
      await probe.press('2');
      await isHungUp(sipp);
      expect(await record(number)).toMatchObject({ answer: 'answered', endReason: 'hangup', endedBy: 'agent' });
      expect(await rowsOf<SatisfactionResult>('/api/satisfaction', number)).toMatchObject([
        { level: 'dissatisfied', reason: 'service', agentName: 'after', byAgent: false },
      ]);
    });

    it('the agent sends the customer there by the button of his panel', async () => {
      const number = '13900000083';
      const { probe, sipp } = await rings(number);
      const call = await phone.isCalled();
      await call.answers();
      await eventually('they talk', async () => (await agent.get<PanelState>('/api/panel')).call?.surveyOffered);
      await pressesSurvey();
      await call.isHungUp();
      await eventually('he is asked', () => callOf(number)?.dialogue?.topic === 'surveyLevel');
      expect(await agent.request('POST', '/api/panel/survey'), 'only once').toMatchObject({ status: 409, body: { code: 'panel.noCall' } });
      await probe.press('1');
      await isHungUp(sipp);
      await record(number);
      const rows = await rowsOf<SatisfactionResult>('/api/satisfaction', number);
      expect(rows).toMatchObject([{ level: 'verySatisfied', reason: null, byAgent: true }]);
    });

    async function pressesSurvey(): Promise<void> {
      if (!chromiumInstalled) {
        expect((await agent.request('POST', '/api/panel/survey')).status).toBe(204);
        return;
      }
      const browser = await Browser.open();
      try {
        await browser.signIn(house.server.url.replace('127.0.0.1', 'localhost'), 'after');
        const button = browser.page.getByTestId('survey');
        await button.waitFor();
        await browser.screenshot(`after-call-${engine}-panel`);
        await button.click();
        await button.waitFor({ state: 'detached' });
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
    }

    it('the caller wants to be called back: the agent’s phone rings, then his, and they talk', async () => {
      const number = '13900000084';
      const { carrier, port } = await SippAgents.carrier();
      opened(carrier);
      const [trunk] = (await house.admin.get<Page<Trunk>>('/api/trunks')).rows;
      const changed = await house.admin.request('PUT', `/api/trunks/${trunk?.id}`, { ...trunk, port, password: '' });
      expect(changed.status, JSON.stringify(changed.body)).toBe(200);
      const setReady = (ready: boolean) =>
        agent.request('POST', '/api/panel/queue-states', { queueIds: [queue.id], ready, ...(ready ? {} : { reason: '休息' }) });
      expect((await setReady(false)).status).toBe(204);

      const { probe, sipp } = await rings(number);
      await isOffered(number, 'callback');
      await probe.press('2');
      await isHungUp(sipp);
      expect(await record(number)).toMatchObject({ endReason: 'callbackRequested', endedBy: 'system' });
      expect(await rowsOf<Callback>('/api/callbacks', number)).toMatchObject([{ state: 'waiting', place: 1, attempts: 0 }]);

      expect((await setReady(true)).status).toBe(204);
      const call = await phone.isCalled();
      await call.answers();
      await call.talks();
      await eventually('they talk', async () => (await agent.get<PanelState>('/api/panel')).call?.phase === 'talking', 30_000);
      await eventually('some of it is recorded', () => (callOf(number)?.answeredAt ?? Date.now()) < Date.now() - 3000);
      await call.hangsUp();
      await house.expectNothingLeft();
      await expect
        .poll(() => rowsOf<Callback>('/api/callbacks', number), { timeout: 15_000 })
        .toMatchObject([{ state: 'done', place: null, attempts: 1 }]);
      const made = await eventually('the record of the second call', async () =>
        (await rowsOf<CallRecord>('/api/calls', number)).find(({ type }) => type === 'autoOutbound'),
      );
      expect(made).toMatchObject({ answer: 'answered', agentName: 'after', queueNumber: '8761' });
      // The carrier's phone sends back what it hears: the agent's voice on both sides is the way there and back.
      const recording = await eventually('the recording', async () =>
        (await rowsOf<Recording>('/api/recordings', number)).find(({ state }) => state !== 'recording'),
      );
      expect(recording.state).toBe('ready');
      const audio = await fetch(`${house.server.url}/api/recordings/${recording.id}/audio`, { headers: { cookie: house.admin.cookie } });
      const { channels } = readWav(Buffer.from(await audio.arrayBuffer()));
      expect(channels.map((samples) => hasTone(samples.subarray(8000, 16_000), AGENT_HZ))).toEqual([true, true]);
      const { events } = await house.admin.get<CallDetail>(`/api/calls/${made.id}`);
      const course = events
        .map(({ type }) => type)
        .filter((type) => type.startsWith('callback') || type === 'offered' || type === 'outsideDialled');
      expect(course).toEqual(['callbackTried', 'offered', 'outsideDialled', 'callbackEnded']);
    });
  });
});

import {
  type Account,
  type AgentStatus,
  type CallDetail,
  type CallRecord,
  type Page,
  QualityDetail,
  type Recording,
  type TestCustomerView,
} from '@zuoxi/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { hasTone, readWav } from '../../packages/softswitch/test/media/tone-detector.ts';
import { Baresip, baresipUsable, ownAddress } from '../support/baresip.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { type ApiUser, ApiUser as User } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const CUSTOMER_HZ = 500;
const AGENT_HZ = 1100;
const TALK_MS = 6000;

describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: Installation;
  let supervisor: ApiUser;
  const open: { close(): void | Promise<void> }[] = [];

  beforeAll(async () => {
    if (!available) return;
    house = await Installation.start({ engine });
    supervisor = await house.signIn('zuzhang');
  });
  afterEach(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  });
  afterAll(() => house?.remove());

  function opened<T extends { close(): void | Promise<void> }>(resource: T): T {
    open.push(resource);
    return resource;
  }

  async function customerRings(calledNumber: string, callerNumber: string): Promise<{ probe: RtpProbe; sipp: SippCaller }> {
    const probe = opened(await RtpProbe.open(CUSTOMER_HZ));
    const call = { sipPort: house.sipPort, calledNumber, callerNumber, rtpPort: probe.port };
    // The greeting comes before the answer of the agent: the call lasts longer than the talk.
    return { probe, sipp: await SippCaller.ring([call], { talkMs: 9000 + TALK_MS }) };
  }

  async function onBoard(extension: string): Promise<AgentStatus> {
    const rows = await supervisor.get<AgentStatus[]>('/api/agents');
    const row = rows.find((candidate) => candidate.extension === extension);
    if (!row) throw new Error(`${extension} is not on the board`);
    return row;
  }

  const isTalking = async (extension: string) => {
    const row = await onBoard(extension);
    return row.state === 'talking' ? row : undefined;
  };

  /** The one call record of a caller, and its recording once it has been fetched and checked. */
  async function recordOf(callerNumber: string): Promise<{ call: CallRecord; recording: Recording; left: Int16Array; right: Int16Array }> {
    const calls = await eventually('one call record', async () => {
      const page = await supervisor.get<Page<CallRecord>>(`/api/calls?number=${callerNumber}`);
      return page.rows.length > 0 ? page : undefined;
    });
    expect(calls.total).toBe(1);
    const recording = await eventually('the recording is fetched and checked', async () => {
      const page = await supervisor.get<Page<Recording>>(`/api/recordings?number=${callerNumber}`);
      return page.rows.find((row) => row.state !== 'recording');
    });
    const response = await fetch(`${house.url}/api/recordings/${recording.id}/audio`, { headers: { cookie: supervisor.cookie } });
    const { channels } = readWav(Buffer.from(await response.arrayBuffer()));
    const [left = new Int16Array(), right = new Int16Array()] = channels;
    const [call] = calls.rows;
    if (!call) throw new Error('no call');
    return { call, recording, left, right };
  }

  async function qualityOf(callId: string) {
    const { events } = await supervisor.get<CallDetail>(`/api/calls/${callId}`);
    return events.filter((event) => event.type === 'quality').map((event) => QualityDetail.parse(event.detail).quality);
  }

  /** Two seconds from the middle: where both certainly spoke. */
  const middle = (samples: Int16Array) => samples.subarray(samples.length / 2 - 8000, samples.length / 2 + 8000);

  const secondsOf = (samples: Int16Array) =>
    Array.from({ length: Math.floor(samples.length / 8000) }, (_, second) => samples.subarray(second * 8000, second * 8000 + 8000));

  function expectBothSides({ recording, left, right }: Awaited<ReturnType<typeof recordOf>>): void {
    expect(recording.state).toBe('ready');
    expect(hasTone(middle(left), CUSTOMER_HZ), 'the customer is on the left').toBe(true);
    expect(hasTone(middle(left), AGENT_HZ), 'and nobody else').toBe(false);
    expect(hasTone(middle(right), AGENT_HZ), 'the agent is on the right').toBe(true);
    expect(hasTone(middle(right), CUSTOMER_HZ), 'and nobody else').toBe(false);
  }

  /** A greeting, a talk, and the fetching of the recording, on a machine that may be busy. */
  const STORY_MS = 90_000;

  /** The agent's own, his supervisor's, the administrator's; not a colleague's, not a stranger's. In ranges, as players ask. */
  async function expectHeardOnlyByThoseWhoMay(recordingId: string, owner: ApiUser): Promise<void> {
    const path = `/api/recordings/${recordingId}/audio`;
    const status = async (user: ApiUser) => (await user.request('GET', path)).status;
    expect(await status(owner)).toBe(200);
    expect(await status(await house.signIn('admin'))).toBe(200);
    expect(await status(await house.signIn('keke'))).toBe(404);
    expect(await status(new User(house.url))).toBe(401);
    const whole = Buffer.from(await (await fetch(house.url + path, { headers: { cookie: owner.cookie } })).arrayBuffer());
    const part = await fetch(house.url + path, { headers: { cookie: owner.cookie, range: 'bytes=100-299' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 300));
  }

  describe.skipIf(!available || !sippInstalled || !baresipUsable)(
    'a customer rings and an agent answers on a desk phone',
    { timeout: STORY_MS },
    () => {
      it('both hear each other, the board shows it live, and one record and one stereo recording remain', async () => {
        const caller = '13550602245';
        const agent = await house.signIn('liuyang');
        const phone = opened(
          await Baresip.register({ sipPort: house.sipPort, user: 'demo-8011', password: demo.summary.sipPassword, frequency: AGENT_HZ }),
        );
        await eventually('the phone is online on the board', async () => (await onBoard('8011')).phoneOnline);
        const { probe, sipp } = await customerRings('02088880001', caller);

        await eventually('the customer hears the greeting', () => probe.received > 100);
        expect((await onBoard('8011')).state).toBe('idle');
        const row = await eventually('the board shows the call', () => isTalking('8011'));
        expect(row).toMatchObject({ withNumber: caller, queueName: '售前咨询' });
        await eventually('the customer hears the agent', () => probe.hears(AGENT_HZ)).catch((error: Error) => {
          throw new Error(`${error.message}\n${phone.output}`);
        });
        await sipp.finish();

        const record = await recordOf(caller);
        expect(record.call).toMatchObject({
          type: 'inbound',
          answer: 'answered',
          agentName: '刘洋',
          extension: '8011',
          queueName: '售前咨询',
          endedBy: 'customer',
          endReason: 'hangup',
        });
        expectBothSides(record);
        const legs = await eventually('both legs were measured', async () => {
          const measured = await qualityOf(record.call.id);
          return measured.length === 2 ? measured : undefined;
        });
        for (const { received, sent } of legs) {
          expect(received.packets).toBeGreaterThan(100);
          expect(sent.packets).toBeGreaterThan(100);
          expect(received.lost).toBe(0);
        }
        const heard = (await phone.heard()).map((file) => readWav(file).channels[0] ?? new Int16Array());
        expect(
          heard.some((samples) => secondsOf(samples).some((second) => hasTone(second, CUSTOMER_HZ))),
          'the agent heard the customer',
        ).toBe(true);
        await expectHeardOnlyByThoseWhoMay(record.recording.id, agent);
        await agent.request('DELETE', '/api/session');
      });

      it('whose phone must encrypt its sound (SRTP): both hear each other, and both are recorded', async () => {
        const caller = '13550602246';
        const admin = await house.signIn(demo.summary.administrator);
        const { rows } = await admin.get<Page<Account>>('/api/accounts?search=liuyang');
        const { id, displayName, role, enabled, extension } = rows[0] ?? expect.fail('no account');
        const body = { displayName, role, enabled, extension: { ...extension, srtp: 'required' } };
        expect(await admin.request('PUT', `/api/accounts/${id}`, body)).toMatchObject({ status: 200 });
        const agent = await house.signIn('liuyang');
        const account = { user: 'demo-8011', password: demo.summary.sipPassword };
        const phone = opened(await Baresip.register({ ...account, sipPort: house.sipPort, frequency: AGENT_HZ, encrypted: true }));
        await eventually('the phone is online on the board', async () => (await onBoard('8011')).phoneOnline);
        const { probe, sipp } = await customerRings('02088880001', caller);
        await eventually('the customer hears the agent', () => probe.hears(AGENT_HZ), 20_000).catch((error: Error) => {
          throw new Error(`${error.message}\n${phone.output}`);
        });
        await sipp.finish();
        expectBothSides(await recordOf(caller));
        await agent.request('DELETE', '/api/session');
      });
    },
  );

  describe.skipIf(!available || !sippInstalled || !chromiumInstalled)(
    'a customer rings and an agent answers in the browser',
    { timeout: STORY_MS },
    () => {
      it('both hear each other, the board shows it live, and one record and one stereo recording remain', async () => {
        const caller = '13800138000';
        const browser = opened(await Browser.open({ frequency: AGENT_HZ }));
        await browser.signIn(house.url, 'keke');
        await eventually('the web phone registers', async () => (await onBoard('8004')).phoneOnline);
        const { probe, sipp } = await customerRings('02088880002', caller);

        await browser.page.getByTestId('answer').first().click({ timeout: 20_000 });
        const row = await eventually('the board shows the call', () => isTalking('8004'));
        expect(row).toMatchObject({ withNumber: caller, queueName: '售后服务', phoneType: 'web' });
        await browser.screenshot('panel-in-call');
        await eventually('the customer hears the agent', () => probe.hears(AGENT_HZ));
        const heard = await eventually('the agent hears the customer', () => browser.heardFrequency());
        expect(heard).toBeGreaterThan(CUSTOMER_HZ - 30);
        expect(heard).toBeLessThan(CUSTOMER_HZ + 30);
        await sipp.finish();

        const record = await recordOf(caller);
        expect(record.call).toMatchObject({ answer: 'answered', agentName: '可可', extension: '8004', queueName: '售后服务' });
        expectBothSides(record);
        expect(browser.problems).toEqual([]);
      });
    },
  );

  describe.skipIf(!available || !chromiumInstalled)(
    'a test customer rings, with one browser and nothing else',
    { timeout: STORY_MS },
    () => {
      it('is answered, speaks, hears the agent and answers, and is marked in the records', async () => {
        const browser = opened(await Browser.open({ frequency: AGENT_HZ, language: 'en' }));
        const { page } = browser;
        await browser.signIn(house.url, 'zuzhang');
        await eventually('the web phone registers', async () => (await onBoard('8001')).phoneOnline);
        await page.getByTestId('test-customer').click();
        await browser.screenshot(`test-customer-${engine}`);
        await page.getByTestId('test-customer-call').click();
        await page.getByTestId('test-customer-waiting').waitFor();
        // One at a time in a call centre.
        const again = await supervisor.request('POST', '/api/test-customer', { language: 'en', calledNumber: '02088880001' });
        expect(again.body).toMatchObject({ code: 'testCustomer.running' });
        await page.keyboard.press('Escape');

        await page.getByTestId('answer').first().click({ timeout: 30_000 });
        await eventually('the board shows the call', () => isTalking('8001'));
        await eventually('the agent hears the customer', async () => (await browser.heardFrequency()) > 0);
        await browser.screenshot(`test-customer-talking-${engine}`);
        // A pause between two words is no end of a sentence.
        let silences = 0;
        await eventually('the customer has said their first sentence', async () => {
          silences = (await browser.heardFrequency()) === 0 ? silences + 1 : 0;
          return silences >= 3;
        });
        // The fake microphone never pauses: who mutes it has finished speaking.
        await page.getByTestId('mute').first().click();
        await eventually('the customer answers', async () => (await browser.heardFrequency()) > 0);
        expect((await supervisor.get<TestCustomerView>('/api/test-customer')).call?.stage).toBe('talking');
        await supervisor.request('DELETE', '/api/test-customer');

        const [call] = await eventually('the call record', async () => {
          const { rows } = await supervisor.get<Page<CallRecord>>('/api/calls');
          const own = rows.filter((row) => row.isTest);
          return own.length > 0 ? own : undefined;
        });
        expect(call).toMatchObject({ type: 'inbound', answer: 'answered', extension: '8001', queueName: '售前咨询', customerNumber: '' });
        const recording = await eventually('the recording is fetched and checked', async () => {
          const page = await supervisor.get<Page<Recording>>('/api/recordings');
          return page.rows.find((row) => row.callId === call?.id && row.state !== 'recording');
        });
        const audio = await fetch(`${house.url}/api/recordings/${recording.id}/audio`, { headers: { cookie: supervisor.cookie } });
        const [said = new Int16Array(), heard = new Int16Array()] = readWav(Buffer.from(await audio.arrayBuffer())).channels;
        expect(
          secondsOf(heard).some((second) => hasTone(second, AGENT_HZ)),
          'the customer heard the agent',
        ).toBe(true);
        expect(secondsOf(said).filter((second) => second.some((sample) => Math.abs(sample) > 3000)).length).toBeGreaterThan(4);
        expect(said.length).toBeGreaterThan(8000);
        expect(browser.problems).toEqual([]);
      });
    },
  );

  describe.skipIf(!available || !chromiumInstalled || !ownAddress)('a console on another machine', { timeout: STORY_MS }, () => {
    it('has a microphone and a phone over https, with the installation’s own certificate', async () => {
      const browser = opened(await Browser.open());
      await browser.signIn(`https://${ownAddress}:${house.ready.httpsPort}`, 'zhangwei');
      await eventually('the web phone registers', async () => (await onBoard('8003')).phoneOnline);
      expect(await browser.page.evaluate('isSecureContext')).toBe(true);
      expect(browser.problems).toEqual([]);
    });

    it('is told to use https when it came by plain http', async () => {
      const browser = opened(await Browser.open({ language: 'en' }));
      await browser.signIn(`http://${ownAddress}:${house.ready.httpPort}`, 'wangli');
      const link = browser.page.getByRole('link', { name: /https/i }).first();
      expect(await link.getAttribute('href')).toBe(`https://${ownAddress}:${house.ready.httpsPort}/panel`);
      await browser.screenshot('panel-plain-http');
    });
  });
});

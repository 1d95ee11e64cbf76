import type { AgentStatus, CallRecord, Page } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import type { ApiUser } from '../support/server.ts';
import { TonePhone } from '../support/tone-phone.ts';

const AGENT_HZ = 500;
const NETWORK_HZ = 900;
/** GB 3380: what we play while it rings. */
const RINGBACK_HZ = 450;

/** What a carrier says before the answer, in its ears who dials: by tones. */
describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let agent: ApiUser;
  let phone: TonePhone;
  let carrier: TonePhone;

  beforeAll(async () => {
    if (!available) return;
    house = await House.start(engine);
    const { account, sipSecret } = await house.hireAgent('first', '9501');
    await house.openQueue('8795', '02088887796', [account.id]);
    carrier = await TonePhone.carrier({ sipPort: house.sipPort, frequency: NETWORK_HZ });
    const trunk = await made<{ id: string }>('/api/trunks', {
      name: 'early',
      kind: 'address',
      host: '127.0.0.1',
      port: carrier.port,
      secondHost: '',
      secondPort: 5060,
      transport: 'udp',
      verifyCertificate: true,
      username: '',
      password: '',
      domain: '',
      matchAddresses: ['198.51.100.5'],
      callerId: '',
      outbound: true,
      watched: false,
      maxChannels: 0,
      callsPerSecond: 0,
      enabled: true,
    });
    await made('/api/dial-rules', {
      name: 'everything',
      pattern: 'X.',
      strip: 0,
      prefix: '',
      trunkIds: [trunk.id],
      callerId: '02012345678',
      permissionClass: 'local',
      enabled: true,
    });
    const user = account.extension?.sipUser ?? '';
    phone = await TonePhone.register({ user, password: sipSecret, sipPort: house.sipPort, frequency: AGENT_HZ });
    agent = await house.signIn('first');
    await eventually('the phone is online', async () => (await onBoard())?.phoneOnline);
  }, 60_000);
  afterAll(async () => {
    phone?.close();
    carrier?.close();
    await house?.stop();
  });

  async function made<T>(path: string, body: unknown): Promise<T> {
    const answer = await house.admin.request('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    // The server checked the answer against the contract's shape.
    return answer.body as T;
  }

  const onBoard = async () => (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.extension === '9501');

  async function dialsInConsole(number: string) {
    expect(await agent.request('POST', '/api/panel/dial', { number })).toMatchObject({ status: 200 });
    const own = await phone.picksUp();
    return { own, called: await carrier.isCalled() };
  }

  const hears = (line: { probe: { which(frequencies: readonly number[]): number[] } }) => line.probe.which([RINGBACK_HZ, NETWORK_HZ]);
  const heard = (what: string, line: Parameters<typeof hears>[0], frequencies: number[]) =>
    eventually(what, () => String(hears(line)) === String(frequencies), 10_000);

  async function record(number: string): Promise<CallRecord> {
    return eventually('the call record', async () => (await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`)).rows[0]);
  }

  describe.skipIf(!available || !chromiumInstalled)('what the network says before the answer, in the browser', { timeout: 120_000 }, () => {
    it('is heard with 183 alone; where the network only rings, our ringback is; then they talk', async () => {
      const account = await house.hireWebAgent('browser', '9502');
      await house.openQueue('8796', '02088887797', [account.id]);
      const browser = await Browser.open({ frequency: AGENT_HZ });
      try {
        await browser.signIn(house.server.url.replace('127.0.0.1', 'localhost'), 'browser');
        const row = async () => (await house.admin.get<AgentStatus[]>('/api/agents')).find(({ extension }) => extension === '9502');
        await eventually('the web phone is online', async () => (await row())?.phoneOnline, 20_000);
        const { page } = browser;
        const dials = async (number: string) => {
          await page.getByTestId('dial-input').locator('input').or(page.locator('input[data-testid=dial-input]')).first().fill(number);
          await page.getByTestId('dial').click();
          return carrier.isCalled();
        };
        const heard = (what: string, frequencies: number[]) =>
          eventually(what, async () => String(await browser.which([RINGBACK_HZ, NETWORK_HZ])) === String(frequencies), 20_000);

        const called = await dials('13800138021');
        called.hasEarlyMedia();
        await heard('the network', [NETWORK_HZ]);
        expect((await row())?.state, 'before the answer').not.toBe('talking');
        await called.picksUp();
        await eventually('they talk', async () => (await row())?.state === 'talking');
        await heard('the customer', [NETWORK_HZ]);
        await eventually('the customer hears the agent', () => called.probe.hears(AGENT_HZ));
        await called.hangsUp();
        await eventually('it is over', async () => (await row())?.state !== 'talking');

        await eventually('the next can be dialled', () => page.getByTestId('dial').isEnabled(), 20_000);
        const rung = await dials('13800138022');
        rung.rings();
        await heard('our ringback', [RINGBACK_HZ]);
        rung.hasEarlyMedia();
        await heard('the network alone', [NETWORK_HZ]);
        rung.rejects(486);
        await house.expectNothingLeft();
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  });

  describe.skipIf(!available)('what the network says before the answer', { timeout: 90_000 }, () => {
    it('with 183 alone the agent hears it, and no ringback; then they talk', async () => {
      const { own, called } = await dialsInConsole('13800138011');
      expect(called.from).toContain('02012345678');
      called.hasEarlyMedia();
      await heard('the network', own, [NETWORK_HZ]);
      await eventually('the network hears the agent', () => called.probe.hears(AGENT_HZ));
      await called.picksUp();
      await eventually('they talk', async () => (await onBoard())?.state === 'talking');
      await heard('the customer', own, [NETWORK_HZ]);
      await called.hangsUp();
      await own.isHungUp();
      await house.expectNothingLeft();
      expect(await record('13800138011')).toMatchObject({ answer: 'answered', endedBy: 'customer' });
    });

    it('with 180 the agent hears our ringback, until the network makes a sound; and the announcement of a failure', async () => {
      const { own, called } = await dialsInConsole('13800138012');
      called.rings();
      await heard('our ringback', own, [RINGBACK_HZ]);
      called.hasEarlyMedia();
      await heard('the network alone', own, [NETWORK_HZ]);
      called.rejects(404);
      await own.isHungUp();
      await house.expectNothingLeft();
      expect(await record('13800138012')).toMatchObject({ endReason: 'noSuchNumber', endedBy: 'carrier' });
    });

    it('dialled on the desk phone: it is told to listen, and hears the network', async () => {
      const own = await phone.calls('13800138013');
      const called = await carrier.isCalled();
      called.hasEarlyMedia();
      await own.hearsProgress();
      await heard('the network', own, [NETWORK_HZ]);
      await called.picksUp();
      await own.isAnswered();
      await eventually('the customer hears the agent', () => called.probe.hears(AGENT_HZ));
      await own.hangsUp();
      await called.isHungUp();
      await house.expectNothingLeft();
    });
  });
});

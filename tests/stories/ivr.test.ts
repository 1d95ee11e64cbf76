import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccountWithSecret, CallDetail, CallRecord, FlowDefinition, FlowTestResult, Page, Queue } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { liveTopic } from '../../apps/server/test/support/live-topic.ts';
import { SipConformancePhone } from '../conformance/sip-phone.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { Installation } from '../support/installation.ts';
import { draft, drawing, openIvr, tonePrompt } from '../support/ivr.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';
import { type ToneCall, TonePhone } from '../support/tone-phone.ts';

const CALLER_HZ = 500;
const MENU_HZ = 700;
const ACCOUNT_HZ = 900;
const WRONG_HZ = 1300;
const DEFAULT_HZ = 1900;
const CALLED = '02088886666';
const LOOPBACK = '127.0.0.1';
const hasSpeech = existsSync('/usr/bin/espeak-ng');

/** The company's own system, which knows one good customer. */
class Crm {
  readonly asked: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ customer: { vip: request.url === '/customers/62251' } }));
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, LOOPBACK, resolve));
    return this;
  }

  get url(): string {
    return `http://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A word with a variable in it, a menu, an account number, a look-up that decides, the queue; whoever presses twice what is not there hears the default. */
async function theIvr(admin: ApiUser, url: string, crm: Crm): Promise<FlowDefinition> {
  const tone = (frequency: number, seconds?: number) => tonePrompt(admin, url, frequency, seconds);
  const { rows } = await admin.get<Page<Queue>>('/api/queues');
  const queueId = rows.find((row) => row.number === '8701')?.id ?? expect.fail('no queue');
  const greeting = { kind: 'speech' as const, text: 'Day {{weekday}}.', language: 'en' as const };
  const invalidSound = await tone(WRONG_HZ, 1);
  const patience = { timeoutS: 10, retries: 1, invalidSound, noInputSound: null };
  return drawing(
    [
      { id: 'hello', kind: 'play', sounds: hasSpeech ? [greeting] : [], interruptible: false },
      { id: 'menu', kind: 'menu', sounds: [await tone(MENU_HZ, 3)], keys: ['1', '2'], ...patience },
      {
        id: 'account',
        kind: 'collect',
        sounds: [await tone(ACCOUNT_HZ, 3)],
        variable: 'account',
        minDigits: 4,
        maxDigits: 8,
        terminator: '#',
        interDigitS: 5,
        pattern: '6\\d+',
        ...patience,
      },
      {
        id: 'look',
        kind: 'http',
        method: 'GET',
        url: `${crm.url}/customers/{{account}}`,
        headers: [],
        body: '',
        timeoutS: 5,
        mapping: [{ path: 'customer.vip', variable: 'vip' }],
      },
      { id: 'isVip', kind: 'condition', test: { on: 'variable', variable: 'vip', operator: 'equals', value: 'true' } },
      { id: 'service', kind: 'queue', queueId, priority: 10, skills: [], skipGreeting: true },
      { id: 'sorry', kind: 'play', sounds: [await tone(DEFAULT_HZ, 2)], interruptible: false },
      { id: 'bye', kind: 'hangup', sounds: [] },
    ],
    [
      'start.next>hello',
      'hello.next>menu',
      'menu.1>account',
      'account.next>look',
      'look.next>isVip',
      'isVip.yes>service',
      'isVip.no>bye',
      'sorry.next>bye',
    ],
    'sorry',
  );
}

describe.each(engines)('an IVR on $engine', ({ engine, available }) => {
  let crm: Crm;
  let house: House;
  const open: { close(): unknown }[] = [];
  const opened = <T extends { close(): unknown }>(resource: T): T => {
    open.push(resource);
    return resource;
  };

  beforeAll(async () => {
    if (!available || !sippInstalled) return;
    crm = opened(await new Crm().open());
    const running = await House.start(engine, { flowHttpAllow: [LOOPBACK] });
    opened({ close: () => running.stop() });
    house = running;
    opened(await SippAgents.register([{ user: 'demo-8011', password: demo.summary.sipPassword }], house.sipPort));
    await house.signIn('liuyang');
    await openIvr(house.admin, CALLED, await theIvr(house.admin, house.server.url, crm));
  }, 60_000);
  afterAll(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  }, 60_000);

  describe.skipIf(!available || !sippInstalled)('in a house', { timeout: 120_000 }, () => {
    async function rings(callerNumber: string, talkMs: number): Promise<{ probe: RtpProbe; sipp: SippCaller }> {
      const probe = opened(await RtpProbe.open(CALLER_HZ));
      const caller = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: probe.port };
      return { probe, sipp: await SippCaller.ring([caller], { talkMs }) };
    }

    async function historyOf(number: string): Promise<{ record: CallRecord; events: CallDetail['events'] }> {
      const record = await eventually('the call record', async () => {
        const page = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`);
        return page.rows[0];
      });
      const { events } = await house.admin.get<CallDetail>(`/api/calls/${record.id}`);
      return { record, events };
    }

    it('the caller hears the menu, presses, types, is looked up, and talks with the agent', async () => {
      const { probe, sipp } = await rings('13900000061', 14_000);
      await eventually('he hears the menu', () => probe.hearsOnly(MENU_HZ), 20_000);
      await probe.press('1');
      await eventually('he is asked for his account', () => probe.hearsOnly(ACCOUNT_HZ));
      await probe.presses('62251#');
      await eventually('he talks with the agent, who sends back what he hears', () => probe.hears(CALLER_HZ), 20_000);
      expect(crm.asked).toContain('/customers/62251');
      await sipp.finish();
      const { record, events } = await historyOf('13900000061');
      expect(record).toMatchObject({ answer: 'answered', endReason: 'hangup', agentName: '刘洋', queueNumber: '8701' });
      const typed = events.filter((event) => event.type === 'flowInput').map((event) => event.detail.digits);
      expect(typed, 'an account number is not in the history').toEqual(['1', '*****']);
    });

    it('whoever presses a wrong key twice hears so, and then the default', async () => {
      const { probe, sipp } = await rings('13900000062', 25_000);
      await eventually('he hears the menu', () => probe.hearsOnly(MENU_HZ), 20_000);
      await probe.press('7');
      await eventually('he hears that it was wrong', () => probe.hearsOnly(WRONG_HZ));
      await eventually('he hears the menu again', () => probe.hearsOnly(MENU_HZ));
      await probe.press('8');
      await eventually('he hears the default', () => probe.hearsOnly(DEFAULT_HZ));
      // We hang up first, which SIPp does not expect.
      await sipp.finish().catch(() => undefined);
      const { record, events } = await historyOf('13900000062');
      expect(record).toMatchObject({ answer: 'noAnswer', endReason: 'flowEnded', endedBy: 'system' });
      const way = events.filter((event) => event.type === 'flowNode').map((event) => event.detail.nodeId);
      expect(way).toEqual(['start', 'hello', 'menu', 'sorry', 'bye']);
      const keys = events.filter((event) => event.type === 'flowInput').map((event) => event.detail.digits);
      expect(keys).toEqual(['7', '8']);
    });

    it('keys come by themselves: as events, in the sound of a phone that has none, as INFO where that is set', async () => {
      const sounds = [await tonePrompt(house.admin, house.server.url, 1100, 6)];
      const asking = { timeoutS: 10, retries: 2, invalidSound: null, noInputSound: null };
      const flow = await draft(
        house.admin,
        'keys',
        drawing(
          [
            {
              id: 'digits',
              kind: 'collect',
              sounds,
              variable: 'typed',
              minDigits: 3,
              maxDigits: 3,
              terminator: '#',
              interDigitS: 5,
              pattern: '',
              ...asking,
            },
            { id: 'bye', kind: 'hangup', sounds: [] },
          ],
          ['start.next>digits', 'digits.next>bye'],
        ),
      );
      const ways = [
        {
          name: 'events',
          number: '9311',
          dtmfMode: 'auto',
          hasEvents: true,
          press: (call: ToneCall, key: string) => call.probe.press(key),
        },
        {
          name: 'tones',
          number: '9312',
          dtmfMode: 'auto',
          hasEvents: false,
          press: (call: ToneCall, key: string) => call.probe.pressInSound(key),
        },
        {
          name: 'info',
          number: '9313',
          dtmfMode: 'info',
          hasEvents: false,
          press: (call: ToneCall, key: string) => call.pressesByInfo(key),
        },
        {
          name: 'rfc4733',
          number: '9314',
          dtmfMode: 'rfc4733',
          hasEvents: true,
          press: (call: ToneCall, key: string) => call.probe.press(key),
        },
      ] as const;
      for (const { name, number, dtmfMode, hasEvents, press } of ways) {
        const { body } = await house.admin.request('POST', '/api/accounts', {
          name,
          displayName: name,
          role: 'administrator',
          password: demo.summary.password,
          extension: { number, phoneType: 'sip', recordingEnabled: false, dtmfMode },
        });
        // The server checked the answer against the contract's shape.
        const { account, sipSecret } = body as AccountWithSecret;
        const user = account.extension?.sipUser ?? '';
        const phone = opened(
          await TonePhone.register({ user, password: sipSecret ?? '', sipPort: house.sipPort, frequency: 500, hasEvents }),
        );
        const tester = await house.signIn(name);
        const live = opened(await liveTopic(house.server.url, tester.cookie, 'flowTest'));
        await eventually('the phone is known to be there', async () => {
          const numbers = { callerNumber: '13800138000', calledNumber: '4001' };
          return (await tester.request('POST', `/api/flows/${flow.id}/test-call`, numbers)).status === 200;
        });
        const call = await phone.picksUp();
        await eventually(`${name}: digits are waited for`, () => live.deltas.at(-1)?.path.at(-1)?.nodeId === 'digits');
        await eventually(`${name}: the sound has begun`, () => call.probe.hears(1100));
        for (const key of '479') await press(call, key);
        await eventually(`${name}: the flow is over`, () => live.deltas.at(-1)?.state === 'ended', 20_000);
        expect(live.deltas.at(-1), name).toMatchObject({ variables: { typed: '479' } });
        await call.isHungUp();
      }
      await house.expectNothingLeft();
    });

    it('an administrator tries a draft on his own phone, and his page shows where he is', async () => {
      const { body } = await house.admin.request('POST', '/api/accounts', {
        name: 'drawer',
        displayName: 'drawer',
        role: 'administrator',
        password: demo.summary.password,
        extension: { number: '9300', phoneType: 'sip', recordingEnabled: false },
      });
      // The server checked the answer against the contract's shape.
      const { account, sipSecret } = body as AccountWithSecret;
      const phone = opened(await SipConformancePhone.open(account.extension?.sipUser ?? '', sipSecret ?? '', house.sipPort));
      await phone.register();
      const drawer = await house.signIn('drawer');
      const sounds = [await tonePrompt(drawer, house.server.url, 1150, 3)];
      const asking = { timeoutS: 10, retries: 2, invalidSound: null, noInputSound: null };
      const flow = await draft(
        drawer,
        'a draft',
        drawing(
          [
            { id: 'menu', kind: 'menu', sounds, keys: ['1'], ...asking },
            { id: 'note', kind: 'set', variable: 'choice', value: '{{caller}}/{{called}}' },
            { id: 'again', kind: 'menu', sounds, keys: ['2'], ...asking },
            { id: 'bye', kind: 'hangup', sounds: [] },
          ],
          ['start.next>menu', 'menu.1>note', 'note.next>again', 'again.2>bye'],
        ),
      );
      const live = opened(await liveTopic(house.server.url, drawer.cookie, 'flowTest'));
      const { snapshot, deltas: states } = live;
      expect(snapshot).toBeNull();

      const numbers = { callerNumber: '13800138000', calledNumber: '4001' };
      const tried = await eventually('the phone is known to be there', async () => {
        const answer = await drawer.request('POST', `/api/flows/${flow.id}/test-call`, numbers);
        return answer.status === 200 ? (answer.body as FlowTestResult) : undefined;
      });
      const call = await phone.isCalled();
      expect(states.at(-1)).toMatchObject({ callId: tried.callId, flowId: flow.id, state: 'ringing', path: [] });
      await call.answers();
      await eventually('the menu is lit', () => states.at(-1)?.path.at(-1)?.nodeId === 'menu');
      expect((await drawer.request('POST', `/api/flows/${flow.id}/test-call`, numbers)).status, 'one at a time').toBe(409);
      await call.presses('1');
      await eventually('the second menu is lit', () => states.at(-1)?.path.at(-1)?.nodeId === 'again');
      expect(states.at(-1)).toMatchObject({
        state: 'running',
        variables: { choice: '13800138000/4001' },
        path: [
          { nodeId: 'start', exit: 'next' },
          { nodeId: 'menu', exit: '1' },
          { nodeId: 'note', exit: 'next' },
          { nodeId: 'again', exit: null },
        ],
      });
      // The keys of the panel are those of the phone.
      expect((await drawer.request('POST', '/api/panel/dtmf', { digits: '2' })).status).toBe(204);
      await call.isHungUp();
      await eventually('the test is over', () => states.at(-1)?.state === 'ended');
      expect(states.at(-1)?.path.at(-1)).toMatchObject({ nodeId: 'bye' });
      await house.expectNothingLeft();
    });
  });

  describe.skipIf(!available || !sippInstalled)('and kill -9 of the server in mid-menu', { timeout: 180_000 }, () => {
    it('the caller hears the menu again, and goes on to the agent', async () => {
      const installation = await Installation.start({ engine, env: { ZUOXI_FLOW_HTTP_ALLOW: LOOPBACK } });
      opened({ close: () => installation.remove() });
      const { sipPort, url } = installation;
      const admin = await installation.signIn(demo.summary.administrator);
      opened(await SippAgents.register([{ user: 'demo-8011', password: demo.summary.sipPassword }], sipPort));
      await installation.signIn('liuyang');
      await openIvr(admin, CALLED, await theIvr(admin, url, crm));
      const probe = opened(await RtpProbe.open(CALLER_HZ));
      const caller = { sipPort, calledNumber: CALLED, callerNumber: '13900000063', rtpPort: probe.port };
      const sipp = await SippCaller.ring([caller], { talkMs: 30_000 });
      await eventually('he hears the menu', () => probe.hearsOnly(MENU_HZ), 20_000);
      const pid = await installation.pidOf('server');
      process.kill(pid, 'SIGKILL');
      await eventually('the server is a new process', async () => (await installation.pidOf('server')) !== pid, 20_000);
      await eventually('it is ready', async () => (await fetch(`${url}/readyz`)).status === 200, 20_000);
      await eventually('he hears the menu again', () => probe.hearsOnly(MENU_HZ), 20_000);
      await probe.press('1');
      await eventually('he is asked for his account', () => probe.hearsOnly(ACCOUNT_HZ));
      await probe.presses('62251#');
      await eventually('he talks with the agent', () => probe.hears(CALLER_HZ), 20_000);
      await sipp.finish();
    });
  });
});

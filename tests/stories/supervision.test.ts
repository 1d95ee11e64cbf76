import type { Account, AgentStatus, CallDetail, CallRecord, Page, Recording, SupervisionOrder } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { TonePhone } from '../support/tone-phone.ts';

// Promise 7: who hears whom is proven with a different tone from each party.

const CUSTOMER_HZ = 500;
const AGENT_HZ = 900;
const SUPERVISOR_HZ = 1300;
const TONES = [CUSTOMER_HZ, AGENT_HZ, SUPERVISOR_HZ];
const CALLED = '02088887781';

/** Somebody with an ear: a desk phone, or the phone in a browser. */
interface Party {
  account: Account;
  user: ApiUser;
  /** His phone rings for him, and he answers. */
  answers(): Promise<void>;
  hears(): Promise<number[]>;
  isHungUp(): Promise<void>;
  close(): Promise<void>;
}

async function deskParty(house: House, name: string, extension: string, role: 'agent' | 'supervisor', frequency: number): Promise<Party> {
  const { account, sipSecret } = await house.hireAgent(name, extension, role);
  const user = account.extension?.sipUser ?? '';
  const phone = await TonePhone.register({ user, password: sipSecret, sipPort: house.sipPort, frequency });
  let line: Awaited<ReturnType<TonePhone['picksUp']>> | undefined;
  return {
    account,
    user: await house.signIn(name),
    async answers() {
      line = await phone.picksUp();
    },
    hears: async () => line?.probe.which(TONES) ?? [],
    isHungUp: async () => line?.isHungUp(),
    close: async () => phone.close(),
  };
}

async function webParty(house: House, name: string, extension: string, role: 'agent' | 'supervisor', frequency: number): Promise<Party> {
  const account = await house.hireWebAgent(name, extension, role);
  const browser = await Browser.open({ frequency });
  await browser.signIn(house.server.url.replace('127.0.0.1', 'localhost'), name);
  return {
    account,
    user: await house.signIn(name),
    async answers() {
      // One's own phone that rings for one's own order is picked up by the page.
      const answer = browser.page.getByTestId('answer');
      if (role === 'agent') await answer.first().click({ timeout: 20_000 });
    },
    hears: () => browser.which(TONES),
    isHungUp: async () => {
      await eventually('it is hung up', async () => (await browser.which(TONES)).length === 0, 10_000);
    },
    close: () => browser.close(),
  };
}

const kinds = chromiumInstalled
  ? ([
      ['desk', 'desk'],
      ['web', 'desk'],
      ['desk', 'web'],
      ['web', 'web'],
    ] as const)
  : ([['desk', 'desk']] as const);
const cases = engines
  .filter(({ available }) => available)
  .flatMap(({ engine }) => kinds.map(([agent, supervisor]) => ({ engine, agent, supervisor })));

describe.skipIf(!sippInstalled).each(cases)(
  'on $engine, agent: $agent phone, supervisor: $supervisor phone',
  { timeout: 120_000 },
  (kind) => {
    let house: House;
    let agent: Party;
    let supervisor: Party;
    let customer: RtpProbe;
    let sipp: SippCaller;

    beforeAll(async () => {
      house = await (await House.start(kind.engine)).greetBriefly();
      agent = await (kind.agent === 'desk' ? deskParty : webParty)(house, 'anna', '9301', 'agent', AGENT_HZ);
      supervisor = await (kind.supervisor === 'desk' ? deskParty : webParty)(house, 'susi', '9302', 'supervisor', SUPERVISOR_HZ);
      await house.openQueue('8781', CALLED, [agent.account.id, supervisor.account.id]);
      // Calls of the queue are for the agent.
      const queueIds = (await panelOf(supervisor)).agent.queues.map((queue) => queue.queueId);
      await supervisor.user.request('POST', '/api/panel/queue-states', { queueIds, ready: false, reason: '巡查' });
      await eventually(
        'both phones are online',
        async () => (await onBoard('9301'))?.phoneOnline && (await onBoard('9302'))?.phoneOnline,
        20_000,
      );
    }, 90_000);
    afterAll(async () => {
      await agent?.close();
      await supervisor?.close();
      await house?.stop();
    });

    const panelOf = (party: Party) => party.user.get<import('@zuoxi/contract').PanelState>('/api/panel');
    const onBoard = async (extension: string) =>
      (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.extension === extension);
    const supervise = async (mode: SupervisionOrder) => {
      const answer = await supervisor.user.request('POST', `/api/agents/${agent.account.id}/supervise`, { mode });
      expect(answer.status, JSON.stringify(answer.body)).toBe(204);
    };
    const everybodyHears = async (expected: { customer?: number[]; agent?: number[]; supervisor?: number[] }) => {
      let heard = {};
      await eventually(
        'everybody hears whom he should',
        async () => {
          heard = {
            ...(expected.customer ? { customer: customer.which(TONES) } : {}),
            ...(expected.agent ? { agent: await agent.hears() } : {}),
            ...(expected.supervisor ? { supervisor: await supervisor.hears() } : {}),
          };
          return JSON.stringify(heard) === JSON.stringify(expected);
        },
        15_000,
      ).catch((error: Error) => {
        throw new Error(`${error.message}: ${JSON.stringify(expected)}, but ${JSON.stringify(heard)}`);
      });
    };
    const customerTalksWithAgent = async (callerNumber: string) => {
      customer = await RtpProbe.open(CUSTOMER_HZ);
      sipp = await SippCaller.ring([{ sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: customer.port }], {
        talkMs: 90_000,
      });
      await agent.answers();
      await eventually('they talk', async () => (await onBoard('9301'))?.state === 'talking', 20_000);
      await everybodyHears({ customer: [AGENT_HZ], agent: [CUSTOMER_HZ] });
    };
    const recordOf = (number: string) =>
      eventually('the call record', async () => {
        const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`);
        return rows[0] ? await house.admin.get<CallDetail>(`/api/calls/${rows[0].id}`) : undefined;
      });

    it('listens, whispers and barges in without a second ring, and takes the customer over', async () => {
      await customerTalksWithAgent('13900000081');
      await supervise('listen');
      await supervisor.answers();
      await everybodyHears({ customer: [AGENT_HZ], agent: [CUSTOMER_HZ], supervisor: [CUSTOMER_HZ, AGENT_HZ] });
      expect((await panelOf(agent)).agent.supervisors).toMatchObject([{ name: 'susi', mode: 'listen' }]);
      await supervise('whisper');
      await everybodyHears({ customer: [AGENT_HZ], agent: [CUSTOMER_HZ, SUPERVISOR_HZ], supervisor: [CUSTOMER_HZ, AGENT_HZ] });
      await supervise('barge');
      await everybodyHears({
        customer: [AGENT_HZ, SUPERVISOR_HZ],
        agent: [CUSTOMER_HZ, SUPERVISOR_HZ],
        supervisor: [CUSTOMER_HZ, AGENT_HZ],
      });
      await supervise('listen');
      await everybodyHears({ customer: [AGENT_HZ], agent: [CUSTOMER_HZ], supervisor: [CUSTOMER_HZ, AGENT_HZ] });
      await supervise('takeOver');
      await agent.isHungUp();
      await everybodyHears({ customer: [SUPERVISOR_HZ], supervisor: [CUSTOMER_HZ] });
      expect(await onBoard('9301')).toMatchObject({ state: 'idle' });
      await supervisor.user.request('POST', '/api/panel/hangup');
      await sipp.ended;
      await supervisor.isHungUp();
      customer.close();

      const record = await recordOf('13900000081');
      expect(record).toMatchObject({ answer: 'answered', endedBy: 'agent', agentName: 'anna' });
      expect(record.segments.map(({ role, agentName }) => [role, agentName])).toEqual([
        ['agent', 'anna'],
        ['supervisor', 'susi'],
        ['agent', 'susi'],
      ]);
      const [first, , second] = record.segments;
      expect((first?.talkS ?? 0) + (second?.talkS ?? 0)).toBeCloseTo(record.talkS, 0);
      await eventually('one recording', async () => {
        const { rows } = await house.admin.get<Page<Recording>>('/api/recordings?number=13900000081');
        return rows.length === 1 && rows[0]?.state === 'ready';
      });
    });

    it('强拆: the customer is hung up, and the supervisor talks with the agent', async () => {
      await customerTalksWithAgent('13900000082');
      await supervise('release');
      await supervisor.answers();
      await sipp.ended;
      await everybodyHears({ agent: [SUPERVISOR_HZ], supervisor: [AGENT_HZ] });
      await supervisor.user.request('POST', '/api/panel/hangup');
      await agent.isHungUp();
      await supervisor.isHungUp();
      customer.close();
      expect(await recordOf('13900000082')).toMatchObject({ endedBy: 'supervisor', endReason: 'hangup' });
    });

    it('nothing of it all is left in the engine', () => house.expectNothingLeft());
  },
);

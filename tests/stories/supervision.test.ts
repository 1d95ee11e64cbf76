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

type PhoneKind = 'desk' | 'web';

const kinds = (
  [
    ['desk', 'desk'],
    ['web', 'desk'],
    ['desk', 'web'],
    ['web', 'web'],
  ] as const
)
  .filter((phones) => chromiumInstalled || !phones.some((phone) => phone === 'web'))
  .map(([agent, supervisor], index) => ({
    agent,
    supervisor,
    number: `878${index + 1}`,
    called: `0208888778${index + 1}`,
    nth: index + 1,
  }));

/** An installation for all kinds of phones, with an agent and a supervisor at each kind. */
class Stage {
  readonly house: House;
  readonly #parties = new Map<string, Promise<Party>>();

  constructor(house: House) {
    this.house = house;
  }

  /** Hired, and at their phone, from when they are first needed. */
  party(role: 'agent' | 'supervisor', phone: PhoneKind): Promise<Party> {
    const name = `${role === 'agent' ? 'anna' : 'susi'}-${phone}`;
    const there = this.#parties.get(name);
    if (there) return there;
    const extension = `93${phone === 'desk' ? 0 : 1}${role === 'agent' ? 1 : 2}`;
    const frequency = role === 'agent' ? AGENT_HZ : SUPERVISOR_HZ;
    const party = (phone === 'desk' ? deskParty : webParty)(this.house, name, extension, role, frequency);
    this.#parties.set(name, party);
    return party;
  }

  async stop(): Promise<void> {
    for (const party of await Promise.allSettled(this.#parties.values())) if (party.status === 'fulfilled') await party.value.close();
    await this.house.stop();
  }
}

describe.each(engines.filter(({ available }) => available && sippInstalled))('on $engine', ({ engine }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = new Stage(await (await House.start(engine)).greetBriefly());
  }, 90_000);
  afterAll(() => stage?.stop());

  describe.each(kinds)('agent: $agent phone, supervisor: $supervisor phone', { timeout: 120_000 }, (kind) => {
    let house: House;
    let agent: Party;
    let supervisor: Party;
    let customer: RtpProbe;
    let sipp: SippCaller;
    /** Each kind has customers of its own, whose calls are on no other's list. */
    const customerNumber = (n: number) => `13900000${kind.nth}8${n}`;

    beforeAll(async () => {
      house = stage.house;
      agent = await stage.party('agent', kind.agent);
      supervisor = await stage.party('supervisor', kind.supervisor);
      await house.openQueue(kind.number, kind.called, [agent.account.id, supervisor.account.id]);
      // Calls of the queue are for the agent.
      const queueIds = (await panelOf(supervisor)).agent.queues.map((queue) => queue.queueId);
      await supervisor.user.request('POST', '/api/panel/queue-states', { queueIds, ready: false, reason: '巡查' });
      await eventually(
        'both phones are online',
        async () => (await onBoard(agent))?.phoneOnline && (await onBoard(supervisor))?.phoneOnline,
        20_000,
      );
    }, 90_000);

    const panelOf = (party: Party) => party.user.get<import('@zuoxi/contract').PanelState>('/api/panel');
    const onBoard = async ({ account }: Party) =>
      (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.accountId === account.id);
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
      sipp = await SippCaller.ring([{ sipPort: house.sipPort, calledNumber: kind.called, callerNumber, rtpPort: customer.port }], {
        talkMs: 90_000,
      });
      await agent.answers();
      await eventually('they talk', async () => (await onBoard(agent))?.state === 'talking', 20_000);
      await everybodyHears({ customer: [AGENT_HZ], agent: [CUSTOMER_HZ] });
    };
    const recordOf = (number: string) =>
      eventually('the call record', async () => {
        const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`);
        return rows[0] ? await house.admin.get<CallDetail>(`/api/calls/${rows[0].id}`) : undefined;
      });

    it('listens, whispers and barges in without a second ring, and takes the customer over', async () => {
      await customerTalksWithAgent(customerNumber(1));
      await supervise('listen');
      await supervisor.answers();
      await everybodyHears({ customer: [AGENT_HZ], agent: [CUSTOMER_HZ], supervisor: [CUSTOMER_HZ, AGENT_HZ] });
      expect((await panelOf(agent)).agent.supervisors).toMatchObject([{ name: supervisor.account.name, mode: 'listen' }]);
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
      expect(await onBoard(agent)).toMatchObject({ state: 'idle' });
      await supervisor.user.request('POST', '/api/panel/hangup');
      await sipp.ended;
      await supervisor.isHungUp();
      customer.close();

      const record = await recordOf(customerNumber(1));
      expect(record).toMatchObject({ answer: 'answered', endedBy: 'agent', agentName: agent.account.name });
      expect(record.segments.map(({ role, agentName }) => [role, agentName])).toEqual([
        ['agent', agent.account.name],
        ['supervisor', supervisor.account.name],
        ['agent', supervisor.account.name],
      ]);
      const [first, , second] = record.segments;
      expect((first?.talkS ?? 0) + (second?.talkS ?? 0)).toBeCloseTo(record.talkS, 0);
      await eventually('one recording', async () => {
        const { rows } = await house.admin.get<Page<Recording>>(`/api/recordings?number=${customerNumber(1)}`);
        return rows.length === 1 && rows[0]?.state === 'ready';
      });
    });

    it('强拆: the customer is hung up, and the supervisor talks with the agent', async () => {
      await customerTalksWithAgent(customerNumber(2));
      await supervise('release');
      await supervisor.answers();
      await sipp.ended;
      await everybodyHears({ agent: [SUPERVISOR_HZ], supervisor: [AGENT_HZ] });
      await supervisor.user.request('POST', '/api/panel/hangup');
      await agent.isHungUp();
      await supervisor.isHungUp();
      customer.close();
      expect(await recordOf(customerNumber(2))).toMatchObject({ endedBy: 'supervisor', endReason: 'hangup' });
    });

    it('nothing of it all is left in the engine', () => house.expectNothingLeft());
  });
});

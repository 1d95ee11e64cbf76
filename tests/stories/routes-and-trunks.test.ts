import type { AgentStatus, CallDetail, CallRecord, OpeningHours, Page, Trunk, TrunkInput, TrunkTest } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntry } from '../../apps/server/src/modules/audit/tables.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';
import { SippRefusingCarrier } from '../support/sipp-refusing-carrier.ts';

const CUSTOMER_HZ = 500;
const ABROAD = '0085212345678';

/** An agent, a carrier without free lines, and one that answers. */
describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let agent: ApiUser;
  let accountId: string;
  let full: Trunk;
  let good: Trunk;
  const open: { close(): void | Promise<void> }[] = [];

  beforeAll(async () => {
    if (!available || !sippInstalled) return;
    house = await House.start(engine);
    const refusing = await SippRefusingCarrier.open('503 Service Unavailable');
    const { carrier, port } = await SippAgents.carrier();
    open.push(refusing, carrier);
    full = await newTrunk('a full one', refusing.port, '198.51.100.1');
    good = await newTrunk('b good one', port, '198.51.100.2');
    const { account, sipSecret } = await house.hireAgent('first', '9401');
    accountId = account.id;
    // Who is in no queue is not on the board.
    await house.openQueue('8794', '02088887794', [accountId]);
    open.push(await SippAgents.register([{ user: account.extension?.sipUser ?? '', password: sipSecret }], house.sipPort));
    agent = await house.signIn('first');
    await eventually('the phone is online', async () => (await onBoard())?.phoneOnline);
    await made('/api/dial-rules', {
      name: 'everything',
      pattern: 'X.',
      strip: 0,
      prefix: '',
      trunkIds: [full.id, good.id],
      callerId: '02012345678',
      permissionClass: 'local',
      enabled: true,
    });
  }, 60_000);
  afterAll(async () => {
    for (const resource of open.reverse()) await resource.close();
    await house?.stop();
  });

  async function made<T>(path: string, body: unknown): Promise<T> {
    const answer = await house.admin.request('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    // The server checked the answer against the contract's shape.
    return answer.body as T;
  }

  function newTrunk(name: string, port: number, address: string): Promise<Trunk> {
    const input: TrunkInput = {
      name,
      kind: 'address',
      host: '127.0.0.1',
      port,
      secondHost: '',
      secondPort: 5060,
      transport: 'udp',
      verifyCertificate: true,
      username: '',
      password: '',
      domain: '',
      matchAddresses: [address],
      callerId: '',
      outbound: true,
      watched: false,
      maxChannels: 0,
      callsPerSecond: 0,
      rtpTimeoutS: 0,
      dtmfMode: 'auto',
      enabled: true,
    };
    return made('/api/trunks', input);
  }

  const onBoard = async () => (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.extension === '9401');
  const talks = () => eventually('they talk', async () => (await onBoard())?.state === 'talking', 20_000);

  /** The one call with that number, when it is over. */
  async function record(number: string): Promise<CallDetail> {
    const row = await eventually(
      'the call record',
      async () => (await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`)).rows[0],
    );
    return house.admin.get<CallDetail>(`/api/calls/${row.id}`);
  }

  async function hangsUp(): Promise<void> {
    expect((await agent.request('POST', '/api/panel/hangup')).status).toBe(204);
    await isOver();
  }

  const isOver = () => eventually('the call is over', () => house.server.modules.engine.callControl.world.calls.size === 0);

  describe.skipIf(!available || !sippInstalled)('routes and trunks', { timeout: 120_000 }, () => {
    it('a call out that the first carrier cannot carry goes over the second, and its course says so', async () => {
      expect(await agent.request('POST', '/api/panel/dial', { number: '13800138001' })).toMatchObject({ status: 200 });
      await talks();
      expect((await house.admin.get<Page<Trunk>>('/api/trunks?search=good')).rows).toMatchObject([{ channelsInUse: 1 }]);
      await hangsUp();
      const { events, answer } = await record('13800138001');
      expect(answer).toBe('answered');
      const course = events.filter(({ type }) => type === 'outsideDialled' || type === 'trunkFailed');
      expect(course.map(({ type, detail }) => [type, detail.trunkId])).toEqual([
        ['outsideDialled', full.id],
        ['trunkFailed', full.id],
        ['outsideDialled', good.id],
      ]);
    });

    it('a number abroad is refused, though a rule fits, until the extension is given the right', async () => {
      expect(await agent.request('POST', '/api/panel/dial', { number: ABROAD })).toMatchObject({
        status: 403,
        body: { code: 'panel.notAllowed', params: { number: ABROAD } },
      });
      const { database, engine: telephony } = house.server.modules;
      await database.system.execute(
        `update extension set may_dial = '{internal,local,national,international}' where account_id = '${accountId}'`,
      );
      await telephony.directoryChanged();
      expect(await agent.request('POST', '/api/panel/dial', { number: ABROAD })).toMatchObject({ status: 200 });
      await talks();
      await hangsUp();
    });

    it('a call at closed hours goes to the closed destination', async () => {
      const closed = [[], [], [], [], [], [], []];
      const hours = await made<OpeningHours>('/api/opening-hours', {
        name: 'never',
        timeZone: 'Asia/Shanghai',
        weekly: closed,
        observesHolidays: false,
      });
      const { rows } = await house.admin.get<Page<{ id: string }>>('/api/queues?search=8702');
      await made('/api/inbound-routes', {
        calledNumber: '02088887795',
        hoursId: hours.id,
        destination: { kind: 'queue', queueId: rows[0]?.id },
        closedDestination: { kind: 'extension', agentId: accountId },
        description: '',
      });
      const probe = await RtpProbe.open(CUSTOMER_HZ);
      open.push(probe);
      const caller = { sipPort: house.sipPort, calledNumber: '02088887795', callerNumber: '13900000095', rtpPort: probe.port };
      const sipp = await SippCaller.ring([caller], { talkMs: 6_000 });
      await talks();
      await eventually('the caller hears the phone', () => probe.hears(CUSTOMER_HZ), 10_000);
      await sipp.finish();
      await isOver();
      expect(await record('13900000095')).toMatchObject({ answer: 'answered', queueId: null, agentId: accountId });
    });

    it('a test call over a trunk says whether it was answered, and why not', async () => {
      const test = (trunk: Trunk, body: object) => house.admin.request('POST', `/api/trunks/${trunk.id}/test`, body);
      expect(await test(good, { number: '13800138002' })).toMatchObject({ status: 200, body: { outcome: 'answered', cause: null } });
      const failed = await test(full, { number: '13800138002' });
      expect(failed).toMatchObject({ status: 200, body: { outcome: 'failed', cause: 34 } });
      expect((failed.body as TrunkTest).seconds).toBeLessThan(10);
      expect(await test(good, { number: ABROAD })).toMatchObject({ status: 403, body: { code: 'panel.notAllowed' } });
      expect(await test(good, {})).toMatchObject({ status: 200, body: { outcome: 'unknown', watched: false } });
      const entries = await house.server.modules.database.system.select().from(auditEntry);
      const audited = entries.filter((entry) => entry.action === 'trunks.test');
      expect(audited.map((entry) => entry.detail.outcome).sort()).toEqual(['answered', 'failed']);
      await house.expectNothingLeft();
      // Nobody's call: no record.
      expect((await house.admin.get<Page<CallRecord>>('/api/calls?number=13800138002')).total).toBe(0);
    });
  });
});

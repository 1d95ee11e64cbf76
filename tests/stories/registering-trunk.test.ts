import type { AgentStatus, CallRecord, Page, Trunk, TrunkInput, TrunkTest } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntry } from '../../apps/server/src/modules/audit/tables.ts';
import { certificateFor } from '../../packages/softswitch/test/switch/certificates.ts';
import { Carrier } from '../support/carrier.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const ACCOUNT = '4008001234';
const PASSWORD = 'carrier-secret';
const CALLER_ID = '02088886666';
const CUSTOMER = '13900000055';

/** An administrator enters what the carrier gave him; the rest happens by itself. */
describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let carrier: Carrier;
  let phone: SippAgents | undefined;
  let trunk: Trunk;

  beforeAll(async () => {
    if (!available || !sippInstalled) return;
    carrier = await Carrier.open(await certificateFor({ ip: ['127.0.0.1'] }));
    await carrier.sells(ACCOUNT, PASSWORD);
    house = await House.start(engine);
    // It takes whatever comes from this machine.
    const { rows } = await house.admin.get<Page<Trunk>>('/api/trunks');
    for (const row of rows) await house.admin.request('DELETE', `/api/trunks/${row.id}`);
  }, 60_000);
  afterAll(async () => {
    await phone?.close();
    await house?.stop();
    await carrier?.close();
  });

  const input = (): TrunkInput => ({
    name: '注册中继',
    kind: 'registration',
    host: '127.0.0.1',
    port: carrier.sipPort,
    secondHost: '',
    secondPort: 5060,
    transport: 'udp',
    verifyCertificate: true,
    username: ACCOUNT,
    password: PASSWORD,
    domain: '',
    matchAddresses: [],
    callerId: CALLER_ID,
    outbound: true,
    watched: true,
    maxChannels: 0,
    callsPerSecond: 0,
    rtpTimeoutS: 0,
    dtmfMode: 'auto',
    enabled: true,
  });
  const save = async (change: Partial<TrunkInput> = {}): Promise<Trunk> => {
    const [method, path] = trunk ? ['PUT', `/api/trunks/${trunk.id}`] : ['POST', '/api/trunks'];
    const { status, body } = await house.admin.request(method ?? '', path ?? '', { ...input(), ...change });
    expect(status, JSON.stringify(body)).toBe(200);
    return body as Trunk;
  };
  const shown = async () => (await house.admin.get<Page<Trunk>>('/api/trunks')).rows[0];
  const isShown = (what: Partial<Trunk>) =>
    eventually(
      `the trunk is ${JSON.stringify(what)}`,
      async () => {
        const row = await shown();
        if (row && Object.entries(what).every(([key, value]) => Object.entries(row).some(([name, of]) => name === key && of === value)))
          return true;
        throw new Error(`${row?.state} ${row?.stateStatus}`);
        // Asterisk asks a new contact at some time of its first 30 seconds.
      },
      40_000,
    );
  const registered = engine === 'softswitch' ? 'registered' : 'reachable';

  // Owed for Asterisk: after a refusal its second sign-in is refused at times, and when it leaves its goodbye may come after its
  // password is gone, so that the carrier remembers it until the registration ends.
  const itOnOurs = it.skipIf(engine === 'asterisk');

  describe.skipIf(!available || !sippInstalled)('a trunk that registers', { timeout: 90_000 }, () => {
    itOnOurs('with a wrong password is shown as refused, with the carrier’s answer', async () => {
      trunk = await save({ password: 'wrong' });
      await isShown({ state: 'refused', stateStatus: 401 });
      expect(await carrier.hasRegistered(ACCOUNT)).toBe(false);
    });

    it('with the right one registers at once, and is shown as registered', async () => {
      trunk = await save();
      // Asterisk tells nobody over ARI how it went: that the carrier is there is all that can be said.
      await isShown({ state: registered, stateStatus: 0, hasPassword: true });
      await eventually('the carrier knows it', () => carrier.hasRegistered(ACCOUNT), 30_000);
    });

    it('is tested: its servers are asked now, the one that is there and the one that is not', async () => {
      const tested = async (id: string): Promise<TrunkTest> => {
        const { status, body } = await house.admin.request('POST', `/api/trunks/${id}/test`, {});
        expect(status, JSON.stringify(body)).toBe(200);
        return body as TrunkTest;
      };
      const here = `127.0.0.1:${carrier.sipPort}`;
      expect((await tested(trunk.id)).servers).toEqual([
        {
          engine: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          server: here,
          outcome: 'answered',
          // Asterisk does not say with what.
          status: engine === 'softswitch' ? expect.any(Number) : 0,
          roundTripMs: expect.any(Number),
        },
      ]);
      // A second one, which nobody watches: it is asked all the same. Over TCP, where a closed port says so.
      const body = {
        ...input(),
        name: 'unwatched',
        kind: 'address',
        watched: false,
        outbound: false,
        transport: 'tcp',
        matchAddresses: ['198.51.100.7'],
      };
      const made = await house.admin.request('POST', '/api/trunks', {
        ...body,
        host: '127.0.0.1',
        port: 9,
        secondHost: '127.0.0.1',
        secondPort: carrier.sipPort,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(200);
      const other = made.body as Trunk;
      const { servers } = await tested(other.id);
      expect(servers.map(({ server, outcome }) => [server, outcome])).toEqual([
        ['127.0.0.1:9', engine === 'softswitch' ? 'refused' : 'unreachable'],
        [here, 'answered'],
      ]);
      expect(servers[0]).toMatchObject({ status: 0, roundTripMs: null });
      expect((await house.admin.request('DELETE', `/api/trunks/${other.id}`)).status).toBe(204);
      const entries = await house.server.modules.database.system.select().from(auditEntry);
      expect(
        entries.filter(({ action }) => action === 'trunks.testServers').map(({ targetId, detail }) => [targetId, detail.servers]),
      ).toEqual([
        [trunk.id, expect.arrayContaining([expect.objectContaining({ outcome: 'answered' })])],
        [other.id, servers],
      ]);
      // An agent tests nothing.
      await house.hireAgent('tester', '9309');
      expect((await (await house.signIn('tester')).request('POST', `/api/trunks/${trunk.id}/test`, {})).status).toBe(403);
    });

    it('is called by its carrier, and the queue answers', async () => {
      const { account, sipSecret } = await house.hireAgent('first', '9301');
      await house.openQueue('8793', ACCOUNT, [account.id]);
      phone = await SippAgents.register([{ user: account.extension?.sipUser ?? '', password: sipSecret }], house.sipPort);
      await house.signIn('first');
      await eventually('the phone is online', async () =>
        (await house.admin.get<AgentStatus[]>('/api/agents')).some((row) => row.extension === '9301' && row.phoneOnline),
      );
      const call = await carrier.calls(ACCOUNT, CUSTOMER);
      await carrier.isAnswered(call);
      await eventually('they talk', async () =>
        (await house.admin.get<AgentStatus[]>('/api/agents')).some((row) => row.state === 'talking' && row.withNumber === CUSTOMER),
      );
      expect((await shown())?.channelsInUse).toBe(1);
      await carrier.hangsUp(call);
      await house.expectNothingLeft();
      const rows = await eventually('the call record', async () => {
        const page = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${CUSTOMER}`);
        return page.total > 0 && page.rows;
      });
      expect(rows).toMatchObject([{ answer: 'answered', type: 'inbound', extension: '9301' }]);
    });

    itOnOurs('is called out by: signs in, and shows the number it was given', async () => {
      const agent = await house.signIn('first');
      expect(await agent.request('POST', '/api/panel/dial', { number: '13800138000' })).toMatchObject({ status: 200 });
      const channel = await carrier.answers('13800138000');
      expect(channel.name).toMatch(new RegExp(`^PJSIP/${ACCOUNT}-`));
      expect(channel.caller.number).toBe(CALLER_ID);
      await eventually('they talk', async () =>
        (await house.admin.get<AgentStatus[]>('/api/agents')).some((row) => row.state === 'talking'),
      );
      await carrier.hangsUp(channel.id);
      await house.expectNothingLeft();
    });

    itOnOurs('goes to the second server when the first is away, and is shown so', async () => {
      await save({ host: '127.0.0.1', port: 9, secondHost: '127.0.0.1', secondPort: carrier.sipPort, password: '' });
      await isShown({ state: registered, secondHost: '127.0.0.1' });
      await eventually('the carrier knows it', () => carrier.hasRegistered(ACCOUNT), 30_000);
      const agent = await house.signIn('first');
      expect(await agent.request('POST', '/api/panel/dial', { number: '13800138001' })).toMatchObject({ status: 200 });
      const channel = await carrier.answers('13800138001');
      await carrier.hangsUp(channel.id);
      await house.expectNothingLeft();
    });

    it('whose carrier is away is not registered, or not reachable', async () => {
      await save({ host: '127.0.0.1', port: 9 });
      await isShown(engine === 'softswitch' ? { state: 'notRegistered' } : { state: 'unreachable' });
    });

    // Owed: seen as far as the refused certificate; what comes after was not run.
    it.skip('over TLS believes a certificate of no known authority only when told to', async () => {
      const tls = { transport: 'tls', port: carrier.sipTlsPort, verifyCertificate: true } as const;
      await save(tls);
      await isShown({ state: 'notRegistered' });
      await save({ ...tls, verifyCertificate: false });
      await isShown({ state: registered });
      await eventually('the carrier knows it', () => carrier.hasRegistered(ACCOUNT), 30_000);
      const agent = await house.signIn('first');
      expect(await agent.request('POST', '/api/panel/dial', { number: '13800138002' })).toMatchObject({ status: 200 });
      const channel = await carrier.answers('13800138002');
      await carrier.hangsUp(channel.id);
      await house.expectNothingLeft();
    });

    itOnOurs('leaves when it is deleted', async () => {
      await save();
      await eventually('the carrier knows it', () => carrier.hasRegistered(ACCOUNT), 30_000);
      expect((await house.admin.request('DELETE', `/api/trunks/${trunk.id}`)).status).toBe(204);
      await eventually('the carrier has forgotten it', async () => !(await carrier.hasRegistered(ACCOUNT)), 30_000);
    });
  });
});

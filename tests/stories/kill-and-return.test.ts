import type { AccountWithSecret, AgentStatus, CallRecord, Page, Queue, QueueStatus } from '@zuoxi/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const AGENTS = 20;
const TALKING = { number: '8797', calledNumber: '02088887777' };
const IDLE = { number: '8798', calledNumber: '02088887788' };

/** F16: nobody notices on the telephone, and afterwards everything is where it was. */
describe.skipIf(!sippInstalled)('kill -9 of the server with 20 talking, 20 waiting, 20 idle', { timeout: 240_000 }, () => {
  let house: Installation | undefined;
  let phones: SippAgents | undefined;
  const probes: RtpProbe[] = [];

  afterEach(async () => {
    for (const probe of probes.splice(0)) probe.close();
    await phones?.close();
    await house?.remove();
  });

  async function hire(admin: ApiUser, first: number): Promise<{ id: string; name: string; user: string; password: string }[]> {
    const hired = [];
    for (let n = 0; n < AGENTS; n++) {
      const number = String(first + n);
      const { body } = await admin.request('POST', '/api/accounts', {
        name: `agent${number}`,
        displayName: `坐席 ${number}`,
        role: 'agent',
        password: demo.summary.password,
        extension: { number, phoneType: 'sip', recordingEnabled: true },
      });
      // The server checked the answer against the contract's shape.
      const { account, sipSecret } = body as AccountWithSecret;
      hired.push({ id: account.id, name: account.name, user: account.extension?.sipUser ?? '', password: sipSecret ?? '' });
    }
    return hired;
  }

  async function openQueue(admin: ApiUser, { number, calledNumber }: typeof TALKING, memberIds: string[]): Promise<Queue> {
    const limits = { ringTimeoutS: 20, maxWaitS: 600, wrapUpS: 0, serviceLevelS: 20 };
    const { body } = await admin.request('POST', '/api/queues', {
      number,
      name: `队列 ${number}`,
      strategy: 'longestIdle',
      ...limits,
      recordingEnabled: true,
      memberIds,
    });
    const queue = body as Queue;
    await admin.request('POST', '/api/inbound-routes', {
      calledNumber,
      destination: { kind: 'queue', queueId: queue.id },
      description: '',
    });
    return queue;
  }

  async function board(admin: ApiUser) {
    const agents = (await admin.get<AgentStatus[]>('/api/agents')).filter((agent) => agent.displayName.startsWith('坐席 '));
    const queues = await admin.get<QueueStatus[]>('/api/queue-status');
    return {
      states: Object.fromEntries(
        agents.map((agent) => [agent.displayName, `${agent.state} since ${agent.since} with ${agent.withNumber}`]),
      ),
      waiting: queues.map(({ queueNumber, waiting, oldestSince, ready, talking }) => ({
        queueNumber,
        waiting,
        oldestSince,
        ready,
        talking,
      })),
    };
  }

  async function ring(first: number): Promise<SippCaller> {
    const own: RtpProbe[] = [];
    for (let n = 0; n < AGENTS; n++) own.push(await RtpProbe.open(500 + n * 20));
    probes.push(...own);
    const callers = own.map((probe, n) => ({
      sipPort: house?.sipPort ?? 0,
      calledNumber: TALKING.calledNumber,
      callerNumber: `1390000${first + n}`,
      rtpPort: probe.port,
    }));
    return SippCaller.ring(callers, { talkMs: 90_000 });
  }

  it('is not heard, and states, places and waiting times are as they were', async () => {
    house = await Installation.start();
    const running = house;
    const admin = await running.signIn('admin');
    const talkers = await hire(admin, 9100);
    const idlers = await hire(admin, 9200);
    await openQueue(
      admin,
      TALKING,
      talkers.map(({ id }) => id),
    );
    await openQueue(
      admin,
      IDLE,
      idlers.map(({ id }) => id),
    );
    phones = await SippAgents.register([...talkers, ...idlers], running.sipPort);
    for (const { name } of [...talkers, ...idlers]) await running.signIn(name);

    const queue = async () => (await board(admin)).waiting.find(({ queueNumber }) => queueNumber === TALKING.number);
    const talking = await ring(1000);
    await eventually('twenty talk', async () => (await queue())?.talking === AGENTS, 40_000);
    const waiting = await ring(2000);
    await eventually('twenty wait', async () => (await queue())?.waiting === AGENTS, 40_000);
    const before = await board(admin);
    expect(Object.values(before.states).filter((state) => state.startsWith('talking'))).toHaveLength(AGENTS);
    expect(Object.values(before.states).filter((state) => state.startsWith('idle'))).toHaveLength(AGENTS);

    for (const probe of probes) probe.forget();
    await running.killServer();
    const after = await eventually(
      'everything is as it was',
      async () => {
        const now = await board(admin);
        return JSON.stringify(now) === JSON.stringify(before) ? now : undefined;
      },
      20_000,
    ).catch(async () => board(admin));
    expect(after).toEqual(before);
    // Talking or waiting with music: the sound went on without a gap.
    await eventually('sound came meanwhile', () => probes.every((probe) => probe.received > 50));
    expect(probes.map((probe) => probe.lost)).toEqual(probes.map(() => 0));

    // Whoever waits longest is next, as if nothing had been.
    const oldest = (await queue())?.oldestSince;
    talking.kill();
    waiting.kill();
    expect(oldest).toBe(before.waiting.find(({ queueNumber }) => queueNumber === TALKING.number)?.oldestSince);
    await running.stop();
  });

  it('the longest waiting caller gets the next agent, and every call has one record', async () => {
    house = await Installation.start();
    const running = house;
    const admin = await running.signIn('admin');
    const [agent] = await hire(admin, 9100);
    if (!agent) throw new Error('nobody was hired');
    await openQueue(admin, TALKING, [agent.id]);
    phones = await SippAgents.register([agent], running.sipPort);
    const callerNumbers = ['13900000001', '13900000002', '13900000003'];
    const callers = [];
    for (const callerNumber of callerNumbers) {
      const probe = await RtpProbe.open(500);
      probes.push(probe);
      const call = { sipPort: running.sipPort, calledNumber: TALKING.calledNumber, callerNumber, rtpPort: probe.port };
      callers.push(await SippCaller.ring([call], { talkMs: 40_000 }));
      const place = callers.length;
      await eventually('he waits', async () => {
        const queues = await admin.get<QueueStatus[]>('/api/queue-status');
        return queues.find(({ queueNumber }) => queueNumber === TALKING.number)?.waiting === place;
      });
    }
    await running.killServer();
    await running.signIn(agent.name);
    const status = await eventually('the agent talks', async () => {
      const [own] = (await admin.get<AgentStatus[]>('/api/agents')).filter((one) => one.accountId === agent.id);
      return own?.state === 'talking' ? own : undefined;
    });
    expect(status.withNumber).toBe(callerNumbers[0]);
    await Promise.all(callers.map((caller) => caller.finish()));
    const calls = await eventually('three records', async () => {
      const page = await admin.get<Page<CallRecord>>('/api/calls?search=1390000000');
      return page.total >= callerNumbers.length ? page : undefined;
    });
    expect(calls.rows.map((row) => row.customerNumber).sort()).toEqual(callerNumbers);
    await running.expectPromiseOne();
  });
});

import { type FakeLeg, ServedFake } from '@zuoxi/ari/fake';
import type { CallRecord, Page, PanelState, Queue, QueueStatus, Trunk } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

/** A call that ends in the middle of a transfer to a queue: what the board counts, and the one record that remains. */

let fake: ServedFake;
let server: TestServer;
let admin: ApiUser;
/** Of 8701, who has the customer and transfers them. */
let wangli: ApiUser;
/** Of 8702, to which they go. */
let keke: ApiUser;
let queues: Queue[];
let trunk: Trunk;
let callers = 0;

beforeAll(async () => {
  fake = await ServedFake.open();
  server = await startTestServer({ demo: true, ariUrls: [fake.ariUrl] });
  await eventually('the engine is ready', () => server.modules.engine.availableEngines === 1);
  const { tenant, administrator, password } = demo.summary;
  admin = await ApiUser.signIn(server.url, tenant, administrator, password);
  queues = (await admin.get<Page<Queue>>('/api/queues?sort=number&order=asc')).rows;
  trunk = (await admin.get<Page<Trunk>>('/api/trunks')).rows[0] ?? expect.fail('the demo has no trunk');
  wangli = await ApiUser.signIn(server.url, tenant, 'wangli', password);
  keke = await ApiUser.signIn(server.url, tenant, 'keke', password);
  fake.engine.phone('demo-8002').register();
});
afterAll(async () => {
  await server?.stop();
  await fake?.close();
});

const panelOf = async (user: ApiUser) => (await user.get<PanelState>('/api/panel')).call;
const statusOf = async (number: string) => {
  const { queueId, waiting, talking, ready, oldestSince } =
    (await admin.get<QueueStatus[]>('/api/queue-status')).find((one) => one.queueNumber === number) ?? expect.fail();
  return { queueId, waiting, talking, ready, oldestSince };
};
const idOf = (number: string) => queues.find((queue) => queue.number === number)?.id;

async function clockMoves(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    fake.engine.clock.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** wangli talks with a customer of 8701. */
async function conversation(): Promise<{ customer: FakeLeg; agent: FakeLeg; number: string }> {
  callers += 1;
  const number = `1380000${String(callers).padStart(4, '0')}`;
  await eventually('wangli is free', async () => {
    if ((await panelOf(wangli)) === null) await wangli.request('POST', '/api/panel/wrap-up/end', {});
    return (await statusOf('8701')).ready === 1;
  });
  const customer = fake.engine.ringIn({ endpoint: `trunk-${trunk.id}`, exten: '02088880001', callerNumber: number });
  await eventually('her phone rings', async () => {
    await clockMoves(500);
    return (await panelOf(wangli))?.phase === 'ringing' && fake.engine.phone('demo-8002').calls.length > 0;
  });
  const agent = fake.engine.phone('demo-8002').call;
  agent.ring();
  agent.answer();
  await eventually('they talk', async () => (await panelOf(wangli))?.phase === 'talking');
  expect(await statusOf('8701')).toMatchObject({ talking: 1, waiting: 0 });
  return { customer, agent, number };
}

const transfers = () => wangli.request('POST', '/api/panel/transfer', { number: '8702' });

async function onlyRecordOf(number: string): Promise<CallRecord> {
  const rows = await eventually('there is a record', async () => {
    const page = await admin.get<Page<CallRecord>>(`/api/calls?number=${number}`);
    return page.rows.length > 0 && page.rows;
  });
  expect(rows, 'one record a call').toHaveLength(1);
  return rows[0] ?? expect.fail();
}

async function nothingIsCounted(): Promise<void> {
  await eventually('nobody waits or talks', async () => {
    const both = [await statusOf('8701'), await statusOf('8702')];
    return both.every(({ waiting, talking, oldestSince }) => waiting === 0 && talking === 0 && oldestSince === null);
  });
  expect(server.modules.engine.callControl.world.calls.size).toBe(0);
  expect(await fake.engine.requests.channels.list()).toEqual([]);
}

/** How the customer's side ends there. */
const ENDS = [
  { who: 'the customer', end: (customer: FakeLeg) => customer.hangUp(), record: { endedBy: 'customer' } },
  { who: 'the network', end: (customer: FakeLeg) => customer.hangUp(38), record: { endReason: 'signallingLost', endedBy: 'carrier' } },
] as const;

describe.each(ENDS)('ended by $who', ({ end, record }) => {
  it('while the customer waits in the other queue', async () => {
    const { customer, agent, number } = await conversation();
    expect((await transfers()).status).toBe(204);
    await eventually('they wait there', async () => (await statusOf('8702')).waiting === 1);
    expect(await statusOf('8701')).toMatchObject({ waiting: 0, talking: 0 });
    await eventually('her phone was hung up', () => agent.endedBy !== undefined);
    end(customer);
    await nothingIsCounted();
    expect(await onlyRecordOf(number)).toMatchObject({
      queueId: idOf('8702'),
      answer: 'answered',
      endReason: 'abandonedInQueue',
      ...record,
    });
  });

  it('while a phone rings there', async () => {
    fake.engine.phone('demo-8004').register();
    const { customer, number } = await conversation();
    expect((await transfers()).status).toBe(204);
    await eventually('it rings at keke’s', async () => (await panelOf(keke))?.phase === 'ringing');
    expect(await statusOf('8702')).toMatchObject({ waiting: 1, talking: 0 });
    end(customer);
    await nothingIsCounted();
    expect(await panelOf(keke)).toBeNull();
    expect(await onlyRecordOf(number)).toMatchObject({
      queueId: idOf('8702'),
      answer: 'answered',
      endReason: 'abandonedWhileRinging',
      ...record,
    });
    fake.engine.phone('demo-8004').unregister();
  });
});

describe('ended by the agent', () => {
  it('just before the order: the order is refused in words, and it is a call of the first queue', async () => {
    const { agent, number } = await conversation();
    agent.hangUp();
    await eventually('the call is over', async () => (await panelOf(wangli)) === null);
    expect(await transfers()).toMatchObject({ status: 409, body: { code: 'panel.noCall' } });
    await nothingIsCounted();
    expect(await onlyRecordOf(number)).toMatchObject({ queueId: idOf('8701'), endReason: 'hangup', endedBy: 'agent' });
  });

  it('just after it: they are done already, and the customer waits', async () => {
    const { customer, number } = await conversation();
    const both = await Promise.all([transfers(), wangli.request('POST', '/api/panel/hangup', {})]);
    expect(both.map(({ status }) => status)).toEqual([204, 409]);
    await eventually('the customer waits', async () => (await statusOf('8702')).waiting === 1);
    customer.hangUp();
    await nothingIsCounted();
    expect(await onlyRecordOf(number)).toMatchObject({ queueId: idOf('8702'), endReason: 'abandonedInQueue', endedBy: 'customer' });
  });
});

it('ended by the engine, which is not heard of any more', async () => {
  const { number } = await conversation();
  expect((await transfers()).status).toBe(204);
  await eventually('the customer waits', async () => (await statusOf('8702')).waiting === 1);
  const { callControl } = server.modules.engine;
  const [call] = callControl.world.calls.values();
  callControl.order({ type: 'engineLost', engine: call?.engine ?? '', lastHeardAt: call?.phaseSince ?? 0 });
  for (const { id } of await fake.engine.requests.channels.list()) await fake.engine.requests.channels.hangup(id);
  await nothingIsCounted();
  expect(await onlyRecordOf(number)).toMatchObject({ queueId: idOf('8702'), endReason: 'interrupted', endedBy: 'system' });
});

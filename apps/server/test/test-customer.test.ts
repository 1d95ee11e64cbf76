import { FakeEngine } from '@zuoxi/ari/fake';
import type { Fact, Input } from '@zuoxi/callcontrol';
import type { Page, Queue, TestCustomerView } from '@zuoxi/contract';
import { silentLogger, systemIds } from '@zuoxi/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { TEST_CUSTOMER_MS, TestCustomers } from '../src/modules/engine/test-customers.ts';

const SOUNDS = ['1', '2', '3', '4', 'silent', 'bye'].map((name) => `sound:zuoxi/zh/test-customer-${name}`);
const TENANT = 't1';
const order = { tenantId: TENANT, language: 'zh', calledNumber: '8701', queueId: 'q1' } as const;

describe('a test customer', () => {
  let engine: FakeEngine;
  let customers: TestCustomers;
  let arrived: Extract<Input, { type: 'testCustomerArrived' }>[];
  let said: string[];
  /** What call control would have heard of. */
  let others: string[];

  beforeEach(() => {
    engine = new FakeEngine({ sounds: Object.fromEntries([...SOUNDS, 'sound:agent'].map((uri) => [uri, 3000])) });
    [arrived, said, others] = [[], [], []];
    const playing = { id: 'e1', requests: engine.requests, mediaUri: (uri: string) => uri };
    customers = new TestCustomers({
      app: 'zuoxi',
      clock: engine.clock,
      ids: systemIds,
      logger: silentLogger,
      engine: () => playing,
      arrive: (input) => {
        if (input.type === 'testCustomerArrived') arrived.push(input);
      },
    });
    engine.on('event', (event) => {
      if (event.type === 'PlaybackStarted' && event.playback.media_uri.includes('test-customer'))
        said.push(event.playback.media_uri.replace(/.*customer-/, ''));
      if (!customers.take(event)) others.push(event.type);
    });
  });

  const pass = async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    engine.clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };

  async function answered(): Promise<string> {
    const callId = await customers.call(order);
    const channelId = arrived[0]?.channelId ?? expect.fail('no call came in');
    await engine.requests.channels.answer(channelId);
    const base = { stream: 'call', at: engine.clock.now(), tenantId: TENANT, callId } as const;
    customers.onFacts([{ ...base, type: 'answered', agentId: 'a1' } as Fact]);
    await pass(1000);
    return channelId;
  }

  /** The agent says something for three seconds, then is silent. */
  async function agentSpeaks(channelId: string): Promise<void> {
    await engine.requests.channels.play(channelId, systemIds.uuid(), ['sound:agent']);
    await pass(3000);
    await pass(1000);
  }

  it('comes in as a call of its centre, from nobody’s number, and says nothing before an agent answers', async () => {
    const callId = await customers.call(order);
    expect(arrived).toMatchObject([{ callId, tenantId: TENANT, queueId: 'q1', calledNumber: '8701', callerNumber: '', engine: 'e1' }]);
    await engine.requests.channels.answer(arrived[0]?.channelId ?? '');
    await pass(20_000);
    expect(said).toEqual([]);
    expect(customers.of(TENANT)?.stage).toBe('waiting');
    expect(others).not.toContain('StasisStart');
  });

  it('speaks, and answers when the agent has spoken', async () => {
    const channelId = await answered();
    expect(said).toEqual(['1']);
    await pass(3000);
    await agentSpeaks(channelId);
    expect(said).toEqual(['1', '2']);
    await pass(3000);
    await agentSpeaks(channelId);
    expect(said).toEqual(['1', '2', '3']);
  });

  it('lets the agent finish the greeting, but begins where the microphone is never silent', async () => {
    const callId = await customers.call(order);
    const channelId = arrived[0]?.channelId ?? '';
    await engine.requests.channels.answer(channelId);
    customers.onFacts([{ stream: 'call', at: 0, tenantId: TENANT, callId, type: 'answered', agentId: 'a1' } as Fact]);
    await new Promise((resolve) => setImmediate(resolve));
    await engine.requests.channels.play(channelId, 'noise', ['tone:ring']);
    await pass(5000);
    expect(said).toEqual([]);
    await pass(2000);
    expect(said).toEqual(['1']);
  });

  it('asks whether somebody is there when nothing is heard', async () => {
    await answered();
    await pass(3000);
    await pass(12_000);
    expect(said).toEqual(['1', 'silent']);
  });

  it('is one at a time in a call centre, and there may be one in another', async () => {
    await customers.call(order);
    await expect(customers.call(order)).rejects.toMatchObject({ code: 'testCustomer.running' });
    await customers.call({ ...order, tenantId: 't2' });
    expect(arrived).toHaveLength(2);
  });

  it('says goodbye and hangs up when its time is over; nobody answered: it hangs up', async () => {
    await answered();
    for (let passed = 0; passed < TEST_CUSTOMER_MS; passed += 5000) await pass(5000);
    expect(said.at(-1)).toBe('bye');
    await pass(3000);
    expect(customers.of(TENANT)).toBeUndefined();
    expect(await engine.requests.channels.list()).toEqual([]);
    await customers.call(order);
    await pass(TEST_CUSTOMER_MS);
    expect(customers.of(TENANT)).toBeUndefined();
    expect(await engine.requests.channels.list()).toEqual([]);
  });

  it('is over when the agent hangs up, and when it is ended by hand', async () => {
    await engine.requests.channels.hangup(await answered());
    expect(customers.of(TENANT)).toBeUndefined();
    await customers.call(order);
    expect(customers.hangUp(TENANT)).toBe(true);
    await pass(0);
    expect(await engine.requests.channels.list()).toEqual([]);
    expect(customers.hangUp(TENANT)).toBe(false);
  });

  it('of a server that is no more is hung up', async () => {
    await engine.requests.channels.originate({ channelId: 'testcustomer-old', endpoint: 'Local/8701@zuoxi/n', app: 'zuoxi' });
    await customers.onConnected({ id: 'e1', requests: engine.requests, mediaUri: (uri) => uri });
    expect(await engine.requests.channels.list()).toEqual([]);
  });
});

describe('over HTTP', () => {
  let server: TestServer;
  let supervisor: ApiUser;
  let queues: Queue[];
  beforeAll(async () => {
    server = await startTestServer({ demo: true });
    const { tenant, password } = demo.summary;
    supervisor = await ApiUser.signIn(server.url, tenant, 'zuzhang', password);
    const admin = await ApiUser.signIn(server.url, tenant, 'admin', password);
    queues = (await admin.get<Page<Queue>>('/api/queues?sort=number&order=asc')).rows;
  });
  afterAll(() => server.stop());

  const code = async (body: object) => ((await supervisor.request('POST', '/api/test-customer', body)).body as { code: string }).code;

  it('says whom one may call, and refuses what is not clear or not there', async () => {
    const view = await supervisor.get<TestCustomerView>('/api/test-customer');
    expect(view).toMatchObject({ queues: [{ number: '8701' }, { number: '8702' }], call: null });
    expect(view.numbers.map(({ number }) => number)).toEqual(['02088880001', '02088880002']);
    expect(await code({ language: 'zh' })).toBe('testCustomer.noTarget');
    expect(await code({ language: 'zh', calledNumber: '1', queueId: queues[0]?.id })).toBe('testCustomer.noTarget');
    expect(await code({ language: 'zh', queueId: systemIds.uuid() })).toBe('panel.notYourQueue');
    // The engine is not there in this test.
    expect(await code({ language: 'zh', queueId: queues[0]?.id })).toBe('engine.unavailable');
    expect((await supervisor.request('DELETE', '/api/test-customer')).status).toBe(204);
  });
});

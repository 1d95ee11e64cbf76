import { FakeEngine, type FakeLeg } from '@zuoxi/ari/fake';
import { sequentialIds, silentLogger } from '@zuoxi/kit';
import { describe, expect, it } from 'vitest';
import { CallControl } from '../src/call-control.ts';
import { CommandRunner } from '../src/command-runner.ts';
import type { QueueConfig } from '../src/directory.ts';
import type { Fact } from '../src/facts.ts';
import type { Input } from '../src/inputs.ts';
import { type Call, emptyWorld } from '../src/world.ts';
import { TestDirectory } from './call-centre.ts';

const GREETING_MS = 3000;
const ANNOUNCEMENT_MS = 2000;

/** CallControl with an engine: what it orders is carried out, what happens comes back as events. */
class Centre {
  readonly fake = new FakeEngine({ sounds: { 'sound:greeting': GREETING_MS, 'sound:max-wait': ANNOUNCEMENT_MS } });
  readonly facts: Fact[] = [];
  readonly control: CallControl;
  #deaf = false;

  private constructor(agentCount: number, queue: Partial<QueueConfig>) {
    this.control = new CallControl({
      requests: this.fake.requests,
      app: 'zuoxi',
      directory: new TestDirectory(agentCount, queue),
      clock: this.fake.clock,
      ids: sequentialIds('call'),
      logger: silentLogger,
      world: emptyWorld(),
    });
    this.control.on('facts', (facts) => this.facts.push(...facts));
    this.fake.on('event', (event) => {
      if (!this.#deaf) this.control.onAriEvent(event);
    });
    this.fake.on('disconnected', () => this.control.onDisconnected());
  }

  /** Agents a1…an are signed in, their phones demo-8001… registered, a1 idle longest. */
  static async open(agentCount: number, queue: Partial<QueueConfig> = {}): Promise<Centre> {
    const centre = new Centre(agentCount, queue);
    centre.fake.phone('trunk-1').register();
    await centre.control.recover();
    for (let n = 1; n <= agentCount; n++) {
      centre.phone(n).register();
      centre.control.order({ type: 'signIn', agentId: `a${n}` });
      centre.fake.clock.advance(10);
    }
    await centre.settle();
    return centre;
  }

  phone(n: number) {
    return this.fake.phone(`demo-800${n}`);
  }

  /** Until everything that was ordered has been carried out. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await this.control.settled();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.fake.clock.advance(Math.min(left, 500));
      await this.settle();
    }
  }

  async customerRings(exten = '1000'): Promise<FakeLeg> {
    const leg = this.fake.ringIn({ endpoint: 'trunk-1', exten, callerNumber: '13550602245' });
    await this.settle();
    return leg;
  }

  /** A caller comes in and the events of it are lost. */
  ringsUnheard(): FakeLeg {
    this.#deaf = true;
    const leg = this.fake.ringIn({ endpoint: 'trunk-1', exten: '1000', callerNumber: '13550602245' });
    this.#deaf = false;
    return leg;
  }

  /** The recording of the present call ends in the engine and its event is lost. */
  async recordingEndsUnheard(): Promise<void> {
    this.#deaf = true;
    await this.fake.requests.recordings.stop(this.call.recording?.name ?? '');
    this.#deaf = false;
  }

  async customerWaits(): Promise<FakeLeg> {
    const leg = await this.customerRings();
    await this.wait(GREETING_MS);
    return leg;
  }

  /** A customer talks with agent a1. */
  async conversation(): Promise<FakeLeg> {
    const customer = await this.customerWaits();
    this.phone(1).ring();
    this.phone(1).answer();
    await this.settle();
    expect(this.call.phase).toBe('talking');
    return customer;
  }

  async reconnect(): Promise<void> {
    this.fake.connect();
    await this.control.recover();
    await this.settle();
  }

  get call(): Call {
    const [call] = this.control.world.calls.values();
    if (!call) throw new Error('there is no call');
    return call;
  }

  get endings() {
    return this.facts.filter((fact) => fact.type === 'ended');
  }

  factTypes(): string[] {
    return this.facts.filter((fact) => fact.stream === 'call').map((fact) => fact.type);
  }

  shown(agentId: string) {
    return this.control.world.agents.get(agentId)?.shown;
  }

  /** Nothing is left, in call control or in the engine, and nobody is stuck. */
  async isEmpty(): Promise<void> {
    await this.settle();
    expect(this.control.world.calls.size).toBe(0);
    expect(await this.fake.requests.channels.list()).toEqual([]);
    expect(await this.fake.requests.bridges.list()).toEqual([]);
    for (const agent of this.control.world.agents.values()) expect(agent.activity.kind).toBe('none');
  }
}

describe('a call through the queue', () => {
  it('is answered, greeted, waits with music, is bridged and recorded, and ends with the customer', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.customerRings();
    expect(customer.isAnswered).toBe(true);
    expect(customer.hearsMusic).toBe(false);

    await centre.wait(GREETING_MS);
    expect(customer.hearsMusic).toBe(true);
    expect(centre.shown('a1')?.state).toBe('ringing');

    centre.phone(1).ring();
    await centre.wait(4000);
    centre.phone(1).answer();
    await centre.settle();
    expect(customer.hearsMusic).toBe(false);
    const [bridge] = await centre.fake.requests.bridges.list();
    expect(bridge?.channels).toEqual([customer.channelId, centre.phone(1).call.channelId]);
    const recording = centre.call.recording?.name ?? '';
    expect(await centre.fake.requests.recordings.getLive(recording)).toMatchObject({ state: 'recording' });

    await centre.wait(30_000);
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer', cause: 16 }]);
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ name: recording, durationMs: 30_000 }]);
    expect(await centre.fake.requests.recordings.listStored()).toEqual([{ name: recording, format: 'wav' }]);
    expect(centre.factTypes()).toEqual([
      'started',
      'enqueued',
      'offered',
      'offerEnded',
      'answered',
      'recordingStarted',
      'ended',
      'recordingFinished',
    ]);
  });

  it('ends with the agent', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(10_000);
    centre.phone(1).hangUp();
    await centre.isEmpty();
    expect(customer.endedBy).toBe(16);
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ durationMs: 10_000 }]);
  });

  it('ends by the button of the panel, on both phones', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    centre.control.order({ type: 'hangup', agentId: 'a1' });
    await centre.isEmpty();
    expect(customer.endedBy).toBe(16);
    expect(centre.endings).toHaveLength(1);
  });

  it('goes to the next agent when the first does not answer in the queue’s ring time', async () => {
    const centre = await Centre.open(2, { ringTimeoutS: 20 });
    await centre.customerWaits();
    centre.phone(1).ring();
    await centre.wait(20_000);
    expect(centre.phone(1).calls).toEqual([]);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:noAnswer' });
    centre.phone(2).answer();
    await centre.settle();
    expect(centre.call).toMatchObject({ phase: 'talking', agentId: 'a2' });
    expect(centre.facts.filter((fact) => fact.type === 'offerEnded')).toMatchObject([{ outcome: 'noAnswer' }, { outcome: 'answered' }]);
  });

  it.each([
    [17, 'rejected'],
    [21, 'rejected'],
    [38, 'unreachable'],
  ])('goes to the next agent when the first phone refuses with cause %i', async (cause, outcome) => {
    const centre = await Centre.open(2);
    await centre.customerWaits();
    centre.phone(1).reject(cause);
    await centre.settle();
    expect(centre.facts.filter((fact) => fact.type === 'offerEnded')).toMatchObject([{ outcome }]);
    expect(centre.call.offer?.agentId).toBe('a2');
    expect(centre.phone(2).calls).toHaveLength(1);
  });

  it('is not offered to a phone that has gone offline', async () => {
    const centre = await Centre.open(2);
    centre.phone(1).unregister();
    await centre.customerWaits();
    expect(centre.call.offer?.agentId).toBe('a2');
  });

  it('is told that the wait was too long, and released', async () => {
    const centre = await Centre.open(0, { maxWaitS: 30 });
    const customer = await centre.customerWaits();
    await centre.wait(30_000);
    expect(centre.call.phase).toBe('announcing');
    expect(customer.hearsMusic).toBe(false);
    await centre.wait(ANNOUNCEMENT_MS);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'maxWait', endedBy: 'system' }]);
  });

  it('is put on hold by the desk phone: the customer hears music and comes back', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    const inBridge = async () => (await centre.fake.requests.bridges.list())[0]?.channels;
    centre.phone(1).hold();
    await centre.settle();
    expect(customer.hearsMusic).toBe(true);
    expect(await inBridge()).not.toContain(customer.channelId);
    centre.phone(1).unhold();
    await centre.settle();
    expect(customer.hearsMusic).toBe(false);
    expect(await inBridge()).toContain(customer.channelId);
  });
});

describe('the customer hangs up', () => {
  it.each([
    ['in the greeting', 'abandonedInGreeting', 'customer', (centre: Centre) => centre.customerRings()],
    [
      'in the queue',
      'abandonedInQueue',
      'customer',
      (centre: Centre) => {
        centre.phone(1).unregister();
        return centre.customerWaits();
      },
    ],
    ['before the agent’s phone rings', 'abandonedWhileRinging', 'customer', (centre: Centre) => centre.customerWaits()],
    [
      'while the agent’s phone rings',
      'abandonedWhileRinging',
      'customer',
      async (centre: Centre) => {
        const leg = await centre.customerWaits();
        centre.phone(1).ring();
        return leg;
      },
    ],
    ['in the conversation', 'hangup', 'customer', (centre: Centre) => centre.conversation()],
    [
      'in the announcement',
      'maxWait',
      'system',
      async (centre: Centre) => {
        centre.phone(1).unregister();
        const leg = await centre.customerWaits();
        await centre.wait(120_000);
        return leg;
      },
    ],
  ])('%s: the call ends once, nothing is left', async (_when, reason, endedBy, arrive) => {
    const centre = await Centre.open(1);
    const leg = await arrive(centre);
    leg.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason, endedBy }]);
    expect(centre.phone(1).calls).toEqual([]);
  });

  it('in the same moment as the agent picks up', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.customerWaits();
    centre.phone(1).answer();
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it('before call control has done anything', async () => {
    const centre = await Centre.open(1);
    centre.fake.ringIn({ endpoint: 'trunk-1', exten: '1000' }).hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'abandonedInGreeting' }]);
  });
});

describe('click-to-dial', () => {
  const dial = (centre: Centre, number: string) => centre.control.order({ type: 'dial', agentId: 'a1', callId: 'out', number });
  const trunk = (centre: Centre) => centre.fake.phone('trunk-1');

  it('rings the agent’s own phone, then the customer, and joins them', async () => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    expect(trunk(centre).calls).toEqual([]);
    centre.phone(1).answer();
    await centre.settle();
    trunk(centre).ring();
    await centre.settle();
    expect(centre.factTypes()).toContain('ringing');

    trunk(centre).answer();
    await centre.settle();
    const [bridge] = await centre.fake.requests.bridges.list();
    expect(bridge?.channels).toHaveLength(2);
    await centre.wait(5000);
    trunk(centre).hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it.each([
    [17, 'busy', 'customer'],
    [21, 'rejected', 'customer'],
    [1, 'noSuchNumber', 'carrier'],
    [34, 'failed', 'carrier'],
  ])('that the network refuses with cause %i ends as %s, and the agent’s phone is released', async (cause, reason, endedBy) => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    centre.phone(1).answer();
    await centre.settle();
    trunk(centre).reject(cause);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason, endedBy, cause }]);
  });

  it('that nobody answers ends as noAnswer after its time', async () => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    centre.phone(1).answer();
    await centre.settle();
    trunk(centre).ring();
    await centre.wait(60_000);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'noAnswer', cause: 19 }]);
  });

  it('that the agent’s own phone does not answer', async () => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    centre.phone(1).ring();
    await centre.wait(30_000);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'agentUnreachable' }]);
  });

  it('from a desk phone: it is answered when the other party answers', async () => {
    const centre = await Centre.open(1);
    const desk = centre.fake.ringIn({ endpoint: 'demo-8001', exten: '13550602245', callerNumber: '8001' });
    await centre.settle();
    trunk(centre).ring();
    await centre.settle();
    expect(desk.hearsRinging).toBe(true);
    expect(desk.isAnswered).toBe(false);
    trunk(centre).answer();
    await centre.settle();
    expect(desk.isAnswered).toBe(true);
    desk.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });
});

describe('the connection to the engine breaks and comes back', () => {
  it('a conversation goes on', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    await centre.wait(2000);
    await centre.reconnect();
    expect(centre.call.phase).toBe('talking');
    expect(customer.isAnswered).toBe(true);
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it('a call whose customer hung up meanwhile ends as interrupted and its agent is released', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    customer.hangUp();
    await centre.reconnect();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'interrupted', endedBy: 'system' }]);
  });

  it('all calls of an engine that was restarted end as interrupted', async () => {
    const centre = await Centre.open(1);
    await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    centre.fake.restart();
    await centre.reconnect();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'interrupted' }]);
  });

  it('a caller nobody heard of is taken over and greeted', async () => {
    const centre = await Centre.open(1);
    centre.fake.disconnect();
    const customer = await centre.customerRings();
    expect(customer.isAnswered).toBe(false);
    await centre.reconnect();
    expect(customer.isAnswered).toBe(true);
    expect(centre.call).toMatchObject({ phase: 'greeting', calledNumber: '1000', customerNumber: '13550602245' });
  });

  it('a caller whose arrival alone was lost is found within 10 s, and only once', async () => {
    const centre = await Centre.open(1);
    const customer = centre.ringsUnheard();
    expect(centre.control.world.calls.size).toBe(0);
    await centre.wait(10_000);
    expect(customer.isAnswered).toBe(true);
    await centre.wait(20_000);
    expect(centre.control.world.calls.size).toBe(1);
  });

  it('an agent who picked up meanwhile is connected', async () => {
    const centre = await Centre.open(1);
    await centre.customerWaits();
    centre.phone(1).ring();
    centre.fake.disconnect();
    centre.phone(1).answer();
    await centre.reconnect();
    expect(centre.call).toMatchObject({ phase: 'talking', agentId: 'a1' });
  });

  it('no agent becomes not ready because the engine was away', async () => {
    const centre = await Centre.open(1);
    centre.phone(1).unregister();
    const customer = await centre.customerWaits();
    centre.phone(1).register();
    centre.fake.disconnect();
    await centre.wait(8000);
    expect(centre.shown('a1')?.state).toBe('ringing');
    expect(centre.phone(1).calls).toEqual([]);

    await centre.reconnect();
    centre.phone(1).answer();
    await centre.settle();
    expect(centre.call.phase).toBe('talking');
    expect(customer.hearsMusic).toBe(false);
    expect(centre.facts.filter((fact) => fact.type === 'notReady')).toEqual([]);
  });

  it('nor because it was away for longer than a phone rings; the time to pick up begins when the phone does ring', async () => {
    const centre = await Centre.open(1);
    centre.phone(1).unregister();
    await centre.customerWaits();
    centre.phone(1).register();
    centre.fake.disconnect();
    await centre.wait(20_000);
    // Whatever people do meanwhile sets no deadline going.
    centre.control.order({ type: 'signIn', agentId: 'a1' });
    await centre.wait(25_000);
    expect(centre.shown('a1')?.state).toBe('ringing');

    await centre.reconnect();
    expect(centre.phone(1).calls).toHaveLength(1);
    await centre.wait(15_000);
    expect(centre.shown('a1')?.state).toBe('ringing');
    await centre.wait(15_000);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:noAnswer' });
    expect(centre.facts.filter((fact) => fact.type === 'offered')).toHaveLength(1);
  });

  it('a caller whose longest wait ended meanwhile is told so afterwards', async () => {
    const centre = await Centre.open(0, { maxWaitS: 30 });
    const customer = await centre.customerWaits();
    centre.fake.disconnect();
    await centre.wait(40_000);
    expect(centre.call.phase).toBe('queued');
    await centre.reconnect();
    await centre.wait(500);
    expect(centre.call.phase).toBe('announcing');
    expect(customer.hearsMusic).toBe(false);
  });

  it('a caller whose greeting ended unheard goes on into the queue', async () => {
    const centre = await Centre.open(1);
    await centre.customerRings();
    centre.fake.disconnect();
    await centre.wait(GREETING_MS + 3000);
    expect(centre.call.phase).toBe('greeting');
    await centre.reconnect();
    expect(centre.call.phase).toBe('ringing');
    expect(centre.phone(1).calls).toHaveLength(1);
  });

  it('a caller who still hears the greeting hears it to its end', async () => {
    const centre = await Centre.open(1);
    await centre.customerRings();
    centre.fake.disconnect();
    await centre.wait(1000);
    await centre.reconnect();
    expect(centre.call.phase).toBe('greeting');
    await centre.wait(GREETING_MS);
    expect(centre.call.phase).toBe('ringing');
  });

  it('a caller who hung up in the greeting meanwhile is not offered to anybody', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.customerRings();
    centre.fake.disconnect();
    customer.hangUp();
    await centre.wait(1000);
    await centre.reconnect();
    await centre.wait(10_000);
    await centre.isEmpty();
    expect(centre.factTypes()).toEqual(['started', 'ended']);
  });

  it('a caller whose announcement ended unheard is released', async () => {
    const centre = await Centre.open(0, { maxWaitS: 30 });
    await centre.customerWaits();
    await centre.wait(30_000);
    expect(centre.call.phase).toBe('announcing');
    centre.fake.disconnect();
    await centre.wait(ANNOUNCEMENT_MS + 1000);
    await centre.reconnect();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'maxWait', endedBy: 'system' }]);
  });

  it('a recording that ended unheard is taken as finished, once', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    const { name } = centre.call.recording ?? {};
    await centre.wait(6000);
    centre.fake.disconnect();
    customer.hangUp();
    await centre.wait(1000);
    await centre.reconnect();
    await centre.wait(30_000);
    await centre.isEmpty();
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ name, durationMs: 0 }]);
    expect(centre.control.world.recordings.size).toBe(0);
  });

  it('a recording whose end alone was lost is found within 10 s of the end of its call', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.recordingEndsUnheard();
    await centre.wait(20_000);
    expect(centre.control.world.recordings.size).toBe(1);
    customer.hangUp();
    await centre.wait(10_000);
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toHaveLength(1);
    expect(centre.control.world.recordings.size).toBe(0);
  });

  it('a recording that goes on is left alone', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    await centre.wait(1000);
    await centre.reconnect();
    await centre.wait(13_000);
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ durationMs: 20_000 }]);
  });

  it('a caller who came in just before it broke is answered afterwards', async () => {
    const centre = await Centre.open(1);
    const customer = centre.fake.ringIn({ endpoint: 'trunk-1', exten: '1000' });
    centre.fake.disconnect();
    await centre.wait(1000);
    expect(customer.isAnswered).toBe(false);
    await centre.reconnect();
    expect(customer.isAnswered).toBe(true);
    await centre.wait(GREETING_MS);
    expect(centre.call.phase).toBe('ringing');
  });
});

describe('what the engine refuses', () => {
  async function failuresOf(command: Parameters<CommandRunner['run']>[0]): Promise<Input[]> {
    const failures: Input[] = [];
    const fake = new FakeEngine();
    const options = { requests: fake.requests, app: 'zuoxi', logger: silentLogger };
    const runner = new CommandRunner({ ...options, onFailure: (input) => failures.push(input) });
    runner.run(command);
    await runner.settled();
    return failures;
  }

  it('a channel that has hung up is no news: its ChannelDestroyed is', async () => {
    expect(await failuresOf({ callId: 'c', do: 'bridge', bridgeId: 'b', channelIds: ['gone'] })).toEqual([]);
  });

  it('a bridge that is gone ends the call: nobody would hear anybody', async () => {
    const failures = await failuresOf({ callId: 'c', do: 'joinBridge', bridgeId: 'gone', channelId: 'x' });
    expect(failures).toEqual([{ type: 'bridgeFailed', callId: 'c' }]);
  });
});

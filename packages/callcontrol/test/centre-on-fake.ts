import { OneFileRecordings } from '@zuoxi/ari';
import { FakeEngine, type FakeLeg } from '@zuoxi/ari/fake';
import { SteadyClock, sequentialIds, silentLogger } from '@zuoxi/kit';
import { expect } from 'vitest';
import type { EnginePort, Fact, QueueConfig } from '../src/testing.ts';
import { CallControl, emptyWorld } from '../src/testing.ts';
import { ENGINE, NO_SERVICES, TestDirectory } from './call-centre.ts';
import { picture } from './world-view.ts';

export const GREETING_MS = 3000;
export const ANNOUNCEMENT_MS = 2000;

export function portOf(id: string, fake: FakeEngine): EnginePort {
  return {
    id,
    requests: fake.requests,
    recordings: new OneFileRecordings(fake.requests),
    mediaUri: (uri) => uri,
    dialString: (endpoint) => endpoint,
  };
}

/** CallControl with an engine: what it orders is carried out, what happens comes back as events. */
export class Centre {
  readonly fake = new FakeEngine({ sounds: { 'sound:greeting': GREETING_MS, 'sound:max-wait': ANNOUNCEMENT_MS } });
  readonly facts: Fact[] = [];
  readonly control: CallControl;
  #deaf = false;

  private constructor(agentCount: number, queue: Partial<QueueConfig>) {
    const clock = new SteadyClock(this.fake.clock);
    const directory = new TestDirectory(agentCount, queue);
    directory.wallTime = (at) => clock.wallTime(at);
    this.control = new CallControl({
      engines: [portOf(ENGINE, this.fake)],
      app: 'zuoxi',
      directory,
      services: NO_SERVICES,
      clock,
      ids: sequentialIds('call'),
      logger: silentLogger,
      world: emptyWorld(),
    });
    this.control.on('facts', (facts) => this.facts.push(...facts));
    this.fake.on('event', (event) => {
      if (!this.#deaf) this.control.onAriEvent(ENGINE, event);
    });
    this.fake.on('disconnected', () => this.control.onDisconnected(ENGINE));
  }

  /** Agents a1…an are signed in, their phones demo-8001… registered, a1 idle longest. */
  static async open(agentCount: number, queue: Partial<QueueConfig> = {}): Promise<Centre> {
    const centre = new Centre(agentCount, queue);
    centre.fake.phone('trunk-1').register();
    await centre.control.recover(ENGINE);
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
    await this.control.recover(ENGINE);
    await this.settle();
  }

  get call() {
    const [call] = this.control.world.calls.values();
    if (!call) throw new Error('there is no call');
    return picture(call);
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

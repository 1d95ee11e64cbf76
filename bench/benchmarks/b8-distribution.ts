import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { appQueue } from '../engines/app-queue.ts';
import { ourAcd } from '../engines/our-acd.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { Meter } from '../harness/meter.ts';
import { percentile } from '../harness/statistics.ts';
import { type Acd, firstAgentOf, QUEUE_SIZES } from '../load/acd.ts';
import { AgentPhones } from '../load/agent-phones.ts';
import { waitingCaller } from '../load/scenarios.ts';
import { Sipp } from '../load/sipp.ts';

/** In each queue, always. */
const WAITING = 20;
/** Per size and repetition. */
const DECISIONS = 40;
const BURST = 20;
const RINGS_WITHIN_MS = 15_000;
/** Between two decisions, so that whatever polls is met at any moment of its round. */
const LONGEST_PAUSE_MS = 200;
const CALLS = 1_000_000;
const TIMEOUT_S = 3_600;

/** An agent is made ready while callers wait → the INVITE is at his phone. */
export const distribution: Benchmark = {
  id: 'B8',
  title: `agent becomes ready, ${WAITING} callers waiting → INVITE at his phone; queues of ${QUEUE_SIZES.join(', ')} agents`,
  unit: `ms p99, ${QUEUE_SIZES.at(-1)} agents`,
  better: 'lower',
  ours: ourAcd,
  peer: appQueue,
  async open(kind) {
    const phones = await AgentPhones.open();
    const acd = await (kind === appQueue ? appQueue : ourAcd).startAcd(phones.port);
    return DistributionSession.open(acd, phones);
  },
};

class DistributionSession implements Session {
  readonly #acd: Acd;
  readonly #phones: AgentPhones;
  readonly #callers: readonly Sipp[];
  readonly #folder: string;
  #next = 0;

  private constructor(acd: Acd, phones: AgentPhones, callers: readonly Sipp[], folder: string) {
    this.#acd = acd;
    this.#phones = phones;
    this.#callers = callers;
    this.#folder = folder;
  }

  static async open(acd: Acd, phones: AgentPhones): Promise<DistributionSession> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-sipp-'));
    const callers: Sipp[] = [];
    for (const queue of QUEUE_SIZES.keys()) {
      const scenario = waitingCaller(String(queue));
      const common = { folder, calls: CALLS, atOnce: WAITING, rate: 10, enginePort: acd.sipPort, timeoutS: TIMEOUT_S };
      callers.push(await Sipp.start({ ...common, name: `callers-${queue}`, scenario }));
    }
    const session = new DistributionSession(acd, phones, callers, folder);
    for (const queue of QUEUE_SIZES.keys()) while ((await acd.waiting(queue)) < WAITING) await pause(200);
    await session.#decide(0, 10);
    return session;
  }

  async repeat(): Promise<Sample> {
    const meter = new Meter({ enginePids: this.#acd.pids(), generatorPids: () => this.#callers.map(({ pid }) => pid) });
    const details: Record<string, number> = {};
    const problems: string[] = [];
    let value = Number.NaN;
    for (const [queue, size] of QUEUE_SIZES.entries()) {
      const latencies = await this.#decide(queue, DECISIONS);
      value = percentile(latencies, 0.99);
      details[`${size} agents: p50, ms`] = percentile(latencies, 0.5);
      details[`${size} agents: p99, ms`] = value;
    }
    details[`${BURST} agents ready at once: until the last is called, ms`] = await this.#decideAtOnce(QUEUE_SIZES.length - 1, BURST);
    const strays = this.#phones.strays.splice(0);
    details['INVITEs to agents who were not ready'] = strays.length;
    if (strays.length > 0) problems.push(`called without being ready: ${strays.slice(0, 5).join(', ')}`);
    return { value, details, load: meter.stop(), problems };
  }

  /** One agent after the other, another one each time. */
  async #decide(queue: number, count: number): Promise<number[]> {
    const latencies: number[] = [];
    const size = QUEUE_SIZES[queue] ?? 1;
    for (let n = 0; n < count; n++) {
      const agent = firstAgentOf(queue) + (this.#next++ % size);
      while ((await this.#acd.waiting(queue)) === 0) await pause(50);
      await pause(Math.random() * LONGEST_PAUSE_MS);
      const rings = this.#phones.rings(`a${agent}`, RINGS_WITHIN_MS);
      const began = performance.now();
      this.#acd.ready(agent);
      latencies.push((await rings) - began);
      await this.#acd.notReady(agent);
    }
    return latencies;
  }

  /** As after a break that ends for all: how long until every one of them has his call, in ms. */
  async #decideAtOnce(queue: number, count: number): Promise<number> {
    while ((await this.#acd.waiting(queue)) < count) await pause(50);
    const size = QUEUE_SIZES[queue] ?? 1;
    const agents = Array.from({ length: count }, () => firstAgentOf(queue) + (this.#next++ % size));
    const ringing = agents.map((agent) => this.#phones.rings(`a${agent}`, RINGS_WITHIN_MS));
    const began = performance.now();
    for (const agent of agents) this.#acd.ready(agent);
    const last = Math.max(...(await Promise.all(ringing)));
    for (const agent of agents) await this.#acd.notReady(agent);
    return last - began;
  }

  async close(): Promise<void> {
    for (const caller of this.#callers) caller.kill();
    await this.#acd.stop();
    this.#phones.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

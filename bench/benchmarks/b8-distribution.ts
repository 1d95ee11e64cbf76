import type { AgentConfig, DialTarget, Directory, EndpointOwner, InboundTarget, QueueConfig, QueueMember } from '@zuoxi/callcontrol';
import { emptyWorld, type World } from '@zuoxi/callcontrol';
import { nextDeadline } from '../../packages/callcontrol/src/deadlines.ts';
import type { Input } from '../../packages/callcontrol/src/inputs.ts';
import { step } from '../../packages/callcontrol/src/step.ts';
import { queueConfig } from '../../packages/callcontrol/test/queue-config.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { percentile } from '../harness/statistics.ts';

const ENGINE = 'bench';
const NO_SKILLS: ReadonlyMap<string, number> = new Map();

/** The last size is the headline. */
const SIZES = [10, 100, 1_000] as const;
const LARGEST = 1_000;
const WAITING = 50;
/** Per size and repetition: 5 repetitions of three sizes are 105,000. */
const DECISIONS = 7_000;
const WARM_UP_DECISIONS = 2_000;
const TENANT = 't1';
const QUEUE = 'q1';

/**
 * The decision alone: an agent ends the wrap-up while callers wait → the step of call control has ordered the call to the
 * agent's phone. See bench/README.md for what stands between this and the INVITE.
 */
export const distribution: Benchmark = {
  id: 'B8',
  title: `agent becomes ready, ${WAITING} callers waiting → originate ordered; ${SIZES.join(', ')} agents (decision only)`,
  unit: `ms p99, ${LARGEST} agents, decision only`,
  better: 'lower',
  ours: undefined,
  peer: undefined,
  async open() {
    for (const size of SIZES) new Centre(size).decide(WARM_UP_DECISIONS);
    return new DistributionSession();
  },
};

class DistributionSession implements Session {
  async repeat(): Promise<Sample> {
    const details: Record<string, number> = {};
    const problems: string[] = [];
    let value = Number.NaN;
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    for (const size of SIZES) {
      const centre = new Centre(size);
      const { decisionMs, deadlineMs, wrong } = centre.decide(DECISIONS);
      value = percentile(decisionMs, 0.99);
      details[`${size} agents: decision p50, ms`] = percentile(decisionMs, 0.5);
      details[`${size} agents: decision p99, ms`] = value;
      details[`${size} agents: decision largest, ms`] = percentile(decisionMs, 1);
      details[`${size} agents: looking for the next deadline after it p50, ms`] = percentile(deadlineMs, 0.5);
      details[`${size} agents: wrong decisions of ${DECISIONS}`] = wrong.length;
      problems.push(...wrong.slice(0, 1));
    }
    const { user, system } = process.cpuUsage(cpu);
    details['share of its core this process got, %'] = (user + system) / 10 / (performance.now() - began);
    return { value, details, problems };
  }

  async close(): Promise<void> {}
}

interface Decisions {
  decisionMs: number[];
  deadlineMs: number[];
  /** A sentence for each offer that was not the one the rule asks for. */
  wrong: string[];
}

/** One queue whose agents all talk, and callers who wait; every step is a real input of call control. */
class Centre implements Directory {
  readonly #world: World = emptyWorld();
  readonly #agents = new Map<string, AgentConfig>();
  readonly #queue: QueueConfig = queueConfig({ id: QUEUE, tenantId: TENANT, maxWaitS: 3_600, wrapUpS: 15 });
  readonly #members: QueueMember[] = [];
  #now = 1_700_000_000_000;
  #arrived = 0;
  /** The oracle: who waits, longest first, and which call each agent talks in. */
  readonly #waiting: string[] = [];
  readonly #talking: { agentId: string; callId: string }[] = [];

  constructor(agents: number) {
    for (let n = 0; n < agents; n++) {
      const id = `a${n}`;
      const dialString = `PJSIP/demo-${n}`;
      this.#agents.set(id, {
        id,
        tenantId: TENANT,
        displayName: `Agent ${n}`,
        extension: `${n}`,
        dialString,
        recordingEnabled: true,
        queueIds: [QUEUE],
        skills: NO_SKILLS,
      });
      this.#members.push({ agentId: id, penalty: 0 });
      this.#take({ type: 'phone', engine: ENGINE, agentId: id, online: true });
      this.#take({ type: 'signIn', agentId: id });
      this.#callerWaits();
      this.#answer(id);
    }
    for (let n = 0; n < WAITING; n++) this.#callerWaits();
  }

  /** Agents become ready one after the other, whoever talks longest first; each gets the caller who waits longest. */
  decide(count: number): Decisions {
    const decisions: Decisions = { decisionMs: [], deadlineMs: [], wrong: [] };
    for (let n = 0; n < count; n++) {
      const ending = this.#talking.shift();
      const expected = this.#waiting[0];
      if (!ending || !expected) throw new Error('somebody always talks and somebody always waits');
      this.#take({ type: 'channelGone', channelId: `in-${ending.callId}`, cause: 16 });
      this.#now += 1_000;
      const input: Input = { type: 'endWrapUp', agentId: ending.agentId };
      const started = performance.now();
      const { commands } = step(this.#world, this, this.#now, input);
      const decided = performance.now();
      nextDeadline(this.#world, this.#now, new Set());
      decisions.deadlineMs.push(performance.now() - decided);
      decisions.decisionMs.push(decided - started);
      const originates = commands.filter((command) => command.do === 'originate');
      const [first] = originates;
      const right = this.#agents.get(ending.agentId)?.dialString;
      if (originates.length !== 1 || first?.callId !== expected || first.endpoint !== right) {
        decisions.wrong.push(`${right} should have been offered ${expected}; ordered: ${JSON.stringify(originates)}`);
      }
      this.#answer(ending.agentId);
      this.#callerWaits();
    }
    return decisions;
  }

  #take(input: Input): void {
    step(this.#world, this, this.#now, input);
  }

  #callerWaits(): void {
    const callId = `c${++this.#arrived}`;
    this.#now += 1;
    const endpoint = 'trunk-1';
    this.#waiting.push(callId);
    this.#take({
      type: 'callArrived',
      engine: ENGINE,
      callId,
      channelId: `in-${callId}`,
      endpoint,
      calledNumber: '1000',
      callerNumber: '13550602245',
      callerName: '',
    });
    this.#take({ type: 'playbackFinished', playbackId: `${callId}-p1` });
  }

  /** The agent picks up the call he was offered. */
  #answer(agentId: string): void {
    const callId = this.#waiting.shift();
    const call = this.#world.calls.get(callId ?? '');
    if (!callId || call?.offers[0]?.agentId !== agentId) throw new Error(`${agentId} was not offered ${callId}`);
    this.#take({ type: 'channelUp', engine: ENGINE, channelId: call.offers[0]?.channelId ?? '' });
    this.#talking.push({ agentId, callId });
  }

  endpoint(): EndpointOwner {
    return { kind: 'trunk', tenantId: TENANT, trunkId: '1' };
  }

  inboundRoute(): InboundTarget {
    return { routeId: 'r', destination: { kind: 'queue', queueId: QUEUE }, priority: 0 };
  }

  queue(): QueueConfig {
    return this.#queue;
  }

  members(): readonly QueueMember[] {
    return this.#members;
  }

  isOpen(): boolean {
    return true;
  }

  isHoliday(): boolean {
    return false;
  }

  outsideTarget(): undefined {}
  trunk(): undefined {}
  media(): undefined {}
  flow(): undefined {}
  flowVersion(): undefined {}

  agent(agentId: string): AgentConfig | undefined {
    return this.#agents.get(agentId);
  }

  agents(): Iterable<AgentConfig> {
    return this.#agents.values();
  }

  dialTarget(): DialTarget {
    return { kind: 'refused', reason: 'numberInvalid' };
  }
}

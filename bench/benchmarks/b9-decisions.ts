import { emptyWorld, type World } from '@zuoxi/callcontrol';
import type { Input } from '@zuoxi/callcontrol/testing';
import { levelNeeded, nextDeadline, offersOf, step } from '@zuoxi/callcontrol/testing';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { percentile } from '../harness/statistics.ts';
import { type CentreSize, LargeCentre } from '../load/large-centre.ts';

const ENGINE = 'bench';
const SIZE: CentreSize = {
  agents: 1_000,
  queues: 200,
  queuesOf: (agent) => [0, 1, 2, 3, 4].map((k) => (agent * 7 + k * 41) % 200),
  skills: 20,
};
const WAITING = 500;
/** Per repetition: 5 of them are 100,000. */
const DECISIONS = 20_000;
const WARM_UP_DECISIONS = 3_000;

/**
 * The decision alone, at size: an agent ends his wrap-up while callers wait in many queues → the step of call control has
 * ordered the call to his phone. Every decision is compared with an oracle that looks at all callers and all rules.
 */
export const decisions: Benchmark = {
  id: 'B9',
  title: `decisions: ${SIZE.agents} agents, ${SIZE.queues} queues, ${SIZE.skills} skills, ${WAITING} callers waiting (decision only)`,
  unit: 'decisions per second of one core',
  better: 'higher',
  ours: undefined,
  peer: undefined,
  async open() {
    new Centre().decide(WARM_UP_DECISIONS);
    return new DecisionSession();
  },
};

class DecisionSession implements Session {
  async repeat(): Promise<Sample> {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    const { decisionMs, deadlineMs, wrong, offered } = new Centre().decide(DECISIONS);
    const { user, system } = process.cpuUsage(cpu);
    const total = [...decisionMs, ...deadlineMs].reduce((sum, ms) => sum + ms, 0);
    return {
      value: (DECISIONS * 1000) / total,
      details: {
        'decision p50, ms': percentile(decisionMs, 0.5),
        'decision p99, ms': percentile(decisionMs, 0.99),
        'looking for the next deadline after it p50, ms': percentile(deadlineMs, 0.5),
        'agents who got a caller, of those who became ready, %': (offered * 100) / DECISIONS,
        [`wrong decisions of ${DECISIONS}`]: wrong.length,
        'share of its core this process got, %': (user + system) / 10 / (performance.now() - began),
      },
      problems: wrong.slice(0, 3),
    };
  }

  async close(): Promise<void> {}
}

interface Decisions {
  decisionMs: number[];
  deadlineMs: number[];
  offered: number;
  /** A sentence for each offer that was not the one the rules ask for. */
  wrong: string[];
}

interface Waiting {
  callId: string;
  queueId: string;
  since: number;
}

/** Queues whose agents all talk, and callers who wait; every step is a real input of call control. */
class Centre {
  readonly #world: World = emptyWorld();
  readonly #directory = new LargeCentre(SIZE);
  #now = 1_700_000_000_000;
  #arrived = 0;
  /** The oracle's own books. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #talking: { agentId: string; callId: string }[] = [];
  /** Became ready and nobody needed them. */
  readonly #idle: string[] = [];

  constructor() {
    for (const agentId of this.#directory.agentIds) {
      this.#take({ type: 'phone', engine: ENGINE, agentId, online: true });
      this.#take({ type: 'signIn', agentId });
      this.#idle.push(agentId);
    }
    while (this.#idle.length > 0) {
      const before = this.#idle.length;
      this.#callerWaits();
      if (this.#idle.length === before) this.#giveUpCallers();
    }
    while (this.#waiting.size < WAITING) this.#callerWaits();
  }

  /** Whoever talks longest becomes ready. */
  decide(count: number): Decisions {
    const result: Decisions = { decisionMs: [], deadlineMs: [], offered: 0, wrong: [] };
    for (let n = 0; n < count; n++) {
      const ending = this.#talking.shift();
      if (!ending) throw new Error('somebody always talks');
      this.#take({ type: 'channelGone', channelId: `in-${ending.callId}`, cause: 16 });
      this.#now += 20;
      // Skills that relax meanwhile give idle agents a caller: call control's clock says so in time.
      const due = nextDeadline(this.#world, new Set());
      if (due !== undefined && due <= this.#now) this.#take({ type: 'tick' });
      this.#settle();
      const expected = this.#oracle(ending.agentId);
      const input: Input = { type: 'endWrapUp', agentId: ending.agentId };
      const started = performance.now();
      const { commands } = step(this.#world, this.#directory, this.#now, input);
      const decided = performance.now();
      nextDeadline(this.#world, new Set());
      result.deadlineMs.push(performance.now() - decided);
      result.decisionMs.push(decided - started);
      const originates = commands.filter((command) => command.do === 'originate');
      const [first] = originates;
      const endpoint = this.#directory.agent(ending.agentId)?.dialString;
      const isRight = expected
        ? originates.length === 1 && first?.callId === expected.callId && first.endpoint === endpoint
        : originates.length === 0;
      if (!isRight) result.wrong.push(`${endpoint} should have been offered ${expected?.callId}; ordered: ${JSON.stringify(originates)}`);
      if (expected) result.offered += 1;
      else this.#idle.push(ending.agentId);
      this.#settle();
      while (this.#waiting.size < WAITING) this.#callerWaits();
    }
    return result;
  }

  /** The plain rule: of all callers in his queues whom he knows enough for, the highest priority, then the oldest. */
  #oracle(agentId: string): Waiting | undefined {
    const agent = this.#directory.agent(agentId);
    let best: (Waiting & { priority: number }) | undefined;
    for (const waiting of this.#waiting.values()) {
      const queue = this.#directory.queue(waiting.queueId);
      if (!queue || !agent?.queueIds.includes(waiting.queueId)) continue;
      const knows = queue.requiredSkills.every(
        (need) => (agent.skills.get(need.skillId) ?? 0) >= levelNeeded(need, this.#now - waiting.since),
      );
      if (!knows) continue;
      const { priority } = queue;
      const isBetter =
        !best ||
        priority > best.priority ||
        (priority === best.priority && (waiting.since < best.since || (waiting.since === best.since && waiting.callId < best.callId)));
      if (isBetter) best = { ...waiting, priority };
    }
    return best;
  }

  #take(input: Input): void {
    step(this.#world, this.#directory, this.#now, input);
  }

  #callerWaits(): void {
    const callId = `c${++this.#arrived}`;
    this.#now += 1;
    const queueId = this.#directory.queueIds[(this.#arrived * 13) % SIZE.queues] ?? '';
    this.#waiting.set(callId, { callId, queueId, since: this.#now });
    this.#take({
      type: 'callArrived',
      engine: ENGINE,
      callId,
      channelId: `in-${callId}`,
      endpoint: 'trunk-1',
      calledNumber: queueId.slice(1),
      callerNumber: '13550602245',
      callerName: '',
    });
    this.#take({ type: 'playbackFinished', playbackId: `${callId}-p1` });
    this.#settle();
  }

  /** Whoever is rung picks up. */
  #settle(): void {
    for (const { callId } of [...this.#waiting.values()]) {
      const call = this.#world.calls.get(callId);
      const offer = call && offersOf(call)[0];
      if (!offer) continue;
      this.#waiting.delete(callId);
      const at = this.#idle.indexOf(offer.agentId);
      if (at >= 0) this.#idle.splice(at, 1);
      this.#take({ type: 'channelUp', engine: ENGINE, channelId: offer.channelId });
      this.#talking.push({ agentId: offer.agentId, callId });
    }
  }

  /** In the beginning: callers whom none of the idle ones can help make room for others. */
  #giveUpCallers(): void {
    if (this.#waiting.size < WAITING) return;
    for (const { callId } of [...this.#waiting.values()]) {
      this.#waiting.delete(callId);
      this.#take({ type: 'channelGone', channelId: `in-${callId}`, cause: 16 });
    }
    // Who finds nobody in so many callers stays idle.
    if (this.#arrived > 20 * SIZE.agents) this.#idle.length = 0;
  }
}

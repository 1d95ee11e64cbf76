import type { Candidate, Decision } from '../../port/decision.ts';
import type { AgentConfig, QueueConfig, QueueMember } from '../../port/directory.ts';
import { isNotToBeDisturbed, isReadyFor } from '../../rules/agent-state.ts';
import { guarded, type Owner } from '../../rules/guard.ts';
import { queueMemory } from '../../rules/queue-memory.ts';
import type { Step } from '../../rules/step.ts';
import type { Agent } from '../../world/agent.ts';
import { type Call, isIn } from '../../world/call.ts';
import type { Callback } from '../../world/callback.ts';
import { agentLegOf } from '../../world/legs.ts';
import { callersIn, callsOf } from '../../world/look-up.ts';
import { placeOf } from '../../world/states.ts';
import type { SkillNeed } from '../../world/terms.ts';
import { offerTo } from './offer.ts';
import { candidateOf, type Demand, nextRelaxation, passedOver, rank, TRY_AGAIN_MS, viewOf } from './ranking.ts';

/** Somebody whose turn it is to get an agent: a caller on the line, or one who has hung up and kept their place. */
export type Waiter = { queueId: string; priority: number; since: number; id: string } & (
  | { call: Call; callback: null }
  | { call: null; callback: Callback }
);

/** What a question about the present needs; nothing of it is changed. */
export type Present = Pick<Step, 'world' | 'directory' | 'now'>;

/** Most who are kept with a decision as not asked; of a thousand members nobody reads all. */
const PASSED_OVER_KEPT = 50;

/**
 * Gives waiters of the queues that changed to ready members: the highest priority first, then whoever has waited longest,
 * over all these queues together, so that an agent of several serves the one who needs them most.
 */
export function dispatch(step: Step): void {
  if (step.dirtyQueues.size === 0) return;
  const turns = new Map<string, Turn>();
  for (const waiter of waitersOf(step, step.dirtyQueues)) {
    const wakeAt = waitingOf(waiter)?.wakeAt;
    guarded(
      step,
      () => ownerOf(waiter),
      () => match(step, waiter, turns),
    );
    const waiting = waitingOf(waiter);
    if (waiter.call && waiting && waiting.wakeAt !== wakeAt) step.mark(waiter.call);
  }
  step.dirtyQueues.clear();
}

const waitingOf = ({ call }: Waiter) => call && placeOf(call)?.waiting;

const ownerOf = ({ call, callback }: Waiter): Owner => (call ? { kind: 'call', call } : { kind: 'callback', callback });

/** In the order in which they are served. */
export function waitersOf(step: Present, queueIds: ReadonlySet<string>): Waiter[] {
  const waiters: Waiter[] = [];
  const priorityOf = (queueId: string) => step.directory.queue(queueId)?.priority ?? 0;
  for (const queueId of queueIds) {
    const callers = callersIn(step.world, queueId).filter(({ state }) => state.phase === 'queued');
    if (callers.length === 0) continue;
    const base = priorityOf(queueId);
    for (const call of callers) {
      waiters.push({ queueId, priority: base + call.priority, since: call.enqueuedAt ?? 0, id: call.id, call, callback: null });
    }
  }
  for (const callback of step.world.callbacks.values()) {
    const { queueId, enqueuedAt: since, id } = callback;
    if (callback.callId !== null || callback.nextAttemptAt > step.now || !queueIds.has(queueId)) continue;
    waiters.push({ queueId, priority: priorityOf(queueId) + callback.priority, since, id, call: null, callback });
  }
  return waiters.sort(inTurn);
}

const inTurn = (a: Pick<Waiter, 'priority' | 'since' | 'id'>, b: Pick<Waiter, 'priority' | 'since' | 'id'>): number =>
  b.priority - a.priority || a.since - b.since || (a.id < b.id ? -1 : 1);

/** Its place among all who wait in its queue, on the line or not, 1 = the next. Between two tries everybody keeps their place. */
export function callbackPlace(step: Present, { id, queueId, priority, enqueuedAt: since }: Callback): number {
  const base = step.directory.queue(queueId)?.priority ?? 0;
  const own = { id, since, priority: base + priority };
  const others = waitersOf(step, new Set([queueId]));
  const isBefore = (other: typeof own) => other.id !== id && inTurn(other, own) < 0;
  const later = [...step.world.callbacks.values()]
    .filter((other) => other.queueId === queueId && other.callId === null && other.nextAttemptAt > step.now)
    .map((other) => ({ id: other.id, since: other.enqueuedAt, priority: base + other.priority }));
  return [...others, ...later].filter(isBefore).length + 1;
}

export function waitingCalls(step: Present, queueId: string): Call[] {
  return waitersOf(step, new Set([queueId])).flatMap(({ call }) => (call ? [call] : []));
}

/** A queue while its waiters have their turn. */
interface Turn {
  readonly queue: QueueConfig | undefined;
  /** Those who were ready when the first of its waiters was looked at; undefined: none was yet. */
  ready: ReadyMember[] | undefined;
}

interface ReadyMember {
  readonly agent: Agent;
  readonly config: AgentConfig;
  readonly member: QueueMember;
  /** In the queue's own order. */
  readonly position: number;
}

function turnOf(step: Step, turns: Map<string, Turn>, queueId: string): Turn {
  let turn = turns.get(queueId);
  if (!turn) {
    turn = { queue: step.directory.queue(queueId), ready: undefined };
    turns.set(queueId, turn);
  }
  return turn;
}

function match(step: Step, waiter: Waiter, turns: Map<string, Turn>): void {
  const turn = turnOf(step, turns, waiter.queueId);
  const { queue } = turn;
  if (!queue) return;
  const { call } = waiter;
  const waiting = waitingOf(waiter);
  if (waiting) waiting.wakeAt = null;
  if (call && waiting && waiting.retryAt > step.now) return wakeAt(call, waiting.retryAt);
  const demand = demandOf(step, waiter, queue);
  if (keptForPreferredAgent(step, waiter, queue, demand)) return;
  turn.ready ??= readyMembers(step, queue.id);
  const free = turn.ready.filter(({ agent }) => agent.activity.kind === 'none');
  // A customer who is being called back needs an agent when they answer.
  const spokenFor = waiter.callback && queue.callbackMode === 'customerFirst' ? customersUnderWay(step, queue.id) : 0;
  if (free.length <= spokenFor) return;
  const candidates = rankedCandidates(step, queue, demand, waiter.id, free);
  const first = candidates[0];
  if (!first) {
    if (call) wakeForMore(step, call, demand);
    return;
  }
  const decision: Decision = {
    because: queue.strategy,
    candidates: candidates.map(viewOf),
    passedOver: allPassedOver(step, queue, demand, PASSED_OVER_KEPT),
  };
  const chosen = queue.strategy === 'ringAll' && call ? candidates.filter((one) => isOfOneGroup(one, first)) : [first];
  send(
    step,
    waiter,
    chosen.map((one) => one.agentId),
    decision,
  );
}

/** Callbacks whose customer is dialled first and has not reached the queue. */
function customersUnderWay(step: Present, queueId: string): number {
  let underWay = 0;
  for (const call of callsOf(step.world, queueId)) {
    if (call.callbackId === null || agentLegOf(call)) continue;
    if (isIn(call, 'callingBack', 'announcing')) underWay += 1;
  }
  return underWay;
}

const isOfOneGroup = (a: Candidate, b: Candidate) => a.penalty === b.penalty && (a.triedAt === 0) === (b.triedAt === 0);

function send(step: Step, { call, callback }: Waiter, agentIds: readonly string[], decision: Decision): void {
  if (call) offerTo(step, call, agentIds, decision);
  else step.places.callBack(step, callback, agentIds[0] ?? '', decision);
}

/** The sticky agent is rung first, or waited for; true: nobody else is rung now (CRM-3). */
function keptForPreferredAgent(step: Step, waiter: Waiter, queue: QueueConfig, demand: Demand): boolean {
  const preferred = waiter.call
    ? waiter.call.preferred
    : waiter.callback.preferredAgentId && { agentId: waiter.callback.preferredAgentId, because: 'lastAgent' as const };
  if (!preferred || !queue.stickyAgent || waiter.call?.tried.some((one) => one.agentId === preferred.agentId)) return false;
  const agent = step.world.agents.get(preferred.agentId);
  if (!agent?.signedIn || isNotToBeDisturbed(step, agent.id)) return false;
  if (agent.shown.state === 'idle' && agent.registeredWith.includes(demand.call?.engine ?? waiter.callback?.engine ?? '')) {
    const member = { agentId: agent.id, penalty: 0 };
    const skills = step.directory.agent(agent.id)?.skills ?? NO_SKILLS;
    const view = viewOf(candidateOf(agent, member, 0, queue, demand, skills));
    send(step, waiter, [agent.id], { because: preferred.because, candidates: [view], passedOver: [] });
    return true;
  }
  const waitUntil = waiter.since + queue.stickyWaitS * 1000;
  if (agent.activity.kind === 'none' || waitUntil <= step.now) return false;
  if (waiter.call) wakeAt(waiter.call, waitUntil);
  return true;
}

const NO_SKILLS: ReadonlyMap<string, number> = new Map();

/** The queue's demands and the call's; of one skill asked for twice both count. */
function demandOf(step: Step, waiter: Waiter, queue: QueueConfig): Demand {
  const own = (waiter.call ?? waiter.callback).skills;
  const needs: readonly SkillNeed[] = own.length === 0 ? queue.requiredSkills : [...queue.requiredSkills, ...own];
  const call = waiter.call ?? { tried: [], engine: waiter.callback.engine };
  return { call, needs, waitedMs: step.now - waiter.since };
}

function readyMembers(step: Present, queueId: string): ReadyMember[] {
  const ready: ReadyMember[] = [];
  let position = 0;
  for (const member of step.directory.members(queueId)) {
    const agent = step.world.agents.get(member.agentId);
    // Most are not free, which is asked of them alone.
    const config = agent?.activity.kind === 'none' ? step.directory.agent(agent.id) : undefined;
    if (agent && config && isReadyFor(agent, config, queueId)) ready.push({ agent, config, member, position });
    position += 1;
  }
  return ready;
}

function rankedCandidates(step: Present, queue: QueueConfig, demand: Demand, waiterId: string, free: readonly ReadyMember[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const { agent, config, member, position } of free)
    if (!passedOver(agent, config, queue.id, demand, step.now))
      candidates.push(candidateOf(agent, member, position, queue, demand, config.skills));
  if (candidates.length === 0) return candidates;
  const { lastAgentId } = queueMemory(step, queue.id);
  const lastPosition =
    queue.strategy === 'roundRobin' ? step.directory.members(queue.id).findIndex(({ agentId }) => agentId === lastAgentId) : -1;
  const seed = `${waiterId}/${demand.call?.tried.length ?? 0}`;
  return rank(candidates, { strategy: queue.strategy, lastAgentId, lastPosition, seed });
}

/** Of every member who is not rung, why. */
export function allPassedOver(step: Present, queue: QueueConfig, demand: Demand, most: number): Decision['passedOver'] {
  const found: { agentId: string; why: NonNullable<ReturnType<typeof passedOver>> }[] = [];
  for (const { agentId } of step.directory.members(queue.id)) {
    if (found.length >= most) break;
    const why = passedOver(step.world.agents.get(agentId), step.directory.agent(agentId), queue.id, demand, step.now);
    if (why) found.push({ agentId, why });
  }
  return found;
}

/** Ready members are there, and none fits: a skill relaxes, or the one who has just not answered may be tried again. */
function wakeForMore(step: Step, call: Call, demand: Demand): void {
  const relaxation = nextRelaxation(demand.needs, demand.waitedMs);
  if (relaxation !== undefined) wakeAt(call, (call.enqueuedAt ?? step.now) + relaxation);
  for (const { at } of call.tried) if (step.now - at < TRY_AGAIN_MS) wakeAt(call, at + TRY_AGAIN_MS);
}

function wakeAt(call: Call, at: number): void {
  const waiting = placeOf(call)?.waiting;
  if (waiting && (waiting.wakeAt === null || at < waiting.wakeAt)) waiting.wakeAt = at;
}

/** What a caller of this queue would meet now: the order of the ready members, and why the others are not asked. For the dry run. */
export function whoWouldBeRung(step: Present, queueId: string, needs: readonly SkillNeed[]): Decision | undefined {
  const queue = step.directory.queue(queueId);
  if (!queue) return undefined;
  const demand: Demand = { call: null, needs: [...queue.requiredSkills, ...needs], waitedMs: 0 };
  const candidates = rankedCandidates(step, queue, demand, 'dry-run', readyMembers(step, queueId));
  return {
    because: queue.strategy,
    candidates: candidates.map(viewOf),
    passedOver: allPassedOver(step, queue, demand, Number.POSITIVE_INFINITY),
  };
}

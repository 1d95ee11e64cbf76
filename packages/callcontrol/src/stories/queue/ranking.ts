import type { Candidate, CandidateView, PassedOver } from '../../port/decision.ts';
import type { AgentConfig, QueueConfig, QueueMember, QueueStrategy } from '../../port/directory.ts';
import type { Agent } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';
import type { SkillNeed } from '../../world/terms.ts';

/** What of a queue, a call and the time a ranking looks at. */
export interface RankContext {
  strategy: QueueStrategy;
  /** Whom the queue offered a call last. */
  lastAgentId: string | null;
  /** Place of `lastAgentId` in the queue's own order; -1 = none. */
  lastPosition: number;
  /** Two calls, and two tries of one call, are thrown differently; the same again gives the same again. */
  seed: string;
}

/**
 * In the order in which they are rung. Those already tried for this call come after all others, the longest ago first, so
 * that one absent-minded agent does not get the same call twice in a row; then the lower penalty; then the strategy.
 * The names are those of Asterisk's app_queue where it has the strategy.
 */
export function rank(candidates: readonly Candidate[], context: RankContext): Candidate[] {
  const measure = measureOf(candidates, context);
  // A weighted throw is weighted by the penalty, and not ordered by it.
  const penalty = (one: Candidate) => (context.strategy === 'weightedRandom' ? 0 : one.penalty);
  const measures = new Map(candidates.map((one) => [one, measure(one)]));
  return [...candidates].sort(
    (a, b) =>
      a.triedAt - b.triedAt ||
      penalty(a) - penalty(b) ||
      (measures.get(a) ?? 0) - (measures.get(b) ?? 0) ||
      a.idleSince - b.idleSince ||
      (a.agentId < b.agentId ? -1 : 1),
  );
}

/** What the strategy compares: the smallest is rung first. */
function measureOf(candidates: readonly Candidate[], { strategy, lastPosition, seed }: RankContext): (one: Candidate) => number {
  switch (strategy) {
    case 'ringAll':
    case 'longestIdle':
      return (one) => one.idleSince;
    case 'fewestCalls':
      return (one) => one.calls;
    case 'leastTalkTime':
      return (one) => one.talkMs;
    case 'linear':
      return (one) => one.position;
    case 'skills':
      return (one) => -one.level;
    case 'roundRobin': {
      // The next one after him, and round again; who has left the order meanwhile keeps his place in it.
      const size = Math.max(lastPosition, ...candidates.map((one) => one.position)) + 1;
      return (one) => (one.position - lastPosition - 1 + size) % size;
    }
    case 'random':
      return (one) => unitHash(`${seed}/${one.agentId}`);
    case 'weightedRandom':
      // Efraimidis and Spirakis (2006): the order by u^(1/w) is a weighted throw without putting back.
      return (one) => -(unitHash(`${seed}/${one.agentId}`) ** (1 + Math.max(0, one.penalty)));
  }
}

/** FNV-1a with a last mix (MurmurHash3's finaliser), as a number in (0, 1]. */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 1) / 0x1_0000_0000;
}

/** An agent who has just not taken a call is not rung for the same one at once, in ms. */
export const TRY_AGAIN_MS = 5000;

/** Level that is asked for after so long a wait; 0 = the skill is not asked for any more. */
export function levelNeeded(need: SkillNeed, waitedMs: number): number {
  let level = need.minLevel;
  let latest = -1;
  for (const { afterS, minLevel } of need.relax) {
    if (afterS * 1000 > waitedMs || afterS < latest) continue;
    latest = afterS;
    level = minLevel;
  }
  return level;
}

/** When what is asked for becomes less the next time, in ms of waiting; undefined = it stays. */
export function nextRelaxation(needs: readonly SkillNeed[], waitedMs: number): number | undefined {
  let next: number | undefined;
  for (const need of needs) {
    for (const { afterS } of need.relax) {
      if (afterS * 1000 > waitedMs && (next === undefined || afterS * 1000 < next)) next = afterS * 1000;
    }
  }
  return next;
}

/** What a call asks of an agent. */
export interface Demand {
  /** Null: no call, only a question about the present. */
  call: Pick<Call, 'tried' | 'engine'> | null;
  needs: readonly SkillNeed[];
  waitedMs: number;
}

/** Why this member gets no call of the queue now; undefined = he may be rung. */
export function passedOver(
  agent: Agent | undefined,
  config: Pick<AgentConfig, 'skills' | 'doNotDisturb'> | undefined,
  queueId: string,
  demand: Demand,
  now: number,
): PassedOver | undefined {
  if (!agent?.signedIn) return 'signedOut';
  if (agent.activity.kind !== 'none') return agent.activity.kind;
  if (config?.doNotDisturb) return 'doNotDisturb';
  if (queueId in agent.notReady) return 'notReady';
  if (agent.registeredWith.length === 0) return 'phoneOffline';
  if (demand.call && !agent.registeredWith.includes(demand.call.engine)) return 'otherEngine';
  for (const need of demand.needs) {
    const needed = levelNeeded(need, demand.waitedMs);
    if (needed > 0 && (config?.skills.get(need.skillId) ?? 0) < needed) return 'skillMissing';
  }
  const tried = demand.call?.tried.find((one) => one.agentId === agent.id);
  return tried && now - tried.at < TRY_AGAIN_MS ? 'justTried' : undefined;
}

export function candidateOf(
  agent: Agent,
  member: QueueMember,
  position: number,
  queue: QueueConfig,
  demand: Demand,
  skills: ReadonlyMap<string, number>,
): Candidate {
  const taken = agent.taken[queue.id];
  let level = 0;
  for (const need of demand.needs) level += skills.get(need.skillId) ?? 0;
  return {
    agentId: agent.id,
    penalty: member.penalty,
    position,
    level,
    idleSince: agent.idleSince,
    calls: taken?.calls ?? 0,
    talkMs: taken?.talkMs ?? 0,
    triedAt: demand.call?.tried.find((one) => one.agentId === agent.id)?.at ?? 0,
  };
}

export const viewOf = ({ agentId, penalty, level, idleSince, calls, talkMs }: Candidate): CandidateView => ({
  agentId,
  penalty,
  level,
  idleSince,
  calls,
  talkMs,
});

import type { AgentState, AgentStatus } from '@zuoxi/contract';

export const agentStates: readonly AgentState[] = ['idle', 'ringing', 'talking', 'wrapUp', 'busy', 'offline'];

export interface BoardFilter {
  state: AgentState | null;
  queueId: string | null;
  search: string;
}

/** Those who match queue and search: what the counts of the states are made of. */
export function matching(agents: readonly AgentStatus[], { queueId, search }: BoardFilter): AgentStatus[] {
  const wanted = search.trim().toLowerCase();
  return agents.filter(
    (agent) =>
      (queueId === null || agent.queues.some((queue) => queue.queueId === queueId)) &&
      (wanted === '' ||
        [agent.displayName, agent.extension, agent.withNumber, agent.withName].some((text) => text?.toLowerCase().includes(wanted))),
  );
}

export function countStates(agents: readonly AgentStatus[]): Readonly<Record<AgentState, number>> {
  const counts: Record<AgentState, number> = { offline: 0, idle: 0, busy: 0, ringing: 0, talking: 0, wrapUp: 0 };
  for (const agent of agents) counts[agent.state]++;
  return counts;
}

const chinese = new Intl.Collator('zh');

export type BoardSort = 'extension' | 'displayName' | 'state' | 'since';

/** Whoever asks for help is above all others, the longest first. Ties go by extension, so that a row never changes its place without a reason. */
export function sorted(agents: readonly AgentStatus[], by: BoardSort, order: 'asc' | 'desc'): AgentStatus[] {
  const sign = order === 'asc' ? 1 : -1;
  const byExtension = (a: AgentStatus, b: AgentStatus) => a.extension.length - b.extension.length || (a.extension < b.extension ? -1 : 1);
  const compare: Readonly<Record<BoardSort, (a: AgentStatus, b: AgentStatus) => number>> = {
    extension: byExtension,
    displayName: (a, b) => chinese.compare(a.displayName, b.displayName),
    state: (a, b) => agentStates.indexOf(a.state) - agentStates.indexOf(b.state),
    // The longest first when descending.
    since: (a, b) => Date.parse(b.since) - Date.parse(a.since),
  };
  return [...agents].sort((a, b) => byHand(a, b) || sign * compare[by](a, b) || byExtension(a, b));
}

function byHand(a: AgentStatus, b: AgentStatus): number {
  if (a.handSince === b.handSince) return 0;
  if (a.handSince === null) return 1;
  if (b.handSince === null) return -1;
  return Date.parse(a.handSince) - Date.parse(b.handSince);
}

export type AgentAction =
  | 'listen'
  | 'whisper'
  | 'barge'
  | 'release'
  | 'takeOver'
  | 'pickUp'
  | 'dial'
  | 'ready'
  | 'notReady'
  | 'endWrapUp'
  | 'signOut';

/** Who looks at the board. */
export interface Onlooker {
  accountId: string;
  /** Without an extension there is nothing to listen with. */
  hasPhone: boolean;
}

/** What can be done with an agent as he is: `first` stands in his row, the rest behind a menu. One cannot direct oneself. */
export function actionsOf(agent: AgentStatus, onlooker: Onlooker): { first: AgentAction[]; rest: AgentAction[] } {
  if (agent.accountId === onlooker.accountId) return { first: [], rest: [] };
  const rest: AgentAction[] = [];
  if (isInCall(agent) && onlooker.hasPhone) rest.push('release', 'takeOver');
  if (agent.queues.some((queue) => !queue.ready)) rest.push('ready');
  if (agent.queues.some((queue) => queue.ready)) rest.push('notReady');
  if (agent.state !== 'offline') rest.push('signOut');
  return { first: firstActions(agent, onlooker), rest: agent.state === 'offline' ? [] : rest };
}

/** Not in a conference, which is not supervised. */
const isInCall = (agent: AgentStatus): boolean => agent.state === 'talking' && agent.callId !== null;

function firstActions(agent: AgentStatus, { hasPhone }: Onlooker): AgentAction[] {
  switch (agent.state) {
    case 'talking':
      return hasPhone && isInCall(agent) ? ['listen', 'whisper', 'barge'] : [];
    case 'ringing':
      return hasPhone ? ['pickUp'] : [];
    case 'wrapUp':
      return hasPhone ? ['endWrapUp', 'dial'] : ['endWrapUp'];
    case 'idle':
    case 'busy':
      return hasPhone && agent.phoneOnline ? ['dial'] : [];
    case 'offline':
      return hasPhone && agent.phoneOnline ? ['dial'] : [];
  }
}

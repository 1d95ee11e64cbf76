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

export type BoardSort = 'extension' | 'displayName' | 'state' | 'since';

/** Ties go by extension, so that a row never changes its place without a reason. */
export function sorted(agents: readonly AgentStatus[], by: BoardSort, order: 'asc' | 'desc'): AgentStatus[] {
  const sign = order === 'asc' ? 1 : -1;
  const byExtension = (a: AgentStatus, b: AgentStatus) => a.extension.length - b.extension.length || a.extension.localeCompare(b.extension);
  const compare: Readonly<Record<BoardSort, (a: AgentStatus, b: AgentStatus) => number>> = {
    extension: byExtension,
    displayName: (a, b) => a.displayName.localeCompare(b.displayName, 'zh'),
    state: (a, b) => agentStates.indexOf(a.state) - agentStates.indexOf(b.state),
    // The longest first when descending.
    since: (a, b) => Date.parse(b.since) - Date.parse(a.since),
  };
  return [...agents].sort((a, b) => sign * compare[by](a, b) || byExtension(a, b));
}

import type { PanelState } from '@zuoxi/contract';

/** What comes after the call and its wrap-up. `stays`: the agent is not ready now, and remains so. */
export type Afterwards = { kind: 'ready' } | { kind: 'busy'; reason: string } | { kind: 'stays'; reason: string | null };

/** As call control will do it: the state that was chosen for afterwards, else the one that is chosen now. */
export function afterwardsOf({ next, agent }: Pick<PanelState, 'next' | 'agent'>): Afterwards {
  if (next !== null) return { kind: 'busy', reason: next };
  const { queues } = agent;
  if (queues.length === 0 || queues.some(({ ready }) => ready)) return { kind: 'ready' };
  return { kind: 'stays', reason: queues.at(-1)?.reason ?? null };
}

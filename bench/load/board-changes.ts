import type { Input } from '@zuoxi/callcontrol';

/** Messages of the board benchmark between the harness and its server. */
export interface BoardStarted {
  url: string;
  tenant: string;
  account: string;
  password: string;
}
export interface BoardRun {
  seconds: number;
}
/** When each marked change was ordered, epoch ms, by its mark. */
export type BoardMarks = Record<string, number>;

/** The mark of a change, as the board shows it beside "not ready": text that nothing else on the page has. */
export const markOf = (change: number): string => `#${change}#`;

const SEEN_EVERY = 5;
/** Rows that a screen of 1,080 lines shows at least, at the head of the board. */
const IN_SIGHT = 15;

/** Agents in turn become not ready, with a mark as the reason, and ready again. Returns the mark of the change, if it has one. */
export class BoardChanges {
  readonly #agents: readonly { id: string; queueIds: readonly string[] }[];
  readonly #away = new Set<string>();
  #changes = 0;

  constructor(agents: readonly { id: string; queueIds: readonly string[] }[]) {
    this.#agents = agents;
  }

  next(order: (input: Input) => void): string | undefined {
    this.#changes += 1;
    // Every fifth change is among the rows in sight, so that there is something to measure; the others come round, far from each other.
    const isInSight = this.#changes % SEEN_EVERY === 0;
    const agent = this.#agents[isInSight ? (this.#changes / SEEN_EVERY) % IN_SIGHT : (this.#changes * 61) % this.#agents.length];
    if (!agent) return undefined;
    const wasAway = this.#away.delete(agent.id);
    if (!wasAway) this.#away.add(agent.id);
    const mark = wasAway ? undefined : markOf(this.#changes);
    order({ type: 'setReady', agentId: agent.id, queueIds: agent.queueIds, reason: mark ?? null, byAccountId: null });
    return mark;
  }
}

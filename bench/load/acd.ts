import type { EngineKind } from '../engines/engine.ts';

/** Sizes of the queues: queue 0 has 10 agents, queue 1 100, queue 2 1,000. The last is the headline. */
export const QUEUE_SIZES = [10, 100, 1_000] as const;

/** First agent of each queue. */
export const firstAgentOf = (queue: number): number => QUEUE_SIZES.slice(0, queue).reduce((sum, size) => sum + size, 0);
export const ALL_AGENTS = firstAgentOf(QUEUE_SIZES.length);

/** An automatic call distributor: callers wait in its queues, agents are made ready and not ready. */
export interface Acd {
  readonly sipPort: number;
  readonly pids: () => readonly number[];
  /** At once. */
  ready(agent: number): void;
  /** Resolves when he is. */
  notReady(agent: number): Promise<void>;
  /** Callers who wait in that queue. */
  waiting(queue: number): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one whose agents' phones are at that port; nobody is ready. */
export type AcdKind = EngineKind & { startAcd(phonesAt: number): Promise<Acd> };

import type { Agent } from './agent.ts';
import type { Call } from './call.ts';
import type { Callback } from './callback.ts';
import type { ConferenceRoom } from './conference.ts';
import type { EndingLeg } from './ending-leg.ts';
import { type Indexes, noIndexes } from './indexes.ts';
import type { QueueMemory } from './queue-memory.ts';

/** All that call control remembers: plain data, so that it can be stored, restored and compared. Times are epoch ms. */
export interface World {
  calls: Map<string, Call>;
  agents: Map<string, Agent>;
  /** What a queue remembers from call to call; one that is missing has had none yet. */
  queues: Map<string, QueueMemory>;
  /** Callers who have hung up and keep their place. */
  callbacks: Map<string, Callback>;
  /** Conferences that are being held. */
  conferences: Map<string, ConferenceRoom>;
  /** Recordings the engine has not reported as finished, by name; they may outlive their call by a moment. */
  recordings: Map<string, { callId: string; tenantId: string; engine: string }>;
  /** Legs of ended calls that we have hung up and the engine has not yet given back, by channel: how they sounded is told then. */
  endingLegs: Map<string, EndingLeg>;
  /** When calls out were begun of late, per trunk: what its calls per second are counted by. */
  trunkStarts: Map<string, number[]>;
  /** Made of the rest. */
  indexes: Indexes;
}

export const emptyWorld = (): World => ({
  calls: new Map(),
  agents: new Map(),
  queues: new Map(),
  callbacks: new Map(),
  conferences: new Map(),
  recordings: new Map(),
  endingLegs: new Map(),
  trunkStarts: new Map(),
  indexes: noIndexes(),
});

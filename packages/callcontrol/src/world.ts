import type { Agent } from './agent.ts';
import type { Call } from './call.ts';
import type { ConferenceRoom } from './conference-room.ts';

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
}

export interface EndingLeg {
  callId: string;
  tenantId: string;
  engine: string;
  party: 'customer' | 'agent';
  agentId: string | null;
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
});

export interface QueueMemory {
  /** Who was offered a call last: `roundRobin` goes on after him. */
  lastAgentId: string | null;
  /** Handled calls of late, oldest first: talk and wrap-up together, in ms. At most `HANDLED_KEPT`. */
  handled: { at: number; ms: number }[];
}

/** A place in a queue without a caller on the line (PBX-2b). `enqueuedAt` is that of his first call: his age is kept. */
export interface Callback {
  id: string;
  tenantId: string;
  queueId: string;
  engine: string;
  number: string;
  customerName: string | null;
  priority: number;
  skills: readonly SkillNeed[];
  preferredAgentId: string | null;
  enqueuedAt: number;
  requestedAt: number;
  expiresAt: number;
  /** Tries in which the customer was dialled and did not answer. */
  attempts: number;
  nextAttemptAt: number;
  /** Made for it so far. */
  calls: number;
  /** The call that is under way for it. */
  callId: string | null;
}

/** What an agent must know, and how that becomes less with the time of waiting. As the contract's SkillRequirement. */
export interface SkillNeed {
  skillId: string;
  minLevel: number;
  relax: readonly { afterS: number; minLevel: number }[];
}

import type { AgentStateName } from './terms.ts';

/** What an agent does because of calls; kept apart from what he chose (ready or not), so that a call's end never changes a choice. */
export type Activity =
  | { kind: 'none' }
  | { kind: 'ringing'; callId: string }
  | { kind: 'talking'; callId: string }
  | {
      kind: 'wrapUp';
      callId: string;
      startedAt: number;
      endsAt: number;
      of: WrapUpOf;
      /** How often the agent has extended it. */
      extensions?: number;
    };

/** What the notes are about, when the call is no more. */
export interface WrapUpOf {
  queueId: string | null;
  customerNumber: string;
  customerName: string | null;
  /** A colleague rang the queue. */
  internal?: true;
  disposition: { text: string; note: string } | null;
}

/**
 * What somebody else did last with the agent's state or call. Of a supervisor, with the call they listened to: `callReleased`, `callTakenOver`
 * by another supervisor, `callLeft` by its agent.
 */
export type Forced = 'ready' | 'notReady' | 'wrapUpEnded' | 'released' | 'takenOver' | 'callReleased' | 'callTakenOver' | 'callLeft';

export interface Agent {
  id: string;
  tenantId: string;
  signedIn: boolean;
  /** Engines the phone is registered with: he can take their calls. */
  registeredWith: string[];
  activity: Activity;
  /** The agent's choice per queue; a queue that is missing here is ready. */
  notReady: Record<string, string>;
  /** Why they are not ready in any of their queues, also in one that they join later; null: they are ready in one. */
  away: string | null;
  /** Since when the agent has been free for calls: the order of `longestIdle`. */
  idleSince: number;
  /** Calls of queues not taken, one after the other. */
  misses: number;
  /** Of this shift, per queue. */
  taken: Record<string, { calls: number; talkMs: number }>;
  signedOutAt: number;
  /** He asks for help, and since when. */
  handSince: number | null;
  /** Why he will be not ready after his call. */
  next: string | null;
  /** What a supervisor did last with their state or their call; until they change their state themselves. */
  forced: { byAccountId: string; what: Forced; at: number } | null;
  /** Wrap-ups that are over, the last one first: what was written in their last moment is still taken. */
  pastNotes: { callId: string; of: WrapUpOf }[];
  /** What the board shows, and since when. */
  shown: { state: AgentStateName; reason: string | null; since: number };
}

export function newAgent(id: string, tenantId: string, now: number): Agent {
  return {
    id,
    tenantId,
    signedIn: false,
    registeredWith: [],
    activity: { kind: 'none' },
    notReady: {},
    away: null,
    idleSince: now,
    misses: 0,
    taken: {},
    signedOutAt: now,
    handSince: null,
    next: null,
    forced: null,
    pastNotes: [],
    shown: { state: 'offline', reason: null, since: now },
  };
}

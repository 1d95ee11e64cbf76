import type { AgentStateName, CallType } from './facts.ts';

/** All that call control remembers: plain data, so that it can be stored, restored and compared. Times are epoch ms. */
export interface World {
  calls: Map<string, Call>;
  agents: Map<string, Agent>;
  /** Recordings the engine has not reported as finished, by name; they may outlive their call by a moment. */
  recordings: Map<string, { callId: string; tenantId: string; engine: string }>;
  /** Legs of ended calls that we have hung up and the engine has not yet given back, by channel: how they sounded is told then. */
  endingLegs: Map<string, EndingLeg>;
}

export interface EndingLeg {
  callId: string;
  tenantId: string;
  engine: string;
  party: 'customer' | 'agent';
  agentId: string | null;
}

export const emptyWorld = (): World => ({ calls: new Map(), agents: new Map(), recordings: new Map(), endingLegs: new Map() });

/**
 * ```
 *  inbound    greeting ──► queued ◄──► ringing ──► talking ──► (ended)
 *                │            └──► announcing ─────────────────►│
 *                └────────────────► any phase, on a hang-up ───►│
 *  outbound   callingAgent ──► dialling ──► talking ──► (ended)
 * ```
 * An ended call leaves the world at once; its facts remain.
 */
export type CallPhase = 'greeting' | 'queued' | 'ringing' | 'announcing' | 'callingAgent' | 'dialling' | 'talking';

const nextPhases: Readonly<Record<CallPhase, readonly CallPhase[]>> = {
  greeting: ['queued'],
  queued: ['ringing', 'announcing'],
  ringing: ['queued', 'talking'],
  announcing: [],
  callingAgent: ['dialling'],
  dialling: ['talking'],
  talking: [],
};

/** The one place where a call changes its phase; every phase is entered with the deadline at which somebody looks after it. */
export function enterPhase(call: Call, phase: CallPhase, now: number, deadline: number): void {
  if (!nextPhases[call.phase].includes(phase)) throw new Error(`illegal step of call ${call.id}: ${call.phase} → ${phase}`);
  call.phase = phase;
  call.phaseSince = now;
  call.deadline = deadline;
}

export interface Offer {
  agentId: string;
  channelId: string;
  at: number;
}

/** The customer hears ringing; somebody else's phone rings. */
export interface Transfer {
  channelId: string;
  /** Whose phone; null: an outside number. */
  agentId: string | null;
  number: string;
  /** Who asked for it. */
  by: string;
}

export interface Call {
  id: string;
  /** Where its channels are; a call never leaves its engine. */
  engine: string;
  tenantId: string;
  type: CallType;
  phase: CallPhase;
  phaseSince: number;
  deadline: number;
  startedAt: number;
  /** The outside party (for internal calls: the called one). */
  customerNumber: string;
  customerName: string | null;
  customerChannelId: string;
  /** The channel exists in the engine: it arrived, or its originate was sent. */
  customerChannelLive: boolean;
  calledNumber: string;
  queueId: string | null;
  enqueuedAt: number | null;
  offer: Offer | null;
  /** Numbers the offers, so that each one's channel has an id of its own. */
  offers: number;
  /** Agents already tried for this call, oldest first: they come last in the next choice. */
  tried: string[];
  /** Who talks, or who dials. */
  agentId: string | null;
  agentChannelId: string | null;
  answeredAt: number | null;
  held: boolean;
  muted: boolean;
  bridgeId: string | null;
  recording: { name: string; snoopId: string } | null;
  transfer: Transfer | null;
  /** An internal call rings a second agent; his state follows the call, too. */
  peerAgentId: string | null;
  /** The agent's own phone dialled (no panel): it is answered when the other party answers. */
  dialledOnPhone: boolean;
  /** The trunk the caller came in by. */
  trunkId: string | null;
  /** Trunk or phone the outgoing leg is sent to. */
  dialString: string | null;
  callerId: string | null;
}

/** What an agent does because of calls; kept apart from what he chose (ready or not), so that a call's end never changes a choice. */
export type Activity =
  | { kind: 'none' }
  | { kind: 'ringing'; callId: string }
  | { kind: 'talking'; callId: string }
  | { kind: 'wrapUp'; callId: string; startedAt: number; endsAt: number };

export interface Agent {
  id: string;
  tenantId: string;
  signedIn: boolean;
  /** Engines the phone is registered with: he can take their calls. */
  registeredWith: string[];
  activity: Activity;
  /** The agent's choice per queue; a queue that is missing here is ready. */
  notReady: Record<string, string>;
  /** Since when the agent has been free for calls: the order of `longestIdle`. */
  idleSince: number;
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
    idleSince: now,
    shown: { state: 'offline', reason: null, since: now },
  };
}

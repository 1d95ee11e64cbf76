import type { AutomaticDialler, OutsideRoute, PermissionClass, SupervisionMode } from './terms.ts';

export interface LegState {
  /** Null: its phone is lost and not rung again yet. A lost phone that rang keeps its last one, since an engine may tell of its end twice. */
  channelId: string | null;
  /** Whose phone; null: outside. */
  agentId: string | null;
  /** `up`: it is there, answered or not. */
  state: 'ringing' | 'up' | 'lost';
  /** Of one that rings or is lost: when that is over. Null: the call's own deadline holds. */
  deadline: number | null;
}

/** What may be an outside number, dialled over the trunks. */
export interface OverTrunks {
  channelId: string | null;
  /** How it was dialled; null: it is a phone of our own, or has come in. */
  outside: OutsideAttempt | null;
}

/**
 * The customer's side: a caller, the number or colleague that is dialled, or the own phone of somebody of the house who is the caller.
 *
 * ```
 *   ringing ──answered──► up
 * ```
 * It rings for as long as the phase says.
 */
export interface CustomerLeg extends LegState, OverTrunks {
  role: 'customer';
  channelId: string;
  state: 'ringing' | 'up';
  deadline: null;
  /** By which they came in. */
  trunkId: string | null;
}

/**
 * The phone of a member of the queue, for a caller who waits or a callback.
 *
 * ```
 *   ringing ──answered──► no offer any more: the agent's
 *      │  └──not answered, taken elsewhere──► none
 *      └──gone without a word──► lost ──there again──► ringing
 * ```
 * It rings for as long as the phase says.
 */
export interface OfferLeg extends LegState {
  role: 'offer';
  channelId: string;
  agentId: string;
  state: 'ringing' | 'lost';
  at: number;
  /** The page has said that it shows the call and may play no sound: whoever does not see it has missed nothing. */
  silent?: true;
}

/**
 * The extension or outside number to which a caller was sent.
 *
 * ```
 *   ringing ──answered──► none, the agent's
 *      │  └──not answered, taken elsewhere──► none
 *      └──an extension's, gone without a word──► lost ──there again──► ringing
 * ```
 * It rings for as long as the phase says.
 */
export interface ConnectingLeg extends LegState, OverTrunks {
  role: 'connecting';
  channelId: string;
  state: 'ringing' | 'lost';
  number: string;
}

/** The customer hears ringing; somebody else's phone rings. */
export interface TransferLeg extends LegState, OverTrunks {
  role: 'transfer';
  channelId: string;
  state: 'ringing';
  /** By when it must have been picked up. */
  deadline: number;
  number: string;
  /** Who asked for it. */
  by: string;
  /** Asked for on the phone, which is told how it goes; else in the console. */
  byPhone: boolean;
  /** What the customer hears meanwhile. */
  playbackId: string;
}

/**
 * The agent asks somebody while the customer waits (PAN-2 … PAN-4). All is in the call's own bridge: whoever is not `with` is out of it
 * and hears music; asked on the desk phone's second line it begins in a bridge of its own.
 *
 * ```
 *   ringing ──answered──► up, with consulted ◄──► with customer ◄──► with all
 *      └── not answered, cancelled, hung up: no consultation, with the customer
 * ```
 */
export interface ConsultedLeg extends LegState, OverTrunks {
  role: 'consulted';
  channelId: string;
  state: 'ringing' | 'up';
  number: string;
  /** With whom the agent talks. */
  with: 'customer' | 'consulted' | 'all';
  since: number;
  muted: boolean;
  /** Their phone was lost and is called again: a page answers by itself. */
  returning: boolean;
}

/** The second line of the agent's desk phone, on which they have dialled the consulted one; without it that was asked for in the console. */
export interface SecondLineLeg extends LegState {
  role: 'secondLine';
  channelId: string;
  state: 'up';
  deadline: null;
  bridgeId: string;
}

/**
 * A supervisor's phone, for one agent of the call. It and a tap on the agent's channel are in a bridge of their own; while the supervisor
 * barges in it is in the call's bridge instead.
 *
 * ```
 *   ringing ──answered──► up ──phone gone without a word──► lost
 *      ▲                   │ page loaded again                │ phone there again
 *      └───────────────────┴──────────────────────────────────┘
 * ```
 */
export interface SupervisorLeg extends LegState {
  role: 'supervisor';
  channelId: string;
  /** The supervisor. */
  agentId: string;
  /** Whom they listen to. */
  of: string;
  bridgeId: string;
  /** The tap, while it is up. */
  snoopId: string | null;
  mode: SupervisionMode;
  /** What is done as soon as it is picked up. */
  wanted: SupervisionMode | 'release' | 'takeOver';
  muted: boolean;
  /** As in a consultation. */
  returning: boolean;
  /** In this state, or tapped. */
  since: number;
}

/**
 * The phone on which an agent dials or has the customer. An outside number that has the caller instead belongs to no agent.
 *
 * ```
 *   ringing (their own phone, before the other party is dialled) ──answered──► up
 * ```
 * It rings for as long as the phase says.
 */
export interface AgentLeg extends LegState, OverTrunks {
  role: 'agent';
  channelId: string;
  state: 'ringing' | 'up';
  deadline: null;
}

/**
 * The agent's phone was lost in the conversation: the customer hears music, and the phone is called again as soon as it is there.
 *
 * ```
 *   lost ◄──registered, not answered──► ringing ──answered──► none, the agent's
 *     └── too long, declined ──► none: the agent is given up
 * ```
 */
export interface ReturningLeg extends LegState {
  role: 'returning';
  agentId: string;
  state: 'lost' | 'ringing';
  /** When the agent is given up. */
  deadline: number;
  since: number;
  /** When it began to ring, the last time; null: not yet. */
  rangAt: number | null;
  /** The customer was on hold before, and is again when the agent is back. */
  wasHeld: boolean;
}

/**
 * The phone or outside number of a party of a conference.
 *
 * ```
 *   ringing ──answered──► up ──page loaded again──► ringing (returning)
 *      │                   │  └──hung up, removed──► none
 *      │                   └──an agent's, gone without a word──► lost ──there again──► ringing
 *      ├──an agent's, gone without a word──► lost ──too long──► none
 *      └──not answered, declined, busy──► none
 * ```
 */
export interface PartyLeg extends LegState, OverTrunks {
  role: 'party';
  /** Whose seat. */
  partyId: string;
  channelId: string | null;
  /** It rings because their page was loaded again, or their phone was lost, while they were in: the page answers by itself. */
  returning: boolean;
  muted: boolean;
  talking: boolean;
  /** In this state. */
  since: number;
}

/** One telephone or outside number of a call, from being rung (or coming in) until it is gone for good. */
export type Leg =
  | AgentLeg
  | ConnectingLeg
  | ConsultedLeg
  | CustomerLeg
  | OfferLeg
  | ReturningLeg
  | SecondLineLeg
  | SupervisorLeg
  | TransferLeg;

/** Of a call or of a conference. */
export type AnyLeg = Leg | PartyLeg;

/** An outside number that is dialled, or was and is there: see `parts/trunks.ts`. */
export interface OutsideAttempt {
  number: string;
  permissionClass: PermissionClass;
  /** Those not tried yet. */
  routes: readonly OutsideRoute[];
  timeoutS: number;
  originator: string | null;
  formats: readonly string[];
  /** Whose call out it is; null: the system's own. */
  agentId: string | null;
  madeBy?: AutomaticDialler;
  trunkId: string;
  attempt: number;
  rang: boolean;
  /** While it is not answered, if somebody waits who hears what the network says. */
  early?: EarlyMedia;
}

/** See `parts/early-media.ts`. */
export interface EarlyMedia {
  /** The channel of whoever waits. */
  listenerId: string;
  /** They have dialled on their phone, which was not answered: it is told to listen (183). */
  isUnanswered: boolean;
  /** What they hear while it rings; null: their own phone makes the tone. */
  ringbackId: string | null;
  /** They hear it from the start, before it is known to ring. */
  ringsAtOnce: boolean;
  bridgeId: string;
  state: 'silent' | 'joined' | 'ringing' | 'heard' | 'quiet';
  /** Until then a silence may be a pause. */
  quietAt?: number;
  /** The playback of our ringback to a phone that makes no tone any more. */
  toneId?: string;
}

import type { Dialogue } from './dialogue.ts';
import type { AutomaticDialler, Destination, OutsideRoute, OutsideTarget, PermissionClass } from './directory.ts';
import type { CallType, EndedBy, EndReason } from './facts.ts';
import type { CodeCall } from './feature-codes.ts';
import type { FlowState } from './flow/state.ts';
import type { PromptRecording } from './prompt-recording.ts';
import type { SkillNeed } from './world.ts';

/**
 * ```
 *               ┌───────────── flow, greeting, connecting ─────────────┐
 *  inbound  arrived ──► (any of them, by the destination) ──► queued ◄──► ringing ──► talking ──► (ended)
 *               │             │         └──► voicemail ──► announcing ──► (ended)       └──► survey ──► (ended)
 *               └─────────────┴── a hang-up, in any phase ──► (ended)
 *  outbound   callingAgent ──► dialling ──► talking ──► (ended)
 *  callback   ringing (agent first) ──► dialling ──► talking;  dialling (customer first) ──► announcing ──► queued
 * ```
 * An ended call leaves the world at once; its facts remain.
 */
export type CallPhase =
  /** Nobody has decided yet where it goes. */
  | 'arrived'
  /** The caller is in an IVR. */
  | 'flow'
  /** The queue's welcome. */
  | 'greeting'
  | 'queued'
  /** Phones of the queue's members ring. */
  | 'ringing'
  /** One extension or outside number rings, to which the caller was sent. */
  | 'connecting'
  /** The caller leaves a message. */
  | 'voicemail'
  /** A last word, or a first one. */
  | 'announcing'
  /** Somebody records a prompt. */
  | 'recordingPrompt'
  | 'callingAgent'
  | 'dialling'
  | 'talking'
  /** The agent has left; the customer says how it was. */
  | 'survey';

/** Where a caller may be sent from and to, as long as nobody talks with him. */
const DIRECTED: readonly CallPhase[] = ['flow', 'greeting', 'queued', 'connecting', 'voicemail', 'announcing'];

const nextPhases: Readonly<Record<CallPhase, readonly CallPhase[]>> = {
  arrived: DIRECTED,
  flow: DIRECTED,
  greeting: DIRECTED,
  queued: ['ringing', ...DIRECTED],
  ringing: ['talking', 'dialling', ...DIRECTED],
  connecting: ['talking', ...DIRECTED],
  voicemail: DIRECTED,
  announcing: DIRECTED,
  callingAgent: ['dialling'],
  // DIRECTED: one of the house whose own phone was called first, to try an IVR or to wait in a queue.
  dialling: ['talking', 'recordingPrompt', ...DIRECTED],
  recordingPrompt: [],
  // queued: his agent was lost and did not come back.
  talking: ['survey', 'queued'],
  survey: [],
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
  /** His phone is gone without a word since then, and may come back. Left out: it rings. */
  lostAt?: number;
}

/** The customer hears ringing; somebody else's phone rings. */
export interface Transfer {
  /** Asked for on the phone, which is told how it goes; else in the console. */
  byPhone: boolean;
  channelId: string;
  /** Whose phone; null: an outside number. */
  agentId: string | null;
  number: string;
  /** Who asked for it. */
  by: string;
  /** What the customer hears meanwhile. */
  playbackId: string;
}

/** What a caller who waits in a queue is told, and when. Times are epoch ms; null = not any more. */
export interface Waiting {
  /** Into this queue; a caller who comes from another one has waited longer. */
  enteredAt: number;
  announceAt: number | null;
  periodicAt: number | null;
  /** Voicemail or callback is offered. */
  offerAt: number | null;
  /** Keys that have a meaning from now on. */
  keys: { voicemail: boolean; callback: boolean };
  /** After a phone was not answered: no other one before. */
  retryAt: number;
  /** When a match may come about without anybody's doing: a skill relaxes, a pause is over. */
  wakeAt: number | null;
}

/**
 * The agent asks somebody while the customer waits (PAN-2 … PAN-4). All is in the call's own bridge: whoever is not `with` is out of it
 * and hears music; on the desk phone's second line it begins in a bridge of its own (`own`).
 *
 * ```
 *   ringing ──answered──► talking, with consulted ◄──► with customer ◄──► with all
 *      └── not answered, cancelled, hung up: no consultation, with the customer
 * ```
 */
export interface Consult {
  channelId: string;
  /** Whose phone; null: an outside number. */
  agentId: string | null;
  number: string;
  state: 'ringing' | 'talking';
  with: 'customer' | 'consulted' | 'all';
  since: number;
  muted: boolean;
  /** His phone was lost and is called again: a page answers by itself. */
  returning: boolean;
  /** The second line of the agent's phone on which he has dialled it himself; null: asked for in the console. */
  own: { channelId: string; bridgeId: string } | null;
}

export type SupervisionMode = 'listen' | 'whisper' | 'barge';

/**
 * A supervisor and one agent of a call. He and a tap on the agent's channel are in a bridge of their own; when he barges in he is in the
 * call's bridge instead.
 */
export interface Supervision {
  supervisorId: string;
  agentId: string;
  channelId: string;
  bridgeId: string;
  /** The tap; null while his phone rings. */
  snoopId: string | null;
  mode: SupervisionMode;
  /** What is done as soon as he has picked up. */
  wanted: SupervisionMode | 'release' | 'takeOver';
  muted: boolean;
  /** As in a consultation. */
  returning: boolean;
  /** His phone is gone and not there yet to be called again. Left out: it rings, or he listens. */
  isAway?: true;
  since: number;
}

/** The agent's phone was lost in the call: the customer hears music, and the phone is called again as soon as it is there. */
export interface Absence {
  since: number;
  /** His phone rings again; null: it is not there. */
  channelId: string | null;
  /** When it began to ring. */
  rangAt?: number;
  /** The customer was on hold before. */
  wasHeld: boolean;
}

/** A caller was sent to one extension or one outside number. */
export interface Connecting {
  channelId: string;
  /** Whose phone; null: an outside number. */
  agentId: string | null;
  number: string;
  /** As of an offer. */
  lostAt?: number;
}

export type SurveyLevel = 'verySatisfied' | 'satisfied' | 'dissatisfied';

/** A leg to an outside number, as `trunk-choice.ts` leads it over the trunks. */
export interface OutsideLeg {
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
  /** He calls from outside with a number of the house, which says nothing of who he is. */
  wearsOwnNumber?: true;
  customerChannelId: string;
  /** The channel exists in the engine: it arrived, or its originate was sent. */
  customerChannelLive: boolean;
  calledNumber: string;
  queueId: string | null;
  enqueuedAt: number | null;
  /** Phones that ring for it; several with `ringAll`. */
  offers: Offer[];
  /** Numbers the legs, so that each one's channel has an id of its own. */
  legs: number;
  /** Numbers the sounds. */
  sounds: number;
  /** Agents already tried for this call, oldest first: they come last in the next choice, and not at once. */
  tried: { agentId: string; at: number }[];
  /** Of the route he came in by. */
  routePriority: number;
  /** The route's and the IVR's together; more is earlier. The queue's own comes on top. */
  priority: number;
  skills: readonly SkillNeed[];
  /** Whose customer he is: rung first. `because` is told with the decision. */
  preferred: { agentId: string; because: 'assignedAgent' | 'lastAgent' } | null;
  /** What is left of the queue's overflow. */
  overflow: Destination[];
  waiting: Waiting | null;
  /** What he hears meanwhile; `playbackId` null: the engine's own music. */
  music: { playbackId: string | null; since: number } | null;
  /** The reason of the end that a last word is said before. */
  parting: { reason: EndReason; endedBy: EndedBy } | null;
  /** Places he was sent to one after the other, without having been in any of them for a while; too many are a circle. */
  hops: number;
  /** When he was last sent somewhere, epoch ms. */
  sentAt: number;
  dialogue: Dialogue | null;
  flow: FlowState | null;
  connecting: Connecting | null;
  /** Extensions that have forwarded the direct call, in order. */
  forwardedFrom: string[];
  /** Something is set or picked up by a code. */
  featureCode: CodeCall | null;
  /** A message that is being left, or was. */
  message: { name: string; queueId: string; state: 'prompt' | 'recording' | 'saved' } | null;
  /** Somebody records a prompt with his own telephone. */
  promptRecording: PromptRecording | null;
  /** The callback it is made for. */
  callbackId: string | null;
  /** Who had the customer, for the survey after it. */
  survey: { agentId: string; byAgent: boolean; level: SurveyLevel | null; tries: number } | null;
  /** What was asked of the services, by its number; an answer to anything else is too late. */
  asked: number;
  /** Who talks, or who dials. */
  agentId: string | null;
  agentChannelId: string | null;
  answeredAt: number | null;
  /** Since when the present agent has had the customer. */
  agentSince: number | null;
  held: boolean;
  muted: boolean;
  /** The colleague of an internal call has silenced himself. */
  peerMuted: boolean;
  bridgeId: string | null;
  /** Made of it so far. */
  recordings: number;
  recording: { name: string; snoopId: string } | null;
  transfer: Transfer | null;
  consult: Consult | null;
  supervisions: Supervision[];
  absence: Absence | null;
  /** The customer has hung up, and two others go on talking; epoch ms. */
  customerLeftAt: number | null;
  /** What has become of it, as its agent says. */
  disposition: { text: string; note: string } | null;
  /** Somebody of the house is the caller: he has dialled a queue. */
  internalCaller: boolean;
  /** An internal call rings a second agent, or has one of the house as its caller; his state follows the call, too. */
  peerAgentId: string | null;
  /** The agent's own phone dialled (no panel): it is answered when the other party answers. */
  dialledOnPhone: boolean;
  /** The trunk the caller came in by. */
  trunkId: string | null;
  /** The outside number an agent dials, until it is; null for calls to a colleague. */
  outside: OutsideTarget | null;
  /** Legs to the outside, by channel. */
  outsideLegs: Record<string, OutsideLeg>;
}

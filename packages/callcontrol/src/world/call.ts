import type { Errand, PromptTake } from './errand.ts';
import type { FlowState } from './flow-state.ts';
import type { Leg } from './leg.ts';
import type { CallType, Destination, EndedBy, EndReason, OutsideTarget, SkillNeed, SurveyLevel } from './terms.ts';

/**
 * The caller's own stage, with whatever there is only while it lasts:
 * ```
 *               ┌───────────── flow, greeting, connecting ─────────────┐
 *  inbound  arrived ──► (any of them, by the destination) ──► queued ◄──► ringing ──► talking ──► (ended)
 *               │             │         └──► voicemail ──► announcing ──► (ended)       └──► survey ──► (ended)
 *               └─────────────┴── a hang-up, in any phase ──► (ended)
 *  outbound   callingAgent ──► dialling ──► talking ──► (ended)
 *  callback   ringing (agent first) ──► callingBack ──► talking;  callingBack (customer first) ──► announcing ──► queued
 *  errand     ownPhone ──► flow, greeting …, recordingPrompt, or code ──► announcing
 * ```
 * An ended call leaves the world at once; its facts remain. Only `enterPhase` of `rules/phases.ts` and `newCall` put another one in its place.
 */
export type CallState =
  /**
   * `arrived`: nobody has decided yet where it goes. `flow`: the caller is in an IVR. `greeting`: the queue's welcome. `connecting`: one
   * extension or outside number rings, to which the caller was sent. `ownPhone`: the phone of somebody of the house rings, who is the
   * caller. `callingBack`: the customer of a callback is dialled.
   */
  | { phase: 'arrived' | 'flow' | 'greeting' | 'connecting' | 'ownPhone' | 'callingBack' }
  | InQueue
  /** The caller leaves a message. */
  | { phase: 'voicemail'; message: { name: string; queueId: string; state: 'prompt' | 'recording' | 'saved' } }
  /** Somebody records a prompt. */
  | { phase: 'recordingPrompt'; take: PromptTake }
  /** A last word, after which the call ends so; or a first one, after which the customer of a callback waits in the queue. */
  | { phase: 'announcing'; next: Parting | 'queue' }
  /** A setting is being kept, or (with the bridge) somebody hears themselves. */
  | { phase: 'code'; echoBridgeId: string | null }
  /** The phone of the agent who dials in the console rings; whom they dial. */
  | { phase: 'callingAgent'; target: OutsideTarget | { kind: 'extension'; agentId: string } }
  /** `onPhone`: dialled on the agent's phone itself, which is answered when the other party answers. */
  | { phase: 'dialling'; onPhone: boolean }
  | Talking
  /** The agent has left; the customer says how it was. */
  | { phase: 'survey'; agentId: string; byAgent: boolean; level: SurveyLevel | null; tries: number };

/** In a queue; `ringing`: phones of its members ring. `waiting` null: a callback, whose agent is rung first. */
export interface InQueue {
  phase: 'queued' | 'ringing';
  waiting: Waiting | null;
  /** What the caller hears meanwhile; `playbackId` null: the engine's own music. */
  music: { playbackId: string | null; since: number } | null;
}

export interface Talking {
  phase: 'talking';
  bridgeId: string;
  /** The customer is out of the bridge, with music. */
  held: boolean;
  /** The customer has hung up, and two others go on talking; epoch ms. */
  customerLeftAt: number | null;
}

/** How a call ends after its last word. */
export interface Parting {
  reason: EndReason;
  endedBy: EndedBy;
}

export type CallPhase = CallState['phase'];

/** Of several phases with the same things, one kind of state. */
type StateIn<P extends CallPhase, S extends CallState = CallState> = S extends CallState
  ? [Extract<S['phase'], P>] extends [never]
    ? never
    : S
  : never;

/** A call of which the phase is known. */
export type CallIn<P extends CallPhase> = Call & { readonly state: StateIn<P> };

export const isIn = <P extends CallPhase>(call: Call, ...phases: readonly P[]): call is CallIn<P> =>
  phases.some((phase) => phase === call.state.phase);

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

export interface Call {
  id: string;
  /** Where its channels are; a call never leaves its engine. */
  engine: string;
  tenantId: string;
  type: CallType;
  readonly state: CallState;
  phaseSince: number;
  deadline: number;
  startedAt: number;
  /** The outside party (for internal calls: the called one). */
  customerNumber: string;
  customerName: string | null;
  /** They call from outside with a number of the house, which says nothing of who they are. */
  wearsOwnNumber?: true;
  /** The customer's channel: the one that is there (`customerLegOf`), the next to be dialled, or the last one. */
  customerChannelId: string;
  calledNumber: string;
  queueId: string | null;
  enqueuedAt: number | null;
  /** Its phones and outside numbers. Only `world/legs.ts` writes it. */
  legs: readonly Leg[];
  /** Legs made so far: numbers them, so that each one's channel has an id of its own. */
  legCount: number;
  /** Numbers the sounds. */
  sounds: number;
  /** Agents already tried for this call, oldest first: they come last in the next choice, and not at once. */
  tried: { agentId: string; at: number }[];
  /** Of the route the caller came in by. */
  routePriority: number;
  /** The route's and the IVR's together; more is earlier. The queue's own comes on top. */
  priority: number;
  skills: readonly SkillNeed[];
  /** Whose customer the caller is: rung first. `because` is told with the decision. */
  preferred: { agentId: string; because: 'assignedAgent' | 'lastAgent' } | null;
  /** What is left of the queue's overflow. */
  overflow: Destination[];
  /** Places the caller was sent to one after the other, without having been in any of them for a while; too many are a circle. */
  hops: number;
  /** When the caller was last sent somewhere, epoch ms. */
  sentAt: number;
  dialogue: Dialogue | null;
  flow: FlowState | null;
  /** Extensions that have forwarded the direct call, in order. */
  forwardedFrom: string[];
  /** What somebody of the house has called for, with their own phone. */
  errand: Errand | null;
  /** The callback it is made for. */
  callbackId: string | null;
  /** What was asked of the services, by its number; an answer to anything else is too late. */
  asked: number;
  /** Who talks, or who dials. Only `setAgent` of `world/legs.ts` writes it. */
  agentId: string | null;
  answeredAt: number | null;
  /** Since when the present agent has had the customer. */
  agentSince: number | null;
  muted: boolean;
  /** The colleague of an internal call has muted themselves. */
  peerMuted: boolean;
  /** Made of it so far. */
  recordings: number;
  recording: { name: string; snoopId: string } | null;
  /** The supervisor who has hung up the customer (强拆). */
  releasedBy: string | null;
  /** By whom the present agent was given the customer, or a queue; `takenOver`: by the supervisor themselves (接管). */
  handover: { how: 'transferred' | 'takenOver'; from: string } | null;
  /** Whom its agent `by` last asked or transferred to in vain, and why: told to them until they try again. */
  notReached: { how: 'consult' | 'transfer'; by: string; toAgentId: string | null; number: string; reason: EndReason } | null;
  /** What has become of it, as its agent says. */
  disposition: { text: string; note: string } | null;
  /** An internal call rings a second agent, or has one of the house as its caller; that one's state follows the call, too. */
  peerAgentId: string | null;
}

/**
 * Something is played to the caller, and keys are waited for:
 * ```
 *   playing ──(end of the sound)──► waiting ──(keys complete, or time over)──► answered
 *      └──(a key, where it may be interrupted)──────────► waiting
 * ```
 * Plain data in the call, so that a restart of the server goes on in it.
 */
export interface Dialogue {
  /** Who gets the answer. */
  topic: DialogueTopic;
  state: 'playing' | 'waiting';
  playbackId: string;
  want: Wanted;
  digits: string;
  /** Of `waiting`: when the wait is over. While a sound plays: when it is thought lost. */
  deadline: number;
}

export type DialogueTopic =
  | 'greeting'
  | 'waiting'
  | 'lastWord'
  | 'flow'
  | 'voicemailPrompt'
  | 'voicemailSaved'
  | 'callbackGreeting'
  | 'surveyLevel'
  | 'surveyReason'
  | 'surveyThanks'
  | 'promptStart'
  | 'promptListen'
  | 'promptSaved';

/** What the caller has said to it. `heard`: the sound is over and no key was wanted. */
export type DialogueAnswer = { kind: 'heard' } | { kind: 'digits'; digits: string } | { kind: 'nothing' };

export interface Wanted {
  /** 0 = only listen. */
  maxDigits: number;
  /** Ends the digits and is not one of them; '' = none. */
  terminator: '#' | '*' | '';
  /** For the first key after the sound, in seconds. */
  timeoutS: number;
  /** For each further one, in seconds. */
  interDigitS: number;
  /** A key ends the sound. */
  interruptible: boolean;
}

type Identity = Pick<Call, 'id' | 'engine' | 'tenantId' | 'type' | 'state'>;

export function blankCall({ id, engine, tenantId, type, state }: Identity, now: number): Call {
  return {
    id,
    engine,
    tenantId,
    type,
    state,
    phaseSince: now,
    deadline: now,
    startedAt: now,
    customerNumber: '',
    customerName: null,
    customerChannelId: `${id}-c`,
    calledNumber: '',
    queueId: null,
    enqueuedAt: null,
    legs: [],
    legCount: 0,
    sounds: 0,
    tried: [],
    routePriority: 0,
    priority: 0,
    skills: [],
    preferred: null,
    overflow: [],
    hops: 0,
    sentAt: now,
    dialogue: null,
    flow: null,
    forwardedFrom: [],
    errand: null,
    callbackId: null,
    asked: 0,
    agentId: null,
    answeredAt: null,
    agentSince: null,
    muted: false,
    peerMuted: false,
    recordings: 0,
    recording: null,
    releasedBy: null,
    handover: null,
    notReached: null,
    disposition: null,
    peerAgentId: null,
  };
}

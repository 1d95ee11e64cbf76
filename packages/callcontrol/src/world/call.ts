import type { CodeCall, PromptRecording } from './errand.ts';
import type { FlowState } from './flow-state.ts';
import type { Leg } from './leg.ts';
import type { CallType, Destination, EndedBy, EndReason, OutsideTarget, SkillNeed, SurveyLevel } from './terms.ts';

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
  phase: CallPhase;
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
  waiting: Waiting | null;
  /** What the caller hears meanwhile; `playbackId` null: the engine's own music. */
  music: { playbackId: string | null; since: number } | null;
  /** The reason of the end that a last word is said before. */
  parting: { reason: EndReason; endedBy: EndedBy } | null;
  /** Places the caller was sent to one after the other, without having been in any of them for a while; too many are a circle. */
  hops: number;
  /** When the caller was last sent somewhere, epoch ms. */
  sentAt: number;
  dialogue: Dialogue | null;
  flow: FlowState | null;
  /** Extensions that have forwarded the direct call, in order. */
  forwardedFrom: string[];
  /** Something is set or picked up by a code. */
  featureCode: CodeCall | null;
  /** A message that is being left, or was. */
  message: { name: string; queueId: string; state: 'prompt' | 'recording' | 'saved' } | null;
  /** Somebody records a prompt with their own telephone. */
  promptRecording: PromptRecording | null;
  /** The callback it is made for. */
  callbackId: string | null;
  /** Who had the customer, for the survey after it. */
  survey: { agentId: string; byAgent: boolean; level: SurveyLevel | null; tries: number } | null;
  /** What was asked of the services, by its number; an answer to anything else is too late. */
  asked: number;
  /** Who talks, or who dials. Only `setAgent` of `world/legs.ts` writes it. */
  agentId: string | null;
  answeredAt: number | null;
  /** Since when the present agent has had the customer. */
  agentSince: number | null;
  held: boolean;
  muted: boolean;
  /** The colleague of an internal call has muted themselves. */
  peerMuted: boolean;
  bridgeId: string | null;
  /** Made of it so far. */
  recordings: number;
  recording: { name: string; snoopId: string } | null;
  /** The customer has hung up, and two others go on talking; epoch ms. */
  customerLeftAt: number | null;
  /** The supervisor who has hung up the customer (强拆). */
  releasedBy: string | null;
  /** By whom the present agent was given the customer, or a queue; `takenOver`: by the supervisor themselves (接管). */
  handover: { how: 'transferred' | 'takenOver'; from: string } | null;
  /** What has become of it, as its agent says. */
  disposition: { text: string; note: string } | null;
  /** Somebody of the house is the caller: they have dialled a queue. */
  internalCaller: boolean;
  /** An internal call rings a second agent, or has one of the house as its caller; that one's state follows the call, too. */
  peerAgentId: string | null;
  /** The agent's own phone dialled (no panel): it is answered when the other party answers. */
  dialledOnPhone: boolean;
  /** The outside number an agent dials, until it is; null for calls to a colleague. */
  outside: OutsideTarget | null;
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

type Identity = Pick<Call, 'id' | 'engine' | 'tenantId' | 'type' | 'phase'>;

export function blankCall({ id, engine, tenantId, type, phase }: Identity, now: number): Call {
  return {
    id,
    engine,
    tenantId,
    type,
    phase,
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
    waiting: null,
    music: null,
    parting: null,
    hops: 0,
    sentAt: now,
    dialogue: null,
    flow: null,
    forwardedFrom: [],
    featureCode: null,
    message: null,
    promptRecording: null,
    callbackId: null,
    survey: null,
    asked: 0,
    agentId: null,
    answeredAt: null,
    agentSince: null,
    held: false,
    muted: false,
    peerMuted: false,
    bridgeId: null,
    recordings: 0,
    recording: null,
    customerLeftAt: null,
    releasedBy: null,
    handover: null,
    disposition: null,
    internalCaller: false,
    peerAgentId: null,
    dialledOnPhone: false,
    outside: null,
  };
}

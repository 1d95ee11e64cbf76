import type { LegQuality } from '@zuoxi/ari';
import type { FlowNodeKind } from '../world/flow-definition.ts';
import type {
  AgentStateName,
  AutomaticDialler,
  CallType,
  EndedBy,
  EndReason,
  PermissionClass,
  QueueOutcome,
  SupervisionMode,
  SurveyLevel,
} from '../world/terms.ts';
import type { Decision } from './decision.ts';

/**
 * What happened, in order, never changed afterwards. Call records, the operation log and every report are folds
 * over these two streams; `at` is epoch milliseconds.
 */
export type Fact = CallFact | AgentFact;

/** When somebody first came to a conference and last went, epoch ms; null: he did not. */
export interface ConferencePartyFact {
  agentId: string | null;
  name: string | null;
  number: string;
  joinedAt: number | null;
  leftAt: number | null;
}

interface CallFactBase {
  stream: 'call';
  at: number;
  tenantId: string;
  callId: string;
}

export type CallFact = CallFactBase &
  (
    | {
        type: 'started';
        callType: CallType;
        customerNumber: string;
        calledNumber: string;
        agentId: string | null;
        queueId: string | null;
        /** The customer is one that the system plays. */
        isTest?: true;
      }
    /** He has been looked up: what he is called, whose customer he is. */
    | { type: 'callerKnown'; name: string | null; preferredAgentId: string | null }
    /** He was saved among the customers meanwhile, or under another name. */
    | { type: 'customerNamed'; name: string }
    | { type: 'enqueued'; queueId: string; priority: number }
    /** Every entry of a queue is left once: this is what became of it. */
    | { type: 'leftQueue'; queueId: string; outcome: QueueOutcome }
    /** An agent's phone is being rung, and why his (AGT-9): the ready ones in the order they would be rung, and who was not asked. */
    | ({ type: 'offered'; agentId: string } & Decision)
    | { type: 'offerEnded'; agentId: string; outcome: OfferOutcome }
    /** A number outside is dialled over that trunk; `agentId` null: by the system. The first attempt is 1. */
    | {
        type: 'outsideDialled';
        agentId: string | null;
        number: string;
        trunkId: string;
        permissionClass: PermissionClass;
        attempt: number;
        madeBy?: AutomaticDialler;
      }
    /** That trunk could not carry it; the next one, if there is one, is tried. */
    | { type: 'trunkFailed'; trunkId: string; number: string; cause: number }
    | { type: 'ringing' }
    /** `agentId` null: an outside number that the caller was sent to. */
    | { type: 'answered'; agentId: string | null }
    | { type: 'held' }
    | { type: 'resumed' }
    /** `agentId` asks for it on the phone; `toAgentId` null: an outside number. */
    | { type: 'transferAsked'; agentId: string; toAgentId: string | null; number: string }
    /** `queueId`: to that queue, where the caller waits for an agent. */
    | { type: 'transferred'; agentId: string | null; toAgentId: string | null; queueId?: string; number: string }
    | { type: 'transferFailed'; agentId: string; number: string; reason: EndReason }
    /** The agent asks somebody while the customer waits; `toAgentId` null: an outside number. */
    | { type: 'consultStarted'; agentId: string; toAgentId: string | null; number: string }
    | { type: 'consultAnswered'; agentId: string; toAgentId: string | null; number: string }
    /** Whom the agent talks with from now on. */
    | { type: 'talkingWith'; agentId: string; with: 'customer' | 'consulted' | 'all' }
    | { type: 'consultEnded'; toAgentId: string | null; number: string; outcome: ConsultOutcome }
    /** His phone is gone, and he has not hung up. */
    | { type: 'agentLost'; agentId: string }
    | { type: 'agentReturned'; agentId: string }
    /** He did not come back. */
    | { type: 'agentGivenUp'; agentId: string }
    /** Others who were in the conversation go on without him. */
    | { type: 'customerLeft'; endedBy: EndedBy }
    | { type: 'supervisionStarted'; supervisorId: string; agentId: string; mode: SupervisionMode }
    | { type: 'supervisionChanged'; supervisorId: string; agentId: string; mode: SupervisionMode }
    | { type: 'supervisionEnded'; supervisorId: string; agentId: string }
    /** A supervisor has the customer now; his agent was released. */
    | { type: 'takenOver'; agentId: string; toAgentId: string }
    /** What its agent says has become of it; after its end, too. */
    | { type: 'disposed'; agentId: string; disposition: string; note: string }
    /** The caller was sent to one extension or outside number. */
    | { type: 'connecting'; agentId: string | null; number: string }
    /** The extension forwards such calls: on to another one, or (`toAgentId` null) to an outside number. */
    | { type: 'forwarded'; agentId: string; when: ForwardedWhen; toAgentId: string | null; number: string }
    /** `agentId` took the call that rang at the other one's phone. */
    | { type: 'pickedUp'; agentId: string; fromAgentId: string }
    /** The agent has left, the customer is still there. */
    | { type: 'talkEnded'; agentId: string; endedBy: EndedBy }
    /** The caller is in an IVR; version 0 is a draft that is tried. */
    | { type: 'flowEntered'; flowId: string; version: number }
    | { type: 'flowNode'; flowId: string; nodeId: string; kind: FlowNodeKind }
    /** Keys he pressed there; of what was collected only the last four of long numbers. */
    | { type: 'flowInput'; nodeId: string; digits: string }
    /** By that exit, or to that kind of place; `loop`: the call went in a circle. */
    | { type: 'flowLeft'; flowId: string; exit: string }
    /** A prompt is recorded by phone under that name; the last one before the end of the call counts. */
    | { type: 'promptTried'; promptId: string; name: string }
    | { type: 'messageStarted'; name: string; queueId: string; engine: string }
    | { type: 'messageFinished'; name: string; durationMs: number }
    | { type: 'messageFailed'; name: string; problem: string }
    | { type: 'surveyStarted'; agentId: string; queueId: string | null; byAgent: boolean }
    | { type: 'surveyAnswered'; level: SurveyLevel; reason: SurveyReason | null }
    | { type: 'callbackRequested'; callbackId: string; queueId: string; enqueuedAt: number; expiresAt: number }
    /** In the call that is made for it. */
    | { type: 'callbackTried'; callbackId: string; attempt: number }
    /** It comes round again: `attempts` have been made in vain. */
    | { type: 'callbackWaits'; callbackId: string; attempts: number; nextAttemptAt: number }
    | { type: 'callbackEnded'; callbackId: string; state: CallbackEnd }
    /** A conference is held; `callId` is that of this time. */
    | { type: 'conferenceStarted'; conferenceId: string; name: string; byAccountId: string }
    /** `agentId` null: an outside number. */
    | { type: 'conferenceJoined'; agentId: string | null; number: string }
    | { type: 'conferenceLeft'; agentId: string | null; number: string; outcome: 'left' | 'lost' | 'declined' }
    | { type: 'conferenceEnded'; conferenceId: string; parties: readonly ConferencePartyFact[] }
    | { type: 'recordingStarted'; name: string; engine: string }
    /** By hand, or because what follows is not to be kept. */
    | { type: 'recordingStopped'; name: string }
    /** `lostMs`: a full disk or a standstill of the engine did not let so much of it in. */
    | { type: 'recordingFinished'; name: string; durationMs: number; lostMs?: number }
    | { type: 'recordingFailed'; name: string; problem: string }
    /** How the sound of one leg was; comes shortly before or after the end of the call. */
    | { type: 'quality'; party: 'customer' | 'agent'; agentId: string | null; quality: Omit<LegQuality, 'channelId'> }
    | { type: 'ended'; reason: EndReason; endedBy: EndedBy; cause: number | null }
  );

interface AgentFactBase {
  stream: 'agent';
  at: number;
  tenantId: string;
  agentId: string;
}

export type AgentFact = AgentFactBase &
  (
    | { type: 'signedIn' }
    /** `byAccountId`: a supervisor has signed him out. */
    | { type: 'signedOut'; byAccountId: string | null }
    /** By the agent, by so many seconds. */
    | { type: 'wrapUpExtended'; callId: string; seconds: number }
    /** A supervisor has ended it. */
    | { type: 'wrapUpEnded'; byAccountId: string }
    | { type: 'handRaised' }
    | { type: 'handLowered' }
    | { type: 'ready'; queueIds: readonly string[]; byAccountId: string | null }
    | { type: 'notReady'; queueIds: readonly string[]; reason: string; byAccountId: string | null }
    | { type: 'stateChanged'; state: AgentStateName; callId: string | null }
    /** A number dialled on the phone itself that he may not reach, or that nothing leads to. */
    | { type: 'dialRefused'; number: string; reason: string }
  );

export type ForwardedWhen = 'always' | 'busy' | 'noAnswer' | 'offline';

/** `elsewhere`: another phone was quicker. `silent`: it rang, and the agent's page could not be heard. */
export type OfferOutcome = 'answered' | 'noAnswer' | 'silent' | 'rejected' | 'unreachable' | 'callerGone' | 'elsewhere';

export type SurveyReason = 'attitude' | 'service' | 'other';

export type CallbackEnd = 'done' | 'failed' | 'expired' | 'cancelled';

/** `transferred`: he has the customer now; `left`: he hung up. */
export type ConsultOutcome = 'transferred' | 'cancelled' | 'left' | EndReason;

/** Reasons for "not ready" that the system sets; the console translates them. */
export const systemReason = { noAnswer: 'system:noAnswer', rejected: 'system:rejected', unreachable: 'system:unreachable' } as const;

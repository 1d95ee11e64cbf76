import type { LegQuality } from '@zuoxi/ari';

/**
 * What happened, in order, never changed afterwards. Call records, the operation log and every report are folds
 * over these two streams; `at` is epoch milliseconds.
 */
export type Fact = CallFact | AgentFact;

interface CallFactBase {
  stream: 'call';
  at: number;
  tenantId: string;
  callId: string;
}

export type CallFact = CallFactBase &
  (
    | { type: 'started'; callType: CallType; customerNumber: string; calledNumber: string; agentId: string | null; queueId: string | null }
    | { type: 'enqueued'; queueId: string }
    /** The agent's phone is being rung; `candidates` are the ready members in the order of the strategy. */
    | { type: 'offered'; agentId: string; candidates: readonly string[] }
    | { type: 'offerEnded'; agentId: string; outcome: OfferOutcome }
    | { type: 'ringing' }
    | { type: 'answered'; agentId: string }
    | { type: 'held' }
    | { type: 'resumed' }
    /** `agentId` asks for it on the phone; `toAgentId` null: an outside number. */
    | { type: 'transferAsked'; agentId: string; toAgentId: string | null; number: string }
    | { type: 'transferred'; agentId: string | null; toAgentId: string | null; number: string }
    | { type: 'transferFailed'; agentId: string; number: string; reason: EndReason }
    | { type: 'recordingStarted'; name: string; engine: string }
    | { type: 'recordingFinished'; name: string; durationMs: number }
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
    | { type: 'signedOut' }
    | { type: 'ready'; queueIds: readonly string[]; byAccountId: string | null }
    | { type: 'notReady'; queueIds: readonly string[]; reason: string; byAccountId: string | null }
    | { type: 'stateChanged'; state: AgentStateName; callId: string | null }
  );

export type CallType = 'inbound' | 'manualOutbound' | 'internal';
export type OfferOutcome = 'answered' | 'noAnswer' | 'rejected' | 'unreachable' | 'callerGone';
export type EndedBy = 'customer' | 'agent' | 'system' | 'carrier';
export type EndReason =
  | 'hangup'
  | 'abandonedInGreeting'
  | 'abandonedInQueue'
  | 'abandonedWhileRinging'
  | 'maxWait'
  | 'noSuchNumber'
  | 'busy'
  | 'noAnswer'
  | 'rejected'
  | 'unreachable'
  | 'cancelled'
  | 'agentUnreachable'
  | 'failed'
  | 'interrupted';

/** As AGT-1 shows it. */
export type AgentStateName = 'offline' | 'idle' | 'busy' | 'ringing' | 'talking' | 'wrapUp';

/** Reasons for "not ready" that the system sets; the console translates them. */
export const systemReason = { noAnswer: 'system:noAnswer', rejected: 'system:rejected', unreachable: 'system:unreachable' } as const;

export type SupervisionMode = 'listen' | 'whisper' | 'barge';

export type SurveyLevel = 'verySatisfied' | 'satisfied' | 'dissatisfied';

/** Where a call can be sent. As the contract has it. */
export type Destination =
  | { kind: 'queue'; queueId: string }
  | { kind: 'flow'; flowId: string }
  | { kind: 'extension'; agentId: string }
  | { kind: 'outside'; number: string }
  | { kind: 'voicemail'; queueId: string }
  | { kind: 'hangup'; promptId: string | null };

/** How far a number is, and what it costs. As the contract has it. */
export type PermissionClass = 'internal' | 'local' | 'national' | 'international' | 'premium';

/** What makes calls out without anybody's dialling: a forwarding of an extension; a callback, an IVR, a route, an overflow. */
export type AutomaticDialler = 'forwarding' | 'callCentre';

/** One way out. */
export interface OutsideRoute {
  trunkId: string;
  /** `PJSIP/13800138000@trunk-…` */
  dialString: string;
  /** `"1000" <1000>`, '' = none. */
  callerId: string;
}

export interface OutsideTarget {
  kind: 'outside';
  number: string;
  permissionClass: PermissionClass;
  /** In the order in which they are tried; at least one. */
  routes: readonly OutsideRoute[];
}

export type CallType = 'inbound' | 'manualOutbound' | 'autoOutbound' | 'internal';

/** offered = answered + abandoned + overflowed + voicemail + callback + released + waiting */
export type QueueOutcome = 'answered' | 'abandoned' | 'overflowed' | 'voicemail' | 'callback' | 'released';

export type EndedBy = 'customer' | 'agent' | 'supervisor' | 'system' | 'carrier';

export type EndReason =
  | 'hangup'
  | 'abandonedInFlow'
  | 'abandonedInGreeting'
  | 'abandonedInQueue'
  | 'abandonedWhileRinging'
  | 'maxWait'
  | 'closed'
  | 'queueFull'
  /** The trunk has as many calls as it may have. */
  | 'trunkFull'
  | 'nobodyThere'
  | 'voicemailLeft'
  | 'callbackRequested'
  | 'flowEnded'
  | 'noSuchNumber'
  /** The call centre does not let it be dialled (any more). */
  | 'notAllowed'
  | 'busy'
  | 'noAnswer'
  | 'rejected'
  | 'unreachable'
  | 'cancelled'
  | 'agentUnreachable'
  | 'failed'
  /** 401, 403, 407: us, and not the callee. */
  | 'refusedByCarrier'
  /** No ACK, a session that was not refreshed, a dialog that the other side has forgotten. */
  | 'signallingLost'
  /** No sound and no report for too long. */
  | 'audioLost'
  | 'interrupted';

/** As AGT-1 shows it. */
export type AgentStateName = 'offline' | 'idle' | 'busy' | 'ringing' | 'talking' | 'wrapUp';
/** What an engine can say without anybody having recorded anything: the sounds of `apps/server/prompts`. */
export type SpokenLanguage = 'zh' | 'en';

/** What an agent must know, and how that becomes less with the time of waiting. As the contract's SkillRequirement. */
export interface SkillNeed {
  skillId: string;
  minLevel: number;
  relax: readonly { afterS: number; minLevel: number }[];
}

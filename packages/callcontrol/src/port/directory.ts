import type { PublishedFlow } from '../world/flow-definition.ts';
import type { Destination, OutsideTarget, SkillNeed } from '../world/terms.ts';

/**
 * What call control has to know of the administration, declared here and implemented by the server's modules.
 * Look-ups are synchronous: a decision never waits for a database.
 */
export interface Directory {
  /** Whose endpoint a call came from; undefined = not ours. `resource` is the ARI endpoint name, e.g. `demo-8001`. */
  endpoint(resource: string): EndpointOwner | undefined;
  /** What a wall clock shows at a time of call control, epoch ms. Call control's own time never jumps. */
  wallTime(at: number): number;
  /** Where a call of `callerNumber` to `calledNumber` from the tenant's trunk goes at that wall time. */
  inboundRoute(tenantId: string, calledNumber: string, callerNumber: string, at: number): InboundTarget | undefined;
  queue(queueId: string): QueueConfig | undefined;
  /** In the queue's own order. */
  members(queueId: string): readonly QueueMember[];
  /** Whether these opening hours are open at that wall time. */
  isOpen(hoursId: string, at: number): boolean;
  agent(agentId: string): AgentConfig | undefined;
  /** An extension or a queue of the call centre has that number; of a disabled account, too. */
  isOwnNumber(tenantId: string, number: string): boolean;
  agents(): Iterable<AgentConfig>;
  /** What an agent reaches by dialling `number`, or what calls reach that are forwarded by them. */
  dialTarget(agentId: string, number: string, madeBy?: 'forwarding'): DialTarget;
  /**
   * How the call centre itself reaches an outside number that a route, a queue or an IVR names. Undefined: it does not.
   * Never abroad and never dear, since a number may come from a caller's keys; and nobody of the blacklist.
   */
  outsideTarget(tenantId: string, number: string): OutsideTarget | undefined;
  /**
   * Whether an outside number that is being dialled may still be: on that agent's account, or (null) by the call centre itself. What has been
   * counted today says nothing about it, since this call is counted already.
   */
  mayStillDial(tenantId: string, agentId: string | null, number: string): boolean;
  /** Limits of a trunk; undefined: there is no such trunk, or it is disabled. */
  trunk(trunkId: string): TrunkLimits | undefined;
  /** Whether that wall time is on a closed day of the call centre's list. */
  isHoliday(tenantId: string, at: number): boolean;
  /** An IVR as it is published now. */
  flow(flowId: string): PublishedFlow | undefined;
  /** An IVR as it was published once: calls stay on the version they began with. */
  flowVersion(flowId: string, version: number): PublishedFlow | undefined;
  /** ARI media URI of a sound of the call centre's own. */
  media(promptId: string): string | undefined;
}

export interface InboundTarget {
  routeId: string;
  destination: Destination;
  /** Added to the caller's priority in every queue. */
  priority: number;
}

export type EndpointOwner = { kind: 'trunk'; tenantId: string; trunkId: string } | { kind: 'extension'; tenantId: string; agentId: string };

export interface QueueConfig {
  id: string;
  tenantId: string;
  number: string;
  name: string;
  strategy: QueueStrategy;
  /** Of the sounds that are put together: numbers, offers. */
  language: 'zh' | 'en';
  /** How long one member's phone rings. */
  ringTimeoutS: number;
  /** Pause after a phone was not answered. */
  retryS: number;
  maxWaitS: number;
  /** Callers who wait at most; 0 = any number. */
  maxLength: number;
  wrapUpS: number;
  /** By how much an agent may extend the wrap-up, in seconds; 0 = not at all. */
  wrapUpExtensionS: number;
  /** How often, after one call. */
  wrapUpExtensions: number;
  /** More is earlier, where an agent serves several queues. */
  priority: number;
  /** After so many calls not taken, one after the other, a member is set not ready; 0 = never. */
  missesBeforePause: number;
  recordingEnabled: boolean;
  /** ARI media URIs; `periodic` null = none, `music` null = the engine's own. */
  prompts: { greeting: string; maxWait: string; periodic: string | null; music: string | null };
  announcePosition: boolean;
  announceWait: boolean;
  announceEveryS: number;
  periodicEveryS: number;
  /** Null: always open. */
  hoursId: string | null;
  closedDestination: Destination | null;
  /** Tried in order when nobody takes the call. */
  overflow: readonly Destination[];
  /** Nobody serves the queue: the overflow at once. */
  leaveWhenEmpty: boolean;
  /** Whose customer he is, is rung first. */
  stickyAgent: boolean;
  /** For so long others are not rung while he talks. */
  stickyWaitS: number;
  requiredSkills: readonly SkillNeed[];
  voicemailEnabled: boolean;
  voicemailAfterS: number;
  callbackEnabled: boolean;
  callbackAfterS: number;
  callbackMode: 'agentFirst' | 'customerFirst';
  callbackAttempts: number;
  callbackRetryS: number;
  callbackExpiryS: number;
  satisfaction: 'off' | 'byAgent' | 'automatic';
  /** What its agents may say has become of a call. */
  dispositions: readonly string[];
  dispositionRequired: boolean;
}

export interface QueueMember {
  agentId: string;
  /** Members of a lower penalty are all asked first. */
  penalty: number;
}

export type QueueStrategy =
  | 'ringAll'
  | 'longestIdle'
  | 'fewestCalls'
  | 'leastTalkTime'
  | 'roundRobin'
  | 'random'
  | 'weightedRandom'
  | 'linear'
  | 'skills';

export interface AgentConfig {
  id: string;
  tenantId: string;
  displayName: string;
  extension: string;
  /** ARI dial string: `PJSIP/demo-8001` */
  dialString: string;
  recordingEnabled: boolean;
  queueIds: readonly string[];
  /** Level by skill, 1 … 10. */
  skills: ReadonlyMap<string, number>;
  doNotDisturb: boolean;
  forwarding: Forwarding;
  /** Members of one group may take each other's ringing calls; '' = none. */
  pickupGroup: string;
  /** A supervisor leads the members of his own queues, an administrator everybody. */
  leads: 'nobody' | 'ownQueues' | 'everybody';
}

/** Whether `own` may listen to the other one's calls and take them. */
export function isLedBy(own: AgentConfig, other: AgentConfig): boolean {
  if (own.leads === 'everybody') return own.tenantId === other.tenantId;
  return own.leads === 'ownQueues' && own.queueIds.some((queueId) => other.queueIds.includes(queueId));
}

/** Where calls to an extension go instead; '' = nowhere. As the contract has it. */
export interface Forwarding {
  always: string;
  busy: string;
  noAnswer: string;
  offline: string;
  /** Seconds of ringing before `noAnswer`. */
  noAnswerS: number;
}

export interface TrunkLimits {
  /** Calls at once, both ways; 0 = as many as there are. */
  maxChannels: number;
  /** New calls out in one second; 0 = no limit. */
  callsPerSecond: number;
}

export interface RefusedTarget {
  kind: 'refused';
  reason: 'noTrunk' | 'numberInvalid' | 'notAllowed' | 'capReached' | 'blacklisted';
}

export type DialTarget = { kind: 'extension'; agentId: string } | { kind: 'queue'; queueId: string } | OutsideTarget | RefusedTarget;

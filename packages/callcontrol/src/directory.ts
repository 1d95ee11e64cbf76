/**
 * What call control has to know of the administration, declared here and implemented by the server's modules.
 * Look-ups are synchronous: a decision never waits for a database.
 */
export interface Directory {
  /** Whose endpoint a call came from; undefined = not ours. `resource` is the ARI endpoint name, e.g. `demo-8001`. */
  endpoint(resource: string): EndpointOwner | undefined;
  /** Where a call of `callerNumber` to `calledNumber` from the tenant's trunk goes at that time. */
  inboundRoute(tenantId: string, calledNumber: string, callerNumber: string, at: number): InboundTarget | undefined;
  queue(queueId: string): QueueConfig | undefined;
  agent(agentId: string): AgentConfig | undefined;
  agents(): Iterable<AgentConfig>;
  /** What an agent reaches by dialling `number`. */
  dialTarget(agentId: string, number: string): DialTarget;
  /** Name of a customer by number, if known. */
  customerName(tenantId: string, number: string): string | null;
}

/** Where a call can be sent. As the contract has it. */
export type Destination =
  | { kind: 'queue'; queueId: string }
  | { kind: 'flow'; flowId: string }
  | { kind: 'extension'; agentId: string }
  | { kind: 'outside'; number: string }
  | { kind: 'voicemail'; queueId: string }
  | { kind: 'hangup'; promptId: string | null };

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
  ringTimeoutS: number;
  maxWaitS: number;
  wrapUpS: number;
  recordingEnabled: boolean;
  /** ARI media URIs. */
  prompts: { greeting: string; maxWait: string };
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
}

export type DialTarget =
  | { kind: 'extension'; agentId: string }
  | { kind: 'outside'; dialString: string; callerId: string; number: string }
  | { kind: 'refused'; reason: 'noTrunk' | 'numberInvalid' };

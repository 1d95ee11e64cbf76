/**
 * What call control has to know of the administration, declared here and implemented by the server's modules.
 * Look-ups are synchronous: a decision never waits for a database.
 */
export interface Directory {
  /** Whose endpoint a call came from; undefined = not ours. `resource` is the ARI endpoint name, e.g. `demo-8001`. */
  endpoint(resource: string): EndpointOwner | undefined;
  /** Where a call to `calledNumber` from the tenant's trunk goes. */
  inboundRoute(tenantId: string, calledNumber: string): { queueId: string } | undefined;
  queue(queueId: string): QueueConfig | undefined;
  agent(agentId: string): AgentConfig | undefined;
  agents(): Iterable<AgentConfig>;
  /** What an agent reaches by dialling `number`. */
  dialTarget(agentId: string, number: string): DialTarget;
  /** Name of a customer by number, if known. */
  customerName(tenantId: string, number: string): string | null;
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

export type QueueStrategy = 'longestIdle';

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

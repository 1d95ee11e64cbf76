import type { AgentConfig, DialTarget, Directory, EndpointOwner, InboundTarget, QueueConfig, QueueMember } from '@zuoxi/callcontrol';
import { queueConfig } from '../../packages/callcontrol/test/queue-config.ts';

export const TENANT = 't1';

export interface CentreSize {
  agents: number;
  queues: number;
  /** Numbers of the queues of an agent. */
  queuesOf(agent: number): readonly number[];
  /** Skills that there are; each agent has a level of half of them. */
  skills: number;
}

/**
 * An administration in memory: queues `q0`…, each reached by its number, agents `a0`… who each serve some of them. Skills and
 * priorities are spread over them by arithmetic, so that every run is the same. Every fourth queue asks for a skill, and
 * for less of it after half a minute.
 */
export class LargeCentre implements Directory {
  readonly agentIds: string[] = [];
  readonly queueIds: string[] = [];
  readonly #agents = new Map<string, AgentConfig>();
  readonly #queues = new Map<string, QueueConfig>();
  readonly #members = new Map<string, QueueMember[]>();
  readonly #dialString: (agent: number) => string;

  constructor(size: CentreSize, dialString: (agent: number) => string = (agent) => `PJSIP/agent-${agent}`) {
    this.#dialString = dialString;
    for (let n = 0; n < size.queues; n++) {
      const id = `q${n}`;
      const skillId = `s${n % Math.max(1, size.skills)}`;
      const requiredSkills = size.skills > 0 && n % 4 === 0 ? [{ skillId, minLevel: 6, relax: [{ afterS: 30, minLevel: 2 }] }] : [];
      const priority = n % 3;
      this.#queues.set(id, queueConfig({ id, tenantId: TENANT, number: `${n}`, maxWaitS: 7_200, wrapUpS: 15, priority, requiredSkills }));
      this.#members.set(id, []);
      this.queueIds.push(id);
    }
    for (let n = 0; n < size.agents; n++) this.#addAgent(n, size);
  }

  #addAgent(n: number, { queuesOf, skills }: CentreSize): void {
    const id = `a${n}`;
    const queueIds = [...new Set(queuesOf(n))].map((queue) => `q${queue}`);
    const levels = new Map<string, number>();
    for (let s = n % 2; s < skills; s += 2) levels.set(`s${s}`, 1 + ((n + s) % 10));
    this.#agents.set(id, {
      id,
      tenantId: TENANT,
      displayName: `Agent ${n}`,
      extension: `${n}`,
      dialString: this.#dialString(n),
      recordingEnabled: false,
      queueIds,
      skills: levels,
      doNotDisturb: false,
      forwarding: { always: '', busy: '', noAnswer: '', offline: '', noAnswerS: 20 },
      pickupGroup: '',
      leads: 'nobody',
    });
    for (const queueId of queueIds) this.#members.get(queueId)?.push({ agentId: id, penalty: 0 });
    this.agentIds.push(id);
  }

  wallTime(at: number): number {
    return at;
  }

  endpoint(): EndpointOwner {
    return { kind: 'trunk', tenantId: TENANT, trunkId: '1' };
  }

  inboundRoute(_tenantId: string, calledNumber: string): InboundTarget {
    return { routeId: 'r', destination: { kind: 'queue', queueId: `q${calledNumber}` }, priority: 0 };
  }

  queue(queueId: string): QueueConfig | undefined {
    return this.#queues.get(queueId);
  }

  members(queueId: string): readonly QueueMember[] {
    return this.#members.get(queueId) ?? [];
  }

  agent(agentId: string): AgentConfig | undefined {
    return this.#agents.get(agentId);
  }

  isOwnNumber(): boolean {
    return false;
  }

  agents(): Iterable<AgentConfig> {
    return this.#agents.values();
  }

  isOpen(): boolean {
    return true;
  }

  isHoliday(): boolean {
    return false;
  }

  dialTarget(): DialTarget {
    return { kind: 'refused', reason: 'numberInvalid' };
  }

  trunk(): { maxChannels: number; callsPerSecond: number } {
    return { maxChannels: 0, callsPerSecond: 0 };
  }

  outsideTarget(): undefined {}
  mayStillDial(): boolean {
    return true;
  }
  media(): undefined {}
  flow(): undefined {}
  flowVersion(): undefined {}
}

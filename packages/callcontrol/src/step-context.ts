import type { Agent } from './agent.ts';
import type { Call } from './call.ts';
import type { Command, Order } from './commands.ts';
import type { Directory } from './directory.ts';
import type { AgentFact, CallFact, Fact } from './facts.ts';
import type { ServiceRequest } from './services.ts';
import type { World } from './world.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * One step of call control: what it may read and what it leaves behind. A step has no effects of its own; the
 * runner stores the facts and carries the commands out.
 */
export class Step {
  readonly world: World;
  readonly directory: Directory;
  /** Call control's time in ms: never jumps, and every deadline is counted in it. */
  readonly now: number;
  /** When what is told happened: `now`, or earlier when the engine or this process was away and hears of it late. */
  at: number;
  readonly commands: Command[] = [];
  readonly facts: Fact[] = [];
  /** To be asked of the services; `number` tells a late answer from the one that is waited for. */
  readonly requests: { callId: string; number: number; request: ServiceRequest }[] = [];
  /** Agents and calls whose picture on a screen may have changed. */
  readonly touchedAgents = new Set<string>();
  readonly touchedCalls = new Set<string>();
  readonly touchedQueues = new Set<string>();
  readonly touchedCallbacks = new Set<string>();
  readonly touchedConferences = new Set<string>();
  /** Queues that may now have a match. */
  readonly dirtyQueues = new Set<string>();

  constructor(world: World, directory: Directory, now: number, at = now) {
    this.world = world;
    this.directory = directory;
    this.now = now;
    this.at = at;
  }

  /** What a wall clock shows now, epoch ms: for opening hours and for people. */
  get wallNow(): number {
    return this.directory.wallTime(this.now);
  }

  command(call: Pick<Call, 'id' | 'engine'>, order: Order): void {
    this.commands.push({ callId: call.id, engine: call.engine, ...order });
  }

  request(call: Call, request: ServiceRequest): void {
    call.asked += 1;
    this.requests.push({ callId: call.id, number: call.asked, request });
  }

  callFact(call: Pick<Call, 'id' | 'tenantId'>, fact: DistributiveOmit<CallFact, 'stream' | 'at' | 'tenantId' | 'callId'>): void {
    this.touchedCalls.add(call.id);
    // Omit over a union loses the link between `type` and its fields; both come from one literal of the union here.
    this.facts.push({ stream: 'call', at: this.at, tenantId: call.tenantId, callId: call.id, ...fact } as CallFact);
  }

  agentFact(agent: Agent, fact: DistributiveOmit<AgentFact, 'stream' | 'at' | 'tenantId' | 'agentId'>): void {
    this.touchedAgents.add(agent.id);
    // As above. An agent's states follow each other without a gap, so they are never dated back.
    this.facts.push({ stream: 'agent', at: this.now, tenantId: agent.tenantId, agentId: agent.id, ...fact } as AgentFact);
  }
}

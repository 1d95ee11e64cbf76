import type { Agent, Call, World } from '@zuoxi/callcontrol';
import { callsOf, isReadyFor, partyOfAgent, supervisorsOf } from '@zuoxi/callcontrol';
import type { AgentStatus, PanelState, QueueStatus } from '@zuoxi/contract';
import { fail } from '../../platform/errors.ts';
import type { AgentDetails, DirectoryStore } from '../pbx/index.ts';
import { callOf, otherParty } from './other-party.ts';
import { panelState } from './panel-view.ts';

const iso = (at: number) => new Date(at).toISOString();

/** Pictures of the live world for screens; pure reads of memory. */
export class LiveView {
  readonly #world: World;
  readonly #directory: DirectoryStore;
  readonly #now: () => number;
  readonly #isAway: (engine: string) => boolean;

  /** `isAway`: that engine is not heard of. */
  constructor(world: World, directory: DirectoryStore, now: () => number, isAway: (engine: string) => boolean = () => false) {
    this.#world = world;
    this.#directory = directory;
    this.#now = now;
    this.#isAway = isAway;
  }

  agent(agentId: string): AgentStatus | undefined {
    const details = this.#directory.agent(agentId);
    if (!details) return undefined;
    const agent = this.#world.agents.get(agentId);
    const call = agent && callOf(this.#world, agent);
    const queue = call?.queueId ? this.#directory.queue(call.queueId) : undefined;
    const other = call && agent ? otherParty(call, agent, this.#directory) : undefined;
    return {
      accountId: details.id,
      displayName: details.displayName,
      role: details.role,
      extension: details.extension,
      phoneType: details.phoneType,
      phoneOnline: (agent?.registeredWith.length ?? 0) > 0,
      doNotDisturb: details.doNotDisturb,
      state: isCut(agent?.shown.state) && this.#isAway(this.#engineOf(agentId, call)) ? 'busy' : (agent?.shown.state ?? 'offline'),
      reason: agent?.shown.reason ?? null,
      since: iso(agent?.shown.since ?? this.#now()),
      withNumber: other?.number ?? null,
      withName: other?.name ?? partyOfAgent(this.#world, agentId)?.room.name ?? null,
      queueId: queue?.id ?? null,
      queueName: queue?.name ?? null,
      callId: call?.id ?? null,
      handSince: agent?.handSince == null ? null : iso(agent.handSince),
      supervisors: this.#supervisors(call, agentId),
      queues: this.#queueStates(details, agent),
    };
  }

  panel(agentId: string): PanelState {
    const status = this.agent(agentId) ?? fail('panel.noExtension');
    return panelState({ agentId, status, world: this.#world, directory: this.#directory });
  }

  queue(queueId: string): QueueStatus | undefined {
    const queue = this.#directory.queue(queueId);
    if (!queue) return undefined;
    const status: QueueStatus = {
      queueId,
      queueName: queue.name,
      queueNumber: queue.number,
      waiting: 0,
      callbacks: 0,
      oldestSince: null,
      ready: 0,
      talking: 0,
      signedIn: 0,
    };
    let oldest = Number.POSITIVE_INFINITY;
    for (const call of callsOf(this.#world, queueId)) {
      const { phase } = call.state;
      if (phase === 'talking') status.talking += this.#isAway(call.engine) ? 0 : 1;
      else if (call.enqueuedAt !== null && (phase === 'queued' || phase === 'ringing')) {
        status.waiting += 1;
        oldest = Math.min(oldest, call.enqueuedAt);
      }
    }
    for (const callback of this.#world.callbacks.values()) if (callback.queueId === queueId) status.callbacks += 1;
    for (const agent of this.#world.agents.values()) {
      const details = this.#directory.agent(agent.id);
      if (!agent.signedIn || !details?.queueIds.includes(queueId)) continue;
      status.signedIn += 1;
      if (isReadyFor(agent, details, queueId)) status.ready += 1;
    }
    if (Number.isFinite(oldest)) status.oldestSince = iso(oldest);
    return status;
  }

  #engineOf(agentId: string, call: Call | undefined): string {
    return call?.engine ?? partyOfAgent(this.#world, agentId)?.room.engine ?? '';
  }

  #supervisors(call: Call | undefined, agentId: string): AgentStatus['supervisors'] {
    const up = call ? supervisorsOf(call).filter((one) => one.of === agentId && one.state === 'up') : [];
    return up.map(({ agentId: supervisorId, mode }) => ({
      accountId: supervisorId,
      name: this.#directory.agent(supervisorId)?.displayName ?? '',
      mode,
    }));
  }

  #queueStates(details: AgentDetails, agent: Agent | undefined): AgentStatus['queues'] {
    return details.queueIds.flatMap((queueId) => {
      const queue = this.#directory.queue(queueId);
      if (!queue) return [];
      const reason = agent?.notReady[queueId] ?? null;
      return [{ queueId, queueName: queue.name, queueNumber: queue.number, ready: reason === null, reason }];
    });
  }
}

/** Nobody can say that an agent rings or talks whose engine is not heard of; he can be given nothing else either. */
const isCut = (state: AgentStatus['state'] | undefined): boolean => state === 'ringing' || state === 'talking';

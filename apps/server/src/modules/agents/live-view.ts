import type { Agent, Call, World } from '@zuoxi/callcontrol';
import { isReadyFor } from '@zuoxi/callcontrol';
import type { AgentStatus, PanelState, QueueStatus } from '@zuoxi/contract';
import { fail } from '../errors.ts';
import type { AgentDetails, DirectoryStore } from '../pbx/index.ts';

const iso = (at: number) => new Date(at).toISOString();

/** Pictures of the live world for screens; pure reads of memory. */
export class LiveView {
  readonly #world: World;
  readonly #directory: DirectoryStore;
  readonly #now: () => number;

  constructor(world: World, directory: DirectoryStore, now: () => number) {
    this.#world = world;
    this.#directory = directory;
    this.#now = now;
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
      state: agent?.shown.state ?? 'offline',
      reason: agent?.shown.reason ?? null,
      since: iso(agent?.shown.since ?? this.#now()),
      withNumber: other?.number ?? null,
      withName: other?.name ?? null,
      queueId: queue?.id ?? null,
      queueName: queue?.name ?? null,
      callId: call?.id ?? null,
      queues: this.#queueStates(details, agent),
    };
  }

  panel(agentId: string): PanelState {
    const status = this.agent(agentId) ?? fail('panel.noExtension');
    const agent = this.#world.agents.get(agentId);
    const call = agent && callOf(this.#world, agent);
    const wrapUp = agent?.activity.kind === 'wrapUp' ? agent.activity : undefined;
    const isTrial = call?.flow?.test != null;
    // Who has dialled a queue waits in it as its caller does.
    const waits = call?.internalCaller === true && call.peerAgentId === agentId;
    const dialsOut = (call?.type !== 'inbound' && call?.agentId === agentId && !isTrial) || waits;
    // Who tries an IVR is on the line from the moment he has picked up.
    const isTalking =
      call?.phase === 'talking' ||
      call?.phase === 'recordingPrompt' ||
      ((call?.flow?.test?.agentId === agentId || call?.featureCode?.agentId === agentId) && call.phase !== 'dialling');
    return {
      agent: status,
      call:
        call && status.withNumber !== null
          ? {
              callId: call.id,
              direction: dialsOut ? 'outbound' : 'inbound',
              phase: isTalking
                ? call.held
                  ? 'held'
                  : 'talking'
                : dialsOut && (call.phase === 'dialling') !== waits
                  ? 'dialling'
                  : 'ringing',
              customerNumber: status.withNumber,
              customerName: status.withName,
              queueId: status.queueId,
              queueName: status.queueName,
              queueNumber: this.#directory.queue(status.queueId ?? '')?.number ?? null,
              startedAt: iso(call.startedAt),
              answeredAt: call.answeredAt === null ? null : iso(call.answeredAt),
              recording: call.recording !== null,
              muted: call.muted,
              surveyOffered: this.#isSurveyOffered(call, agentId),
            }
          : null,
      wrapUp: wrapUp ? { callId: wrapUp.callId, startedAt: iso(wrapUp.startedAt), endsAt: iso(wrapUp.endsAt) } : null,
    };
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
    for (const call of this.#world.calls.values()) {
      if (call.queueId !== queueId) continue;
      if (call.phase === 'talking') status.talking += 1;
      else if (call.enqueuedAt !== null && (call.phase === 'queued' || call.phase === 'ringing')) {
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

  /** As call control will decide when it is asked for. */
  #isSurveyOffered(call: Call, agentId: string): boolean {
    const mode = this.#directory.queue(call.queueId ?? '')?.satisfaction ?? 'off';
    return call.phase === 'talking' && call.type === 'inbound' && call.agentId === agentId && !call.transfer && mode !== 'off';
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

function callOf(world: World, agent: Agent): Call | undefined {
  const { activity } = agent;
  return activity.kind === 'ringing' || activity.kind === 'talking' ? world.calls.get(activity.callId) : undefined;
}

/** For the called agent of an internal call the other party is the caller. */
function otherParty(call: Call, agent: Agent, directory: DirectoryStore): { number: string; name: string | null } {
  if (call.flow?.test?.agentId === agent.id) return { number: call.calledNumber, name: null };
  if (call.peerAgentId === agent.id) {
    if (call.internalCaller) return { number: call.calledNumber, name: directory.queue(call.queueId ?? '')?.name ?? null };
    const caller = directory.agent(call.agentId ?? '');
    return { number: caller?.extension ?? '', name: caller?.displayName ?? null };
  }
  return { number: call.customerNumber, name: call.customerName };
}

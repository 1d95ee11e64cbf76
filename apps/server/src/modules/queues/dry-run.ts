import { type Decision, estimatedWaitMs, queueMemory, serversOf, type World, waitingCalls, whoWouldBeRung } from '@zuoxi/callcontrol';
import type { AgentWhy, QueueDryRun } from '@zuoxi/contract';
import type { SteadyClock } from '@zuoxi/kit';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import type { DirectoryStore } from '../pbx/index.ts';

/** "Why?" (AGT-9): what a caller of a queue would meet now, and what keeps calls from an agent. Reads memory only. */
export interface QueueDryRuns {
  queue(actor: Pick<Actor, 'tenantId'>, queueId: string): QueueDryRun;
  agent(actor: Actor, agentId: string): AgentWhy;
}

export function createQueueDryRun({
  world,
  directory,
  clock,
}: {
  world: World;
  directory: DirectoryStore;
  clock: SteadyClock;
}): QueueDryRuns {
  const present = () => ({ world, directory, now: clock.now() });
  const reasonOf = (agentId: string, queueId: string) => world.agents.get(agentId)?.notReady[queueId] ?? null;

  function decisionOf(queueId: string): Decision {
    return whoWouldBeRung(present(), queueId, []) ?? fail('request.notFound');
  }

  return {
    queue({ tenantId }, queueId) {
      const queue = directory.queue(queueId);
      if (queue?.tenantId !== tenantId) return fail('request.notFound');
      const { candidates, passedOver } = decisionOf(queueId);
      const waiting = waitingCalls(present(), queueId).length;
      const servers = serversOf(present(), queueId);
      const waitMs = estimatedWaitMs(queueMemory({ world }, queueId), waiting + 1, servers, clock.now());
      const nameOf = (agentId: string) => {
        const agent = directory.agent(agentId);
        return { name: agent?.displayName ?? '', extension: agent?.extension ?? '' };
      };
      return {
        queueId,
        queueName: queue.name,
        strategy: queue.strategy,
        open: queue.hoursId === null || directory.isOpen(queue.hoursId, clock.wallTime(clock.now())),
        waiting,
        // Somebody who is free takes the call at once.
        estimatedWaitS: candidates.length > 0 ? 0 : waitMs === undefined ? null : Math.round(waitMs / 1000),
        candidates: candidates.map(({ agentId, penalty, level, idleSince, calls, talkMs }) => ({
          agentId,
          ...nameOf(agentId),
          penalty,
          level,
          idleSince: new Date(idleSince).toISOString(),
          calls,
          talkS: Math.round(talkMs / 1000),
        })),
        passedOver: passedOver.map(({ agentId, why }) => ({ agentId, ...nameOf(agentId), why, reason: reasonOf(agentId, queueId) })),
      };
    },

    agent({ tenantId }, agentId) {
      const details = directory.agent(agentId);
      if (details?.tenantId !== tenantId) return fail('request.notFound');
      const queues = details.queueIds.flatMap((queueId) => {
        const queue = directory.queue(queueId);
        if (!queue) return [];
        const { candidates, passedOver } = decisionOf(queueId);
        const place = candidates.findIndex((one) => one.agentId === agentId);
        return [
          {
            queueId,
            queueName: queue.name,
            why: passedOver.find((one) => one.agentId === agentId)?.why ?? null,
            reason: reasonOf(agentId, queueId),
            waiting: waitingCalls(present(), queueId).length,
            place: place === -1 ? null : place + 1,
            penalty: directory.members(queueId).find((member) => member.agentId === agentId)?.penalty ?? 0,
            misses: world.agents.get(agentId)?.misses ?? 0,
          },
        ];
      });
      return { accountId: agentId, queues };
    },
  };
}

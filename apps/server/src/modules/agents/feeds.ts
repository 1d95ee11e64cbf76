import type { QueueStatus } from '@zuoxi/contract';
import { type Feed, feed } from '../../platform/feed.ts';
import type { Engine } from '../engine/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { listenToAgents } from './agent-changes.ts';
import type { Board } from './board.ts';
import type { LiveView } from './live-view.ts';
import type { Scope } from './scope.ts';

/** The members of one's queues. */
export function agentsFeed(board: Board, { engine, view }: { engine: Engine; view: LiveView }): Feed {
  return feed<'agents', Scope>({
    topic: 'agents',
    permission: 'agents.list',
    scope: (actor) => board.liveScope(actor),
    snapshot: ({ actor, scope }) => board.agents(actor.tenantId, scope),
    listen: ({ changed }) => listenToAgents(engine, changed),
    deltas:
      (agentIds) =>
      ({ actor, scope }) => {
        const seen = [...agentIds].map((id) => ({
          id,
          status: board.hasAgent(actor.tenantId, scope, id) ? view.agent(id) : undefined,
        }));
        const upsert = seen.flatMap(({ status }) => (status ? [status] : []));
        const remove = seen.flatMap(({ id, status }) => (!status && scope.agentIds.has(id) ? [id] : []));
        return upsert.length > 0 || remove.length > 0 ? { upsert, remove } : undefined;
      },
  });
}

/** The figures of one's queues. */
export function queuesFeed(board: Board, { engine, directory, view }: { engine: Engine; directory: DirectoryStore; view: LiveView }): Feed {
  /** As they were sent last, as text. */
  const sent = new Map<string, string>();

  /** Most changes of an agent change no figure of a queue; whoever subscribes later has them in their snapshot. */
  function changedQueues(): QueueStatus[] {
    return [...directory.queues()].flatMap(({ id }) => {
      const status = view.queue(id);
      const text = JSON.stringify(status);
      if (!status || sent.get(id) === text) return [];
      sent.set(id, text);
      return [status];
    });
  }

  return feed<'queues', Scope>({
    topic: 'queues',
    permission: 'queueStatus.list',
    scope: (actor) => board.liveScope(actor),
    snapshot: ({ actor, scope }) => board.queues(actor.tenantId, scope),
    listen: ({ changed }) => {
      // Which queues it is about, the figures themselves say.
      engine.callControl.on('changed', () => changed(['figures']));
      engine.on('available', () => changed(['figures']));
    },
    deltas: (_changed, isWatched) => {
      const queues = isWatched ? changedQueues() : [];
      return ({ actor, scope }) => {
        const upsert = queues.filter(({ queueId }) => board.hasQueue(actor.tenantId, scope, queueId));
        return upsert.length > 0 ? { upsert, remove: [] } : undefined;
      };
    },
  });
}

import type { AgentStatus, QueueStatus } from '@zuoxi/contract';
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
    deltas: (agentIds) => {
      /** As they are now, made when the first viewer is to see one: once a change, not once a viewer. */
      const statuses = new Map<string, AgentStatus | undefined>();
      const statusOf = (id: string) => {
        if (!statuses.has(id)) statuses.set(id, view.agent(id));
        return statuses.get(id);
      };
      return ({ actor, scope }) => {
        const upsert: AgentStatus[] = [];
        const remove: string[] = [];
        for (const id of agentIds) {
          const status = board.hasAgent(actor.tenantId, scope, id) ? statusOf(id) : undefined;
          if (status) upsert.push(status);
          else if (scope.agentIds.has(id)) remove.push(id);
        }
        return upsert.length > 0 || remove.length > 0 ? { upsert, remove } : undefined;
      };
    },
  });
}

/** The figures of one's queues. */
export function queuesFeed(board: Board, { engine, directory, view }: { engine: Engine; directory: DirectoryStore; view: LiveView }): Feed {
  /** As they were sent last, as text. */
  const sent = new Map<string, string>();

  /** Most changes of an agent change no figure of a queue. */
  function changedOf(queueIds: ReadonlySet<string>): QueueStatus[] {
    return [...queueIds].flatMap((id) => {
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
      const changedAll = () => changed([...directory.queues()].map(({ id }) => id));
      engine.callControl.on('changed', ({ shown }) => changed(shown.queues));
      // Who rings or talks over an engine that is away counts otherwise; members and limits may be others.
      engine.on('available', changedAll);
      engine.on('directoryChanged', changedAll);
    },
    deltas: (queueIds, isWatched) => {
      // Whoever subscribes later has the figures of then in their snapshot: what was sent before is nothing to compare with.
      if (!isWatched) for (const id of queueIds) sent.delete(id);
      const queues = isWatched ? changedOf(queueIds) : [];
      return ({ actor, scope }) => {
        const upsert = queues.filter(({ queueId }) => board.hasQueue(actor.tenantId, scope, queueId));
        return upsert.length > 0 ? { upsert, remove: [] } : undefined;
      };
    },
  });
}

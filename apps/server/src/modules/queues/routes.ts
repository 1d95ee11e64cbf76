import { AgentWhy, Id, Queue, QueueDryRun, QueueInput } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Board } from '../agents/index.ts';
import type { QueueDryRuns } from './dry-run.ts';
import type { Queues } from './queues.ts';

export function queueRoutes(app: App, queues: Queues, { queueDryRuns, board }: { queueDryRuns: QueueDryRuns; board: Board }): void {
  const params = z.object({ id: Id });
  crudRoutes(
    app,
    '/api/queues',
    { list: 'queues.list', write: 'queues.write' },
    { row: Queue, create: QueueInput, update: QueueInput, created: Queue },
    queues,
  );
  app.get(
    '/api/queues/:id/dry-run',
    { config: { permission: 'queues.dryRun' }, schema: { params, response: { 200: QueueDryRun } } },
    async (request) => {
      const { actor } = sessionOf(request);
      await board.mustSeeQueue(actor, request.params.id);
      return queueDryRuns.queue(actor, request.params.id);
    },
  );
  app.get(
    '/api/agents/:id/why',
    { config: { permission: 'agents.why' }, schema: { params, response: { 200: AgentWhy } } },
    async (request) => {
      const { actor } = sessionOf(request);
      await board.mustSeeAgent(actor, request.params.id);
      const scope = await board.scope(actor);
      const { queues: all, ...why } = queueDryRuns.agent(actor, request.params.id);
      return { ...why, queues: all.filter(({ queueId }) => board.hasQueue(actor.tenantId, scope, queueId)) };
    },
  );
}

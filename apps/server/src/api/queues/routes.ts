import { AgentWhy, Id, Queue, QueueDryRun, QueueInput, Skill, SkillInput } from '@zuoxi/contract';
import { z } from 'zod';
import type { Modules } from '../../modules/index.ts';
import { crudRoutes } from '../crud-routes.ts';
import { type App, sessionOf } from '../http.ts';

export function queueRoutes(app: App, { queues, skills, queueDryRuns, board }: Modules): void {
  const params = z.object({ id: Id });
  crudRoutes(
    app,
    '/api/queues',
    { list: 'queues.list', write: 'queues.write' },
    { row: Queue, create: QueueInput, update: QueueInput, created: Queue },
    queues,
  );
  crudRoutes(
    app,
    '/api/skills',
    { list: 'skills.list', write: 'skills.write' },
    { row: Skill, create: SkillInput, update: SkillInput, created: Skill },
    skills,
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

import { AgentStatus, QueueStatus } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Board } from './board.ts';

export function agentRoutes(app: App, board: Board): void {
  app.get(
    '/api/agents',
    { config: { permission: 'agents.list' }, schema: { response: { 200: z.array(AgentStatus) } } },
    async (request) => {
      const { actor } = sessionOf(request);
      return board.agents(actor.tenantId, await board.scope(actor));
    },
  );

  app.get(
    '/api/queue-status',
    { config: { permission: 'queueStatus.list' }, schema: { response: { 200: z.array(QueueStatus) } } },
    async (request) => {
      const { actor } = sessionOf(request);
      return board.queues(actor.tenantId, await board.scope(actor));
    },
  );
}

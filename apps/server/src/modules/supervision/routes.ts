import { Id, SetQueueStates, Supervise } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Supervision } from './supervision.ts';

export function supervisionRoutes(app: App, supervision: Supervision): void {
  const ofAgent = { params: z.object({ id: Id }), response: { 204: z.null() } };

  app.post(
    '/api/agents/:id/supervise',
    { config: { permission: 'agents.supervise' }, schema: { ...ofAgent, body: Supervise } },
    async (request, reply) => {
      await supervision.supervise(sessionOf(request).actor, request.params.id, request.body.mode);
      return reply.status(204).send(null);
    },
  );

  app.post('/api/agents/:id/pick-up', { config: { permission: 'agents.supervise' }, schema: ofAgent }, async (request, reply) => {
    await supervision.pickUp(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });

  app.post(
    '/api/agents/:id/queue-states',
    { config: { permission: 'agents.direct' }, schema: { ...ofAgent, body: SetQueueStates } },
    async (request, reply) => {
      await supervision.setQueueStates(sessionOf(request).actor, request.params.id, request.body);
      return reply.status(204).send(null);
    },
  );

  app.post('/api/agents/:id/wrap-up/end', { config: { permission: 'agents.direct' }, schema: ofAgent }, async (request, reply) => {
    await supervision.endWrapUp(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });

  app.post('/api/agents/:id/sign-out', { config: { permission: 'agents.direct' }, schema: ofAgent }, async (request, reply) => {
    await supervision.signOut(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });
}

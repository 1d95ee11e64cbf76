import { Callback, CallbackQuery, Id, pageOf } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Callbacks } from './callbacks.ts';

export function callbackRoutes(app: App, callbacks: Callbacks): void {
  app.get(
    '/api/callbacks',
    { config: { permission: 'callbacks.list' }, schema: { querystring: CallbackQuery, response: { 200: pageOf(Callback) } } },
    (request) => callbacks.list(sessionOf(request).actor, request.query),
  );
  app.post(
    '/api/callbacks/:id/cancel',
    { config: { permission: 'callbacks.cancel' }, schema: { params: z.object({ id: Id }), response: { 204: z.null() } } },
    async (request, reply) => {
      await callbacks.cancel(sessionOf(request).actor, request.params.id);
      return reply.status(204).send(null);
    },
  );
}

import { ReasonList } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Reasons } from './reasons.ts';

export function reasonRoutes(app: App, reasons: Reasons): void {
  app.get('/api/reasons', { config: { permission: 'reasons.list' }, schema: { response: { 200: ReasonList } } }, (request) =>
    reasons.list(sessionOf(request).actor),
  );

  app.put(
    '/api/reasons',
    { config: { permission: 'reasons.write' }, schema: { body: ReasonList, response: { 204: z.null() } } },
    async (request, reply) => {
      await reasons.replace(sessionOf(request).actor, request.body);
      return reply.status(204).send(null);
    },
  );
}

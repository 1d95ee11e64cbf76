import { InboundRoute, InboundRouteInput, InboundTest, InboundTestQuery, RuleOrder } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { InboundRoutes } from './inbound-routes.ts';

export function inboundRouteRoutes(app: App, inboundRoutes: InboundRoutes): void {
  const shapes = { row: InboundRoute, create: InboundRouteInput, update: InboundRouteInput, created: InboundRoute };
  crudRoutes(app, '/api/inbound-routes', { list: 'inboundRoutes.list', write: 'inboundRoutes.write' }, shapes, inboundRoutes);

  app.put(
    '/api/inbound-routes/order',
    { config: { permission: 'inboundRoutes.write' }, schema: { body: RuleOrder, response: { 204: z.null() } } },
    async (request, reply) => {
      await inboundRoutes.order(sessionOf(request).actor, request.body.ids);
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/inbound-routes/test',
    { config: { permission: 'inboundRoutes.list' }, schema: { querystring: InboundTestQuery, response: { 200: InboundTest } } },
    async (request) => inboundRoutes.test(sessionOf(request).actor, request.query),
  );
}

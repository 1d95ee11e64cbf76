import { Id, Trunk, TrunkInput, TrunkTest, TrunkTestInput } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Trunks } from './trunks.ts';

export function trunkRoutes(app: App, trunks: Trunks): void {
  const shapes = { row: Trunk, create: TrunkInput, update: TrunkInput, created: Trunk };
  crudRoutes(app, '/api/trunks', { list: 'trunks.list', write: 'trunks.write' }, shapes, trunks);

  app.post(
    '/api/trunks/:id/test',
    {
      // Each may be a call that costs money.
      config: { permission: 'trunks.write', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { params: z.object({ id: Id }), body: TrunkTestInput, response: { 200: TrunkTest } },
    },
    (request) => trunks.test(sessionOf(request).actor, request.params.id, request.body),
  );
}

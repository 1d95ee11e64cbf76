import { CrmField, CrmFieldInput, RuleOrder } from '@zuoxi/contract';
import { z } from 'zod';
import type { Modules } from '../../modules/index.ts';
import { crudRoutes } from '../crud-routes.ts';
import { type App, sessionOf } from '../http.ts';

export function crmFieldRoutes(app: App, { crmFields }: Modules): void {
  const shapes = { row: CrmField, create: CrmFieldInput, update: CrmFieldInput, created: CrmField };
  crudRoutes(app, '/api/crm-fields', { list: 'crmFields.list', write: 'crmFields.write' }, shapes, crmFields);

  app.put(
    '/api/crm-fields/order',
    { config: { permission: 'crmFields.write' }, schema: { body: RuleOrder, response: { 204: z.null() } } },
    async (request, reply) => {
      await crmFields.order(sessionOf(request).actor, request.body.ids);
      return reply.status(204).send(null);
    },
  );
}

import { CrmField, CrmFieldInput, RuleOrder } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { CrmFields } from './crm-fields.ts';

export function crmFieldRoutes(app: App, crmFields: CrmFields): void {
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

import { DialLimits, DialRule, DialRuleInput, DialTest, DialTestQuery, RuleOrder } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { DialRules } from './dial-rules.ts';
import type { DialLimitsService } from './limits.ts';

export function dialRuleRoutes(app: App, dialRules: DialRules, { dialLimits }: { dialLimits: DialLimitsService }): void {
  const shapes = { row: DialRule, create: DialRuleInput, update: DialRuleInput, created: DialRule };
  crudRoutes(app, '/api/dial-rules', { list: 'dialRules.list', write: 'dialRules.write' }, shapes, dialRules);

  app.put(
    '/api/dial-rules/order',
    { config: { permission: 'dialRules.write' }, schema: { body: RuleOrder, response: { 204: z.null() } } },
    async (request, reply) => {
      await dialRules.order(sessionOf(request).actor, request.body.ids);
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/dial-rules/test',
    { config: { permission: 'dialRules.list' }, schema: { querystring: DialTestQuery, response: { 200: DialTest } } },
    (request) => dialRules.test(sessionOf(request).actor, request.query),
  );

  app.get('/api/dial-limits', { config: { permission: 'dialRules.list' }, schema: { response: { 200: DialLimits } } }, (request) =>
    dialLimits.read(sessionOf(request).actor),
  );

  app.put(
    '/api/dial-limits',
    { config: { permission: 'dialRules.write' }, schema: { body: DialLimits, response: { 200: DialLimits } } },
    (request) => dialLimits.update(sessionOf(request).actor, request.body),
  );
}

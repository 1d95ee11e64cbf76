import { CallbackPlan, CallbackPlanInput, CallbackPlanQuery, Id, pageOf } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { CallbackPlans } from './plans.ts';

const params = z.object({ id: Id });
const permission = { permission: 'callbackPlans.own' } as const;

/** Everybody's own plans; of others nobody sees anything. */
export function callbackPlanRoutes(app: App, callbackPlans: CallbackPlans): void {
  app.get(
    '/api/callback-plans',
    { config: permission, schema: { querystring: CallbackPlanQuery, response: { 200: pageOf(CallbackPlan) } } },
    (request) => callbackPlans.list(sessionOf(request).actor, request.query),
  );

  app.post('/api/callback-plans', { config: permission, schema: { body: CallbackPlanInput, response: { 200: CallbackPlan } } }, (request) =>
    callbackPlans.create(sessionOf(request).actor, request.body),
  );

  app.put(
    '/api/callback-plans/:id',
    { config: permission, schema: { params, body: CallbackPlanInput, response: { 200: CallbackPlan } } },
    (request) => callbackPlans.update(sessionOf(request).actor, request.params.id, request.body),
  );

  app.post('/api/callback-plans/:id/done', { config: permission, schema: { params, response: { 200: CallbackPlan } } }, (request) =>
    callbackPlans.finish(sessionOf(request).actor, request.params.id),
  );

  app.delete('/api/callback-plans/:id', { config: permission, schema: { params, response: { 204: z.null() } } }, async (request, reply) => {
    await callbackPlans.remove(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });
}

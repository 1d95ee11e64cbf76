import { Id, PageQuery, pageOf, SetAsideCount, SetAsideFact, SetAsideRun } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { SetAsideFacts } from './set-aside-facts.ts';

export function setAsideFactRoutes(app: App, setAsideFacts: SetAsideFacts): void {
  const params = z.object({ id: Id });
  const read = { config: { permission: 'setAsideFacts.list' as const } };
  const write = { config: { permission: 'setAsideFacts.run' as const } };

  app.get('/api/set-aside-facts', { ...read, schema: { querystring: PageQuery, response: { 200: pageOf(SetAsideFact) } } }, (request) =>
    setAsideFacts.list(sessionOf(request).actor, request.query),
  );
  app.get('/api/set-aside-facts/count', { ...read, schema: { response: { 200: SetAsideCount } } }, (request) =>
    setAsideFacts.count(sessionOf(request).actor),
  );
  app.post('/api/set-aside-facts/run', { ...write, schema: { response: { 200: SetAsideRun } } }, (request) =>
    setAsideFacts.runAll(sessionOf(request).actor),
  );
  app.post('/api/set-aside-facts/:id/run', { ...write, schema: { params, response: { 200: SetAsideRun } } }, (request) =>
    setAsideFacts.run(sessionOf(request).actor, request.params.id),
  );
  app.delete('/api/set-aside-facts/:id', { ...write, schema: { params, response: { 204: z.null() } } }, async (request, reply) => {
    await setAsideFacts.remove(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });
}

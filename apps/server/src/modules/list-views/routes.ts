import { Id, ListLayout, ListViewInput, ListViews, ListViewsQuery, SavedListView } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { ListViewStore } from './list-views.ts';

const permission = { permission: 'listViews.own' } as const;
const empty = { 204: z.null() };

/** Everybody's own. */
export function listViewRoutes(app: App, listViews: ListViewStore): void {
  app.get('/api/list-views', { config: permission, schema: { querystring: ListViewsQuery, response: { 200: ListViews } } }, (request) =>
    listViews.of(sessionOf(request).actor, request.query.list),
  );

  app.put(
    '/api/list-views/layout',
    { config: permission, schema: { querystring: ListViewsQuery, body: ListLayout, response: empty } },
    async (request, reply) => {
      await listViews.saveLayout(sessionOf(request).actor, request.query.list, request.body);
      return reply.status(204).send(null);
    },
  );

  app.post('/api/list-views', { config: permission, schema: { body: ListViewInput, response: { 200: SavedListView } } }, (request) =>
    listViews.create(sessionOf(request).actor, request.body),
  );

  app.delete(
    '/api/list-views/:id',
    { config: permission, schema: { params: z.object({ id: Id }), response: empty } },
    async (request, reply) => {
      await listViews.remove(sessionOf(request).actor, request.params.id);
      return reply.status(204).send(null);
    },
  );
}

import { Id, type Page, PageQuery, pageOf } from '@zuoxi/contract';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { type App, sessionOf } from './http.ts';

interface CrudService<Row, Create, Update, Created> {
  list(actor: Actor, query: PageQuery): Promise<Page<Row>>;
  create(actor: Actor, input: Create): Promise<Created>;
  update(actor: Actor, id: string, input: Update): Promise<Row>;
  remove(actor: Actor, id: string): Promise<void>;
}

interface CrudShapes<Row, Create, Update, Created> {
  row: z.ZodType<Row>;
  create: z.ZodType<Create>;
  update: z.ZodType<Update>;
  created: z.ZodType<Created>;
}

/** List, create, update and remove of one word of the administration: the same routes everywhere. */
export function crudRoutes<Row, Create, Update, Created>(
  app: App,
  path: string,
  permissions: { list: string; write: string },
  shapes: CrudShapes<Row, Create, Update, Created>,
  service: CrudService<Row, Create, Update, Created>,
): void {
  const params = z.object({ id: Id });
  // Without their type parameters: Fastify's inference cannot follow a generic response, zod still checks it.
  const row: z.ZodType = shapes.row;
  const created: z.ZodType = shapes.created;
  const read = { config: { permission: permissions.list } };
  const write = { config: { permission: permissions.write } };

  app.get(path, { ...read, schema: { querystring: PageQuery, response: { 200: pageOf(row) } } }, (request) =>
    service.list(sessionOf(request).actor, request.query),
  );
  app.post(path, { ...write, schema: { body: shapes.create, response: { 200: created } } }, (request) =>
    service.create(sessionOf(request).actor, shapes.create.parse(request.body)),
  );
  app.put(`${path}/:id`, { ...write, schema: { params, body: shapes.update, response: { 200: row } } }, (request) =>
    service.update(sessionOf(request).actor, request.params.id, shapes.update.parse(request.body)),
  );
  app.delete(`${path}/:id`, { ...write, schema: { params, response: { 204: z.null() } } }, async (request, reply) => {
    await service.remove(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });
}

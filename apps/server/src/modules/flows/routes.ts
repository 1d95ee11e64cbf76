import {
  Flow,
  FlowFile,
  FlowImported,
  FlowInput,
  FlowTestInput,
  FlowTestResult,
  FlowUpdate,
  FlowVersion,
  Id,
  PublishFlow,
} from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Flows } from './flows.ts';
import type { FlowTests } from './test-calls.ts';

/** Texts are spoken when a flow is published, which costs more than any other request. */
const PUBLISHED_A_MINUTE = 30;

export function flowRoutes(app: App, flows: Flows, { flowTests }: { flowTests: FlowTests }): void {
  const params = z.object({ id: Id });
  const read = { config: { permission: 'flows.list' as const } };
  const write = { config: { permission: 'flows.write' as const } };
  const publish = { config: { permission: 'flows.write' as const, rateLimit: { max: PUBLISHED_A_MINUTE, timeWindow: '1 minute' } } };

  const shapes = { row: Flow, create: FlowInput, update: FlowUpdate, created: Flow };
  crudRoutes(app, '/api/flows', { list: 'flows.list', write: 'flows.write' }, shapes, flows);

  app.get('/api/flows/:id', { ...read, schema: { params, response: { 200: Flow } } }, (request) =>
    flows.find(sessionOf(request).actor, request.params.id),
  );
  app.post('/api/flows/:id/publish', { ...publish, schema: { params, body: PublishFlow, response: { 200: Flow } } }, (request) =>
    flows.publish(sessionOf(request).actor, request.params.id, request.body),
  );
  app.get('/api/flows/:id/versions', { ...read, schema: { params, response: { 200: z.array(FlowVersion) } } }, (request) =>
    flows.versions(sessionOf(request).actor, request.params.id),
  );
  const versionParams = params.extend({ version: z.coerce.number().int().min(1).max(1_000_000) });
  app.post(
    '/api/flows/:id/versions/:version/rollback',
    { ...publish, schema: { params: versionParams, response: { 200: Flow } } },
    (request) => flows.rollback(sessionOf(request).actor, request.params.id, request.params.version),
  );
  app.get('/api/flows/:id/export', { ...read, schema: { params, response: { 200: FlowFile } } }, async (request, reply) => {
    const file = await flows.exportFile(sessionOf(request).actor, request.params.id);
    // RFC 6266: the name itself only in the encoded form, since it may be of any letters.
    reply.header('content-disposition', `attachment; filename="flow.json"; filename*=UTF-8''${encodeURIComponent(file.name)}.json`);
    return file;
  });
  app.post('/api/flows/import', { ...write, schema: { body: FlowFile, response: { 200: FlowImported } } }, (request) =>
    flows.importFile(sessionOf(request).actor, request.body),
  );
  app.post(
    '/api/flows/:id/test-call',
    { config: { permission: 'flows.test' }, schema: { params, body: FlowTestInput, response: { 200: FlowTestResult } } },
    (request) => flowTests.call(sessionOf(request).actor, request.params.id, request.body),
  );
}

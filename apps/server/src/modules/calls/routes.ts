import { CallDetail, CallQuery, CallRecord, Id, pageOf } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Calls } from './calls.ts';

export function callRoutes(app: App, calls: Calls): void {
  app.get(
    '/api/calls',
    { config: { permission: 'calls.list' }, schema: { querystring: CallQuery, response: { 200: pageOf(CallRecord) } } },
    (request) => calls.list(sessionOf(request).actor, request.query),
  );

  app.get(
    '/api/calls/:id',
    { config: { permission: 'calls.read' }, schema: { params: z.object({ id: Id }), response: { 200: CallDetail } } },
    (request) => calls.get(sessionOf(request).actor, request.params.id),
  );
}

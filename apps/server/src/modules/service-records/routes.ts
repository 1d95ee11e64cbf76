import { Id, ServiceRecord, ServiceRecordInput } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { ServiceRecords } from './service-records.ts';

const params = z.object({ id: Id });
const LastRecords = z.object({ limit: z.coerce.number().int().min(1).max(100).default(5) });

export function serviceRecordRoutes(app: App, serviceRecords: ServiceRecords): void {
  app.get(
    '/api/customers/:id/service-records',
    {
      config: { permission: 'serviceRecords.list' },
      schema: { params, querystring: LastRecords, response: { 200: z.array(ServiceRecord) } },
    },
    (request) => serviceRecords.list(sessionOf(request).actor, request.params.id, request.query.limit),
  );

  app.post(
    '/api/customers/:id/service-records',
    { config: { permission: 'serviceRecords.create' }, schema: { params, body: ServiceRecordInput, response: { 200: ServiceRecord } } },
    (request) => serviceRecords.create(sessionOf(request).actor, request.params.id, request.body),
  );
}

import { Operation, OperationLogQuery, pageOf } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { OperationLog } from './operation-log.ts';

export function operationLogRoutes(app: App, log: OperationLog): void {
  app.get(
    '/api/operation-log',
    { config: { permission: 'operationLog.list' }, schema: { querystring: OperationLogQuery, response: { 200: pageOf(Operation) } } },
    (request) => log.list(sessionOf(request).actor, request.query),
  );
}

import { AuditEntry, AuditQuery, pageOf } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { AuditTrail } from './audit-trail.ts';

export function auditRoutes(app: App, trail: AuditTrail): void {
  app.get(
    '/api/audit',
    { config: { permission: 'audit.list' }, schema: { querystring: AuditQuery, response: { 200: pageOf(AuditEntry) } } },
    (request) => trail.list(sessionOf(request).actor, request.query),
  );
}

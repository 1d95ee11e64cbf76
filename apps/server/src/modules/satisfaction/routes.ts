import { pageOf, SatisfactionQuery, SatisfactionResult, SatisfactionSummary } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Satisfaction } from './satisfaction.ts';

export function satisfactionRoutes(app: App, satisfaction: Satisfaction): void {
  const list = { config: { permission: 'satisfaction.list' as const } };
  app.get(
    '/api/satisfaction',
    { ...list, schema: { querystring: SatisfactionQuery, response: { 200: pageOf(SatisfactionResult) } } },
    (request) => satisfaction.list(sessionOf(request).actor, request.query),
  );
  app.get(
    '/api/satisfaction/summary',
    { ...list, schema: { querystring: SatisfactionQuery, response: { 200: SatisfactionSummary } } },
    (request) => satisfaction.summary(sessionOf(request).actor, request.query),
  );
}

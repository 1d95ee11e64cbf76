import { z } from 'zod';
import type { Modules } from '../modules/index.ts';
import type { App } from './http.ts';

/** `/healthz`: the process answers. `/readyz`: all that the server needs does, too; else one sentence a line. `/metrics`: for Prometheus. */
export function healthRoutes(app: App, { readiness, metrics }: Modules): void {
  const hidden = { config: { permission: 'health.read' as const }, schema: { hide: true, response: { 200: z.string(), 503: z.string() } } };
  app.get('/healthz', hidden, () => 'ok');
  app.get('/readyz', hidden, async (_request, reply) => {
    const problems = await readiness.problems();
    if (problems.length === 0) return 'ok';
    return reply.status(503).send(problems.map(({ why }) => why).join('\n'));
  });
  app.get('/metrics', hidden, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
}

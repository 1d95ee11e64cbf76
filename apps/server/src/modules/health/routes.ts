import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { App } from '../../platform/http/http.ts';
import type { Readiness } from '../../platform/readiness.ts';

/** `/healthz`: the process answers. `/readyz`: all that the server needs does, too; else one sentence a line. `/metrics`: for Prometheus. */
export function healthRoutes(app: App, readiness: Readiness, registry: Registry): void {
  const hidden = { config: { permission: 'health.read' as const }, schema: { hide: true, response: { 200: z.string(), 503: z.string() } } };
  app.get('/healthz', hidden, () => 'ok');
  app.get('/readyz', hidden, async (_request, reply) => {
    const problems = await readiness.problems();
    if (problems.length === 0) return 'ok';
    return reply.status(503).send(problems.map(({ why }) => why).join('\n'));
  });
  app.get('/metrics', hidden, async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
}

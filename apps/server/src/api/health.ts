import { z } from 'zod';
import type { Modules } from '../modules/index.ts';
import type { App } from './app.ts';

/** `/healthz`: the process answers. `/readyz`: database and engine do, too. `/metrics`: for Prometheus. */
export function healthRoutes(app: App, { engine, database, metrics }: Modules): void {
  const hidden = { config: { permission: 'health.read' as const }, schema: { hide: true, response: { 200: z.string(), 503: z.string() } } };
  app.get('/healthz', hidden, () => 'ok');
  app.get('/readyz', hidden, async (_request, reply) => {
    const databaseUp = await database.system.execute('select 1').then(
      () => true,
      () => false,
    );
    if (databaseUp && engine.isAvailable) return 'ok';
    return reply.status(503).send(databaseUp ? 'telephony engine not reachable' : 'database not reachable');
  });
  app.get('/metrics', hidden, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
}

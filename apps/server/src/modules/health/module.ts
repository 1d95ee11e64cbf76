import { database, readiness, registry } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { healthMetrics } from './metrics.ts';
import { healthRoutes } from './routes.ts';

/** Whether the server works: for whoever watches over it, and for the consoles. */
export const health = defineModule({
  name: 'health',
  permissions: { 'health.read': 'public' },
  needs: { database, readiness, registry },
  create: ({ readiness }) => ({
    readiness,
    /** How often the launcher has started each process again; it tells so. */
    restarts: new Map<string, number>(),
  }),
  start: (_health, { readiness }) => readiness.start(),
  stop: (_health, { readiness }) => readiness.stop(),
  routes: (app, _health, { readiness, registry }) => healthRoutes(app, readiness, registry),
  checks: (_health, { database }) => [{ name: 'database', check: () => database.check() }],
  metrics: (registry, { restarts }, { database, readiness }) => healthMetrics(registry, { restarts, database, readiness }),
  news: (_health, { readiness }) => ({
    listen: (tell) =>
      readiness.on('changed', (problems) =>
        tell.everybody(
          'notReady',
          problems.map(({ name }) => name),
        ),
      ),
    greet: (tell) =>
      tell(
        'notReady',
        readiness.known.map(({ name }) => name),
      ),
  }),
});

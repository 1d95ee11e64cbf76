import { administrators } from '../../platform/authorisation.ts';
import { clock, database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed } from '../engine/module.ts';
import { directory } from '../pbx/module.ts';
import { queueDryRuns } from '../queues/module.ts';
import { dryRun } from './dry-run.ts';
import { createInboundRoutes } from './inbound-routes.ts';
import { inboundRouteRoutes } from './routes.ts';

export const inboundRoutes = defineModule({
  name: 'inboundRoutes',
  permissions: { 'inboundRoutes.list': administrators, 'inboundRoutes.write': administrators },
  needs: { database, clock, ids, changed, directory, queueDryRuns },
  create: ({ database, clock, ids, changed, directory, queueDryRuns }) =>
    createInboundRoutes({
      database,
      changed,
      ids,
      dryRun: (tenantId, query) => dryRun(directory, tenantId, query, clock.now(), (queueId) => queueDryRuns.queue({ tenantId }, queueId)),
    }),
  routes: inboundRouteRoutes,
});

import { administrators, supervisors } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { agents } from '../agents/module.ts';
import { changed } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { directory } from '../pbx/module.ts';
import { createQueueDryRun } from './dry-run.ts';
import { createQueues } from './queues.ts';
import { queueRoutes } from './routes.ts';

/** "Why?" (AGT-9) */
export const queueDryRuns = defineModule({
  name: 'queueDryRuns',
  needs: { world, directory, clock: steady },
  create: (given) => createQueueDryRun(given),
});

export const queues = defineModule({
  name: 'queues',
  permissions: {
    'queues.list': supervisors,
    'queues.write': administrators,
    'queues.dryRun': supervisors,
    'agents.why': supervisors,
  },
  needs: { database, changed, ids, queueDryRuns, board: agents },
  create: (given) => createQueues(given),
  routes: queueRoutes,
});

import { supervisors } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { directory } from '../pbx/module.ts';
import { Board } from './board.ts';
import { agentsFeed, queuesFeed } from './feeds.ts';
import { LiveView } from './live-view.ts';
import { agentRoutes } from './routes.ts';

/** Pictures of the live world. */
export const view = defineModule({
  name: 'view',
  needs: { world, directory, steady, engine },
  create: ({ world, directory, steady, engine }) =>
    new LiveView(
      world,
      directory,
      () => steady.now(),
      (id) => engine.isAway(id),
    ),
});

export const agents = defineModule({
  name: 'agents',
  permissions: { 'agents.list': supervisors, 'queueStatus.list': supervisors },
  needs: { database, directory, view, engine },
  create: ({ database, directory, view }) => new Board({ database, directory, view }),
  routes: agentRoutes,
  feeds: (board, given) => [agentsFeed(board, given), queuesFeed(board, given)],
});

import { signedIn } from '../../platform/authorisation.ts';
import { feed } from '../../platform/feed.ts';
import { ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { ownExtension } from '../accounts/module.ts';
import { listenToAgents } from '../agents/index.ts';
import { view } from '../agents/module.ts';
import { calls } from '../calls/module.ts';
import { engine } from '../engine/module.ts';
import { directory } from '../pbx/module.ts';
import { Panel } from './panel.ts';
import { panelRoutes } from './routes.ts';

export const panel = defineModule({
  name: 'panel',
  permissions: { 'panel.read': signedIn, 'panel.setQueueStates': signedIn, 'panel.dial': signedIn, 'panel.control': signedIn },
  needs: { engine, view, directory, ids, ownExtension, calls },
  create: (given) => new Panel(given),
  routes: panelRoutes,
  feeds: (panel, { engine }) => [
    feed({
      topic: 'panel',
      permission: 'panel.read',
      snapshot: ({ actor }) => panel.read(actor),
      listen: ({ changed }) => listenToAgents(engine, changed),
      deltas:
        (agentIds) =>
        ({ actor }) =>
          agentIds.has(actor.accountId) ? panel.read(actor) : undefined,
    }),
  ],
});

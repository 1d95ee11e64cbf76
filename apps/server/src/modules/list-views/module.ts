import { signedIn } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { ListViewStore } from './list-views.ts';
import { listViewRoutes } from './routes.ts';

export const listViews = defineModule({
  name: 'listViews',
  permissions: { 'listViews.own': signedIn },
  needs: { database, ids },
  create: (given) => new ListViewStore(given),
  routes: listViewRoutes,
});

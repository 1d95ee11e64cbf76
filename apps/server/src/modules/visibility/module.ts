import { signedIn } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { FilterTargetList } from './filter-targets.ts';
import { visibilityRoutes } from './routes.ts';

/** Who may see whose calls, now and of the past. */
export const visibility = defineModule({
  name: 'visibility',
  permissions: { 'visibility.read': signedIn },
  needs: { database },
  create: (given) => new FilterTargetList(given),
  routes: visibilityRoutes,
});

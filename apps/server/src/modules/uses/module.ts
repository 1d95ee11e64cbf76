import { administrators } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { useRoutes } from './routes.ts';
import { Uses } from './uses.ts';

export const uses = defineModule({
  name: 'uses',
  permissions: { 'uses.list': administrators },
  needs: { database },
  create: ({ database }) => new Uses(database),
  routes: useRoutes,
});

import { administrators } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { setupRoutes } from './routes.ts';
import { Setup } from './setup.ts';

export const setup = defineModule({
  name: 'setup',
  permissions: { 'setup.read': administrators },
  needs: { database },
  create: (given) => new Setup(given),
  routes: setupRoutes,
});

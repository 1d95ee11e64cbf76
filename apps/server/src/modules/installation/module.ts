import { signedIn } from '../../platform/authorisation.ts';
import { installationOf } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { installationRoutes } from './routes.ts';

/** Where SIP and https are, for the console. */
export const installation = defineModule({
  name: 'installation',
  permissions: { 'installation.read': signedIn },
  needs: { installationOf },
  create: ({ installationOf }) => installationOf,
  routes: installationRoutes,
});

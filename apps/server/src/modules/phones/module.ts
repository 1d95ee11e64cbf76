import { signedIn } from '../../platform/authorisation.ts';
import { defineModule } from '../../platform/module.ts';
import { directory } from '../pbx/module.ts';
import { secrets } from '../secrets/module.ts';
import { Phones } from './phones.ts';
import { phoneRoutes } from './routes.ts';

export const phones = defineModule({
  name: 'phones',
  permissions: { 'phone.read': signedIn },
  needs: { directory, secrets },
  create: ({ directory, secrets }) => new Phones(directory, secrets),
  routes: phoneRoutes,
});

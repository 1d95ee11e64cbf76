import { administrators, signedIn } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { Reasons } from './reasons.ts';
import { reasonRoutes } from './routes.ts';

export const reasons = defineModule({
  name: 'reasons',
  permissions: { 'reasons.list': signedIn, 'reasons.write': administrators },
  needs: { database },
  create: (given) => new Reasons(given),
  routes: reasonRoutes,
});

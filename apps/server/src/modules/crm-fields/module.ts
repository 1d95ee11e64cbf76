import { administrators, signedIn } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { createCrmFields } from './crm-fields.ts';
import { crmFieldRoutes } from './routes.ts';

export const crmFields = defineModule({
  name: 'crmFields',
  permissions: { 'crmFields.list': signedIn, 'crmFields.write': administrators },
  needs: { database, ids },
  create: (given) => createCrmFields(given),
  routes: crmFieldRoutes,
});

import { signedIn } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { serviceRecordRoutes } from './routes.ts';
import { createServiceRecords } from './service-records.ts';

export const serviceRecords = defineModule({
  name: 'serviceRecords',
  permissions: { 'serviceRecords.list': signedIn, 'serviceRecords.create': signedIn },
  needs: { database, ids },
  create: (given) => createServiceRecords(given),
  routes: serviceRecordRoutes,
});

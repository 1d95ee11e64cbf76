import { supervisors } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { operationLogConsumer } from './consumer.ts';
import { OperationLog } from './operation-log.ts';
import { operationLogRoutes } from './routes.ts';

export const operationLog = defineModule({
  name: 'operationLog',
  permissions: { 'operationLog.list': supervisors },
  needs: { database },
  create: (given) => new OperationLog(given),
  routes: operationLogRoutes,
  consumers: () => [operationLogConsumer()],
});

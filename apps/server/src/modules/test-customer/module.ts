import { supervisors } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { agents } from '../agents/module.ts';
import { engine } from '../engine/module.ts';
import { testCustomerRoutes } from './routes.ts';
import { TestCustomer } from './test-customer.ts';

export const testCustomer = defineModule({
  name: 'testCustomer',
  permissions: { 'testCustomer.call': supervisors },
  needs: { database, engine, board: agents, steady },
  create: ({ engine, steady, ...given }) =>
    new TestCustomer({ ...given, customers: engine.testCustomers, wallTime: (at) => steady.wallTime(at) }),
  routes: testCustomerRoutes,
});

import { signedIn, supervisors } from '../../platform/authorisation.ts';
import { clock, database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { callerOf } from './caller.ts';
import { callsWith } from './calls-with.ts';
import { createCustomerCards } from './card.ts';
import { createCustomers } from './customers.ts';
import { customerRoutes } from './routes.ts';

export const customers = defineModule({
  name: 'customers',
  permissions: { 'customers.list': signedIn, 'customers.write': signedIn, 'customers.remove': supervisors },
  needs: { database, clock, ids, world, engine },
  create: ({ database, clock, ids, world, engine }) =>
    createCustomers({
      database,
      clock,
      ids,
      named: (who) => {
        for (const callId of callsWith(world, who)) engine.order({ type: 'customerNamed', callId, name: who.name });
      },
    }),
  routes: (app, customers, { database }) => customerRoutes(app, customers, { customerCards: createCustomerCards(database) }),
  answers: (_customers, { database, clock }) => ({ caller: (request) => callerOf(database, clock, request) }),
});

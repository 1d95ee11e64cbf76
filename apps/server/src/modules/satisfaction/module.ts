import { supervisors } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { satisfactionConsumer } from './consumer.ts';
import { satisfactionRoutes } from './routes.ts';
import { createSatisfaction } from './satisfaction.ts';

export const satisfaction = defineModule({
  name: 'satisfaction',
  permissions: { 'satisfaction.list': supervisors },
  needs: { database },
  create: ({ database }) => createSatisfaction(database),
  routes: satisfactionRoutes,
  consumers: (names) => [satisfactionConsumer(names)],
});

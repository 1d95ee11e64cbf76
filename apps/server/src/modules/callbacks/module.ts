import { supervisors } from '../../platform/authorisation.ts';
import { consumers } from '../../platform/facts/module.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { journal } from '../journal/module.ts';
import { directory } from '../pbx/module.ts';
import { createCallbacks } from './callbacks.ts';
import { callbacksConsumer } from './consumer.ts';
import { callbackRoutes } from './routes.ts';

export const callbacks = defineModule({
  name: 'callbacks',
  permissions: { 'callbacks.list': supervisors, 'callbacks.cancel': supervisors },
  needs: { database, world, directory, engine, journal, consumers, ids, clock: steady },
  create: (given) => createCallbacks(given),
  routes: callbackRoutes,
  consumers: (names) => [callbacksConsumer(names)],
});

import { database, logger } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { factStore } from '../journal/storage.ts';
import { restoreWorld } from './restore-world.ts';

/** Calls, agents, queues, callbacks and conferences as they are now, as plain data; first what the last process knew. */
export const world = defineModule({
  name: 'world',
  // What waited on the disk is stored before the state is read.
  needs: { database, steady, logger, factStore },
  create: ({ database, steady, logger }) => restoreWorld(database, steady.now(), logger),
});

import { join } from 'node:path';
import { database, dataDir, logger } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { FactSpool } from './fact-spool.ts';
import { FactStore } from './fact-store.ts';
import { storeWaiting } from './store-waiting.ts';

/** Where facts are kept while the database is away. */
export const factSpool = defineModule({
  name: 'factSpool',
  needs: { dataDir, logger },
  create: ({ dataDir, logger }) => new FactSpool(join(dataDir, 'waiting-facts'), logger),
});

export const factStore = defineModule({
  name: 'factStore',
  needs: { database, logger, factSpool },
  create: async ({ database, logger, factSpool }) => {
    const store = new FactStore({ database, logger });
    await storeWaiting(factSpool, store);
    return store;
  },
});

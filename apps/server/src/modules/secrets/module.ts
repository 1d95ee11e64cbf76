import { database, dataDir } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { secretBoxOf } from './key-of-database.ts';

/** What the installation's key opens and signs. */
export const secrets = defineModule({
  name: 'secrets',
  needs: { database, dataDir },
  create: ({ database, dataDir }) => secretBoxOf(database, dataDir),
});

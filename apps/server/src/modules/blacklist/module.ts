import { supervisors } from '../../platform/authorisation.ts';
import { clock, database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { Blacklist } from './blacklist.ts';
import { BlacklistedNumbers } from './blacklisted-numbers.ts';
import { blacklistRoutes } from './routes.ts';

/** All of them in memory: call control asks in the middle of a decision. */
export const blacklistedNumbers = defineModule({
  name: 'blacklistedNumbers',
  needs: { database },
  create: async ({ database }) => {
    const numbers = new BlacklistedNumbers();
    await numbers.load(database);
    return numbers;
  },
});

export const blacklist = defineModule({
  name: 'blacklist',
  permissions: { 'blacklist.list': supervisors, 'blacklist.write': supervisors },
  needs: { database, numbers: blacklistedNumbers, clock, ids },
  create: (given) => new Blacklist(given),
  routes: blacklistRoutes,
});

import { supervisors } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { createBlacklist } from './blacklist.ts';
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
  needs: { database, numbers: blacklistedNumbers },
  create: ({ database, numbers }) => createBlacklist(database, numbers),
  routes: blacklistRoutes,
});

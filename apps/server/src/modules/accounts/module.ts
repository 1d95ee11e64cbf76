import { administrators } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { isInCall } from '../agents/index.ts';
import { changed, engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { endpointRung } from '../pbx/index.ts';
import { directory } from '../pbx/module.ts';
import { secrets } from '../secrets/module.ts';
import { sessions } from '../sessions/module.ts';
import { createAccounts } from './accounts.ts';
import { createOwnExtension } from './own-extension.ts';
import { accountRoutes } from './routes.ts';

/** What somebody sets of their own extension, on their screen or with their phone. */
export const ownExtension = defineModule({
  name: 'ownExtension',
  needs: { database, changed },
  create: ({ database, changed }) => createOwnExtension(database, changed),
  answers: (own) => ({
    extension: async ({ tenantId, agentId: accountId, change }) => {
      await own.set({ tenantId, accountId }, change);
      return { ask: 'extension' };
    },
  }),
});

export const accounts = defineModule({
  name: 'accounts',
  permissions: { 'accounts.list': administrators, 'accounts.write': administrators },
  needs: { database, secrets, ids, world, directory, engine, sessions, changed, ownExtension },
  create: ({ database, secrets, ids, world, directory, engine, sessions, changed }) =>
    createAccounts({
      database,
      secrets,
      ids,
      phone: (accountId) => {
        const endpoint = endpointRung(directory.agent(accountId)?.dialString ?? '');
        const online = (world.agents.get(accountId)?.registeredWith.length ?? 0) > 0;
        return { online, registeredFrom: online ? engine.registeredFrom(endpoint) : null };
      },
      isInCall: (accountId) => isInCall(world, accountId),
      endSessions: (accountId) => sessions.endAll(accountId),
      changed,
    }),
  routes: accountRoutes,
});

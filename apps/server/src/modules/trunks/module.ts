import { channelsInUse } from '@zuoxi/callcontrol';
import { administrators } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed, engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { endpointRung, trunkEndpoint, trunkServers, trunkTransport } from '../pbx/index.ts';
import { directory } from '../pbx/module.ts';
import { secrets } from '../secrets/module.ts';
import { trunkRoutes } from './routes.ts';
import { serverAddresses } from './server-addresses.ts';
import { createTrunks } from './trunks.ts';

export const trunks = defineModule({
  name: 'trunks',
  permissions: { 'trunks.list': administrators, 'trunks.write': administrators },
  needs: { database, secrets, changed, ids, directory, engine, world },
  create: ({ database, secrets, changed, ids, directory, engine, world }) =>
    createTrunks({
      database,
      secrets,
      changed,
      ids,
      directory,
      stateOf: (trunk) => engine.trunkState({ ...trunk, servers: trunkServers(trunk) }),
      askServers: (trunk) =>
        engine.askServers({ endpoint: trunkEndpoint(trunk.id), servers: trunkServers(trunk), transport: trunkTransport(trunk) }),
      channelsInUse: (trunkId) => channelsInUse(world, trunkId),
      addressesOf: serverAddresses,
      phoneAddresses: (exceptTenantId) =>
        [...directory.agents()].flatMap(({ tenantId, dialString }) => {
          const from = tenantId === exceptTenantId ? null : engine.registeredFrom(endpointRung(dialString));
          return from === null ? [] : [from.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '')];
        }),
      testCall: (call) => engine.testCall(call),
    }),
  routes: trunkRoutes,
});

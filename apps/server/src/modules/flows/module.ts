import { administrators } from '../../platform/authorisation.ts';
import { feed } from '../../platform/feed.ts';
import { clock, database, ids, logger, settings } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed, engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { speech } from '../speech/module.ts';
import { AllowedHosts } from './addresses.ts';
import { createFlows } from './flows.ts';
import { FlowHttp } from './http-client.ts';
import { flowRoutes } from './routes.ts';
import { FlowTests } from './test-calls.ts';

/** Look-ups over HTTP, within the bounds of what IVRs may reach. */
const flowHttp = defineModule({
  name: 'flowHttp',
  needs: { settings },
  create: ({ settings }) => new FlowHttp(new AllowedHosts(settings.flowHttpAllow)),
  answers: (flowHttp) => ({ http: async (request) => ({ ask: 'http', ...(await flowHttp.ask(request)) }) }),
});

export const flows = defineModule({
  name: 'flows',
  permissions: { 'flows.list': administrators, 'flows.write': administrators },
  needs: { database, clock, ids, speech, changed, flowHttp },
  create: ({ database, clock, ids, speech, changed }) =>
    createFlows({ database, clock, ids, speak: (text, language) => speech.media(text, language), changed }),
});

export const flowTests = defineModule({
  name: 'flowTests',
  permissions: { 'flows.test': administrators },
  needs: { engine, world, flows, ids, logger },
  create: (given) => new FlowTests(given),
  routes: (app, flowTests, { flows }) => flowRoutes(app, flows, { flowTests }),
  feeds: (flowTests) => [
    feed({
      topic: 'flowTest',
      permission: 'flows.test',
      snapshot: ({ actor }) => flowTests.state(actor.accountId),
      listen: ({ push }) => flowTests.on('changed', ({ accountId, state }) => push(accountId, state)),
    }),
  ],
});

import { createLogger } from '@zuoxi/kit';
import { buildApp } from './api/app.ts';
import { ConnectionGuard, requestLimits } from './api/connection-guard.ts';
import { allModules } from './modules/index.ts';
import { Authorisation } from './platform/authorisation.ts';
import { ClientAddresses } from './platform/http/client-address.ts';
import type { Given, Need, Needs, Things } from './platform/needs.ts';

/** The API as it describes itself (OpenAPI 3.1), without database and engine: the routes are registered and none is called. */
export async function describeApi(): Promise<object> {
  const addresses = new ClientAddresses([]);
  const app = await buildApp({
    routes: allModules.map((module) => (scope) => module.routes(scope, standIns)),
    authorisation: new Authorisation(allModules),
    findSession: async () => undefined,
    liveTime: () => 0,
    logger: createLogger('describe', 'silent'),
    consoleFolder: undefined,
    addresses,
    connections: new ConnectionGuard(addresses),
    limits: requestLimits,
  });
  await app.ready();
  const description = app.swagger();
  await app.close();
  return description;
}

/** No handler runs, so that nobody uses a member that is not there. */
const standIns: Things = {
  get: <T>(_need: Need<T>) => ({}) as T,
  given: <N extends Needs>(needs: N) => Object.fromEntries(Object.keys(needs).map((name) => [name, {}])) as Given<N>,
};

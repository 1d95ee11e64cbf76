import { tmpdir } from 'node:os';
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

/** Folders are looked at when routes are registered; of everything else only handlers make use, and none runs. */
const standInFor = (name: string): unknown => (name.endsWith('Folder') ? tmpdir() : anything);
const anything: unknown = new Proxy(() => undefined, { get: () => anything });

// No handler runs, so that nobody finds out what these are not.
const standIns: Things = {
  get: <T>({ name }: Need<T>) => standInFor(name) as T,
  given: <N extends Needs>(needs: N) =>
    Object.fromEntries(Object.entries(needs).map(([key, { name }]) => [key, standInFor(name)])) as Given<N>,
};

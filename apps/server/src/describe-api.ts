import { tmpdir } from 'node:os';
import { createLogger } from '@zuoxi/kit';
import { buildApp } from './api/app.ts';
import { ClientAddresses } from './api/client-address.ts';
import { ConnectionGuard, requestLimits } from './api/connection-guard.ts';
import type { Modules } from './modules/index.ts';

/** The API as it describes itself (OpenAPI 3.1), without database and engine: the routes are registered and none is called. */
export async function describeApi(): Promise<object> {
  const addresses = new ClientAddresses([]);
  const app = await buildApp({
    modules: standIn(),
    logger: createLogger('describe', 'silent'),
    consoleFolder: undefined,
    addresses,
    connections: new ConnectionGuard(addresses),
    limits: requestLimits,
    installation: () => ({ sipPort: 0, httpsPort: 0 }),
  });
  await app.ready();
  const description = app.swagger();
  await app.close();
  return description;
}

/** Folders are looked at when routes are registered; of everything else only handlers make use, and none runs. */
function standIn(): Modules {
  const modules = new Proxy({}, { get: (_, name) => (String(name).endsWith('Folder') ? tmpdir() : {}) });
  // No handler runs, so that nobody uses a member that is not there.
  return modules as Modules;
}

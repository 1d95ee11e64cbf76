import type { Clock, Ids, Logger } from '@zuoxi/kit';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Database } from '../db/index.ts';
import { Authorisation } from '../platform/authorisation.ts';
import { Container } from '../platform/container.ts';
import * as house from '../platform/house.ts';
import type { ClientAddresses } from '../platform/http/client-address.ts';
import type { Made, Things } from '../platform/needs.ts';
import { Readiness } from '../platform/readiness.ts';
import { ServiceDesk } from '../platform/service-desk.ts';
import { allModules } from './all.ts';
import * as listed from './list.ts';

/** The services of the listed modules by name: for whoever starts the server, the demo, tests and benchmarks. */
export type Modules = { readonly [K in keyof typeof listed]: Made<(typeof listed)[K]> } & { readonly database: Database };

interface AssembleOptions {
  database: Database;
  dataDir: string;
  settings: house.HouseSettings;
  clientAddresses: ClientAddresses;
  installationOf: Made<typeof house.installationOf>;
  clock: Clock;
  ids: Ids;
  logger: Logger;
}

export interface Assembled {
  modules: Modules;
  /** For those who loop over all modules. */
  things: Things;
  authorisation: Authorisation;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A start waits so long for consumers that are behind. */
const CATCH_UP_MS = 10_000;

/** Makes the services of all modules and joins what they declare. Nothing runs before `start`. */
export async function assemble(options: AssembleOptions): Promise<Assembled> {
  const { database, clock, logger } = options;
  const readiness = new Readiness({ clock, logger });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const serviceDesk = new ServiceDesk();
  const authorisation = new Authorisation(allModules);
  const container = new Container()
    .provide(house.database, database)
    .provide(house.clock, clock)
    .provide(house.ids, options.ids)
    .provide(house.logger, logger)
    .provide(house.dataDir, options.dataDir)
    .provide(house.settings, options.settings)
    .provide(house.authorisation, authorisation)
    .provide(house.clientAddresses, options.clientAddresses)
    .provide(house.installationOf, options.installationOf)
    .provide(house.serviceDesk, serviceDesk)
    .provide(house.readiness, readiness)
    .provide(house.registry, registry);
  await container.make(allModules);

  const { consumers, directory } = listed;
  for (const module of allModules) {
    container.get(consumers).add(module.consumers(container.get(directory), container));
    serviceDesk.register(module.answers(container));
    for (const check of module.checks(container)) readiness.register(check);
    module.metrics(registry, container);
  }
  // What a process that was killed had left to do.
  if (!(await container.get(consumers).settled(CATCH_UP_MS)))
    logger.warn({}, 'what is made of facts is not up to date yet; the server starts all the same');

  return {
    modules: viewOf(container, database),
    things: container,
    authorisation,
    start: () => container.start(),
    stop: () => container.stop(),
  };
}

function viewOf(container: Container, database: Database): Modules {
  const services = Object.entries(listed).map(([name, module]) => [name, container.get<unknown>(module)]);
  // Each under the name that it has in the list, as `Modules` says.
  return { ...Object.fromEntries(services), database } as Modules;
}

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createLogger, type Logger, systemClock, systemIds } from '@zuoxi/kit';
import { buildApp } from './api/app.ts';
import { ConnectionGuard, type RequestLimits, requestLimits } from './api/connection-guard.ts';
import { Realtime } from './api/realtime/realtime.ts';
import { SipWebSocket } from './api/sip-websocket.ts';
import { type FencedError, openDatabase } from './db/index.ts';
import { allModules, assemble, type Modules } from './modules/index.ts';
import { bootstrap, type FirstStart } from './modules/tenants/index.ts';
import { ClientAddresses } from './platform/http/client-address.ts';
import type { Settings } from './settings.ts';
import { loadCertificate } from './tls.ts';

export interface RunningServer {
  httpPort: number;
  httpsPort: number;
  /** The administrator's one-time password, on the very first start. */
  firstStart: FirstStart | undefined;
  modules: Modules;
  stop(): Promise<void>;
}

export interface StartOptions {
  settings: Settings;
  logger?: Logger;
  /** Fills a demo call centre instead of the empty first one. */
  prepare?: (modules: Modules) => Promise<void>;
  /** Another server has the database now: this one has to end. */
  onFenced?: (error: FencedError) => void;
  /** For tests, which do not wait for minutes. */
  limits?: Partial<RequestLimits>;
  /** Whether an empty database gets a first administrator. */
  bootstrap?: boolean;
}

/** What was asked before the server is stopped has so long to be answered. */
const LAST_ANSWERS_MS = 2_000;

/** Database, modules, HTTP, realtime, in this order; resolves when requests are answered. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { settings } = options;
  const logger = options.logger ?? createLogger('server', settings.logLevel);
  await mkdir(settings.dataDir, { recursive: true });
  const database = await openDatabase(settings.databaseUrl, logger, options.onFenced ? { onFenced: options.onFenced } : {});
  const firstStart = options.bootstrap === false ? undefined : await bootstrap(database);
  const addresses = new ClientAddresses(settings.trustedProxies ?? []);
  const { modules, things, authorisation, ...assembled } = await assemble({
    database,
    dataDir: settings.dataDir,
    settings: {
      ariUrls: settings.ariUrls,
      promptsUrl: () => settings.promptsUrl ?? `http://127.0.0.1:${portOf(app.server)}/prompts`,
      speechCommand: settings.speechCommand,
      flowHttpAllow: settings.flowHttpAllow ?? [],
      ...(settings.rtpTimeoutS === undefined ? {} : { rtpTimeoutS: settings.rtpTimeoutS }),
      ...(settings.disk ? { disk: settings.disk } : {}),
    },
    clientAddresses: addresses,
    installationOf: () => ({ sipPort: settings.sipPort, httpsPort: portOf(https) }),
    clock: systemClock,
    ids: systemIds,
    logger,
  });
  await options.prepare?.(modules);

  const { sessions, engine, directory, phones, steady } = modules;
  const consoleFolder = new URL('../../console/dist', import.meta.url).pathname;
  const connections = new ConnectionGuard(addresses);
  const limits = { ...requestLimits, ...options.limits };
  const app = await buildApp({
    routes: allModules.map((module) => (scope) => module.routes(scope, things)),
    authorisation,
    findSession: (token) => sessions.find(token),
    liveTime: () => steady.now(),
    logger,
    addresses,
    connections,
    limits,
    consoleFolder: existsSync(`${consoleFolder}/index.html`) ? consoleFolder : undefined,
  });
  await app.ready();
  const https = createHttpsServer({ ...(await loadCertificate(settings.dataDir)), ...httpsLimits(limits) }, (request, response) =>
    app.routing(request, response),
  );
  const realtime = new Realtime({
    servers: [app.server, https],
    feeds: allModules.flatMap((module) => module.feeds(things)),
    news: allModules.flatMap((module) => module.news(things)),
    authorisation,
    sessions,
    roleOf: (accountId) => directory.roleOf(accountId),
    onAdministered: (listener) => engine.on('directoryChanged', listener),
    onPhonePageAway: (accountId) => phoneLines.closeOf(accountId),
    connections,
    clock: systemClock,
    logger,
  });
  for (const server of [app.server, https]) connections.attach(server);
  const phoneLines = new SipWebSocket({ engineUrls: settings.sipWebSocketUrls, sessions, engine, phones, addresses, connections, logger });
  for (const server of [app.server, https]) phoneLines.attach(server);
  await app.listen({ port: settings.httpPort, host: settings.bind });
  await listen(https, settings.httpsPort, settings.bind);
  await assembled.start();

  return {
    httpPort: portOf(app.server),
    httpsPort: portOf(https),
    firstStart,
    modules,
    async stop() {
      // Side by side: each ends only when all its connections have, and those of one are kept open by another.
      phoneLines.close();
      const ended = Promise.all([realtime.close(), new Promise((resolve) => https.close(resolve)), app.close()]);
      await connections.answered(LAST_ANSWERS_MS);
      connections.cut();
      await ended;
      await assembled.stop();
      await database.close();
    },
  };
}

/** As `buildApp` has them for plain HTTP. */
function httpsLimits({ requestMs, idleMs, headMs, checkEveryMs, handshakeMs }: RequestLimits) {
  return {
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    headersTimeout: headMs,
    connectionsCheckingInterval: checkEveryMs,
    handshakeTimeout: handshakeMs,
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo | null;
  return address?.port ?? 0;
}

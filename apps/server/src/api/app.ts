import { isIP } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type Installation, LIVE_TIME_HEADER } from '@zuoxi/contract';
import { DomainError, type Logger } from '@zuoxi/kit';
import Fastify from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Modules } from '../modules/index.ts';
import { placeOf } from '../modules/sessions/index.ts';
import { accountRoutes } from './accounts/routes.ts';
import { agentRoutes } from './agents/routes.ts';
import { authorisation, beforePasswordChange, isAllowed } from './authorisation.ts';
import { blacklistRoutes } from './blacklist/routes.ts';
import { callbackPlanRoutes } from './callback-plans/routes.ts';
import { callbackRoutes } from './callbacks/routes.ts';
import { callRoutes } from './calls/routes.ts';
import type { ClientAddresses } from './client-address.ts';
import { conferenceRoutes } from './conferences/routes.ts';
import type { ConnectionGuard, RequestLimits } from './connection-guard.ts';
import { consoleFiles } from './console-files.ts';
import { crmFieldRoutes } from './crm-fields/routes.ts';
import { customerRoutes } from './customers/routes.ts';
import { dialRuleRoutes } from './dial-rules/routes.ts';
import { sendError } from './errors.ts';
import { flowRoutes } from './flows/routes.ts';
import { healthRoutes } from './health.ts';
import { type App, isOwnOrigin } from './http.ts';
import { inboundRouteRoutes } from './inbound-routes/routes.ts';
import { installationRoutes } from './installation/routes.ts';
import { openingHoursRoutes } from './opening-hours/routes.ts';
import { panelRoutes } from './panel/routes.ts';
import { promptFiles } from './prompts/files-for-engines.ts';
import { promptRoutes } from './prompts/routes.ts';
import { queueRoutes } from './queues/routes.ts';
import { reasonRoutes } from './reasons/routes.ts';
import { recordingRoutes } from './recordings/routes.ts';
import { satisfactionRoutes } from './satisfaction/routes.ts';
import { SESSION_COOKIE } from './session/cookie.ts';
import { sessionRoutes } from './session/routes.ts';
import { setAsideFactRoutes } from './set-aside-facts/routes.ts';
import { requireStorable } from './storable-input.ts';
import { storageRoutes } from './storage/routes.ts';
import { supervisionSettingsRoutes } from './supervision-settings/routes.ts';
import { trunkRoutes } from './trunks/routes.ts';
import { useRoutes } from './uses/routes.ts';
import { voicemailRoutes } from './voicemail/routes.ts';

export interface AppOptions {
  modules: Modules;
  logger: Logger;
  /** Folder of the built console; undefined = not served (tests). */
  consoleFolder: string | undefined;
  addresses: ClientAddresses;
  connections: ConnectionGuard;
  limits: RequestLimits;
  installation: () => Installation;
}

export async function buildApp({ modules, logger, consoleFolder, addresses, connections, limits, installation }: AppOptions): Promise<App> {
  const app = Fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    trustProxy: (address) => addresses.isTrusted(address),
    // Requests under way are answered; what is left then is cut by whoever stops the server.
    forceCloseConnections: 'idle',
    // Of Fastify's own there is no limit: a body that comes byte by byte would be waited for for ever.
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    http: { headersTimeout: limits.headMs, connectionsCheckingInterval: limits.checkEveryMs },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, logger));

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Ant Design writes its styles at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        workerSrc: ["'self'", 'blob:'],
        // Plain HTTP on localhost must keep working, so nothing is upgraded.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  // Only over TLS it means anything, and by a name only (RFC 6797, section 8.1): on this machine plain HTTP must keep working.
  app.addHook('onSend', async (request, reply) => {
    if (request.protocol === 'https' && isNamed(request.headers.host)) reply.header('strict-transport-security', 'max-age=31536000');
  });
  await app.register(cookie);
  // By address, and a whole call centre may sit behind one: this stops floods, not people. Guessing of passwords is
  // slowed down by the sessions module.
  await app.register(rateLimit, {
    global: true,
    max: 6000,
    timeWindow: '1 minute',
    keyGenerator: (request) => placeOf(addresses.of(request.raw)),
    allowList: (request) => !request.url.startsWith('/api/'),
  });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Zuoxi', version: '1' } },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input);
      // The row of the authorisation matrix is part of the description of a route.
      const permission = input.route.config?.permission;
      return { schema: permission ? { ...schema, 'x-permission': permission } : schema, url };
    },
  });

  app.addHook('onSend', async (_request, reply) => {
    reply.header(LIVE_TIME_HEADER, modules.steady.now());
  });
  guard(app, modules, connections);
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
  app.get('/api/openapi.json', { config: { permission: 'health.read' }, schema: { hide: true } }, () => app.swagger());
  for (const routes of [
    healthRoutes,
    panelRoutes,
    agentRoutes,
    callRoutes,
    recordingRoutes,
    voicemailRoutes,
    satisfactionRoutes,
    callbackRoutes,
    customerRoutes,
    crmFieldRoutes,
    callbackPlanRoutes,
    reasonRoutes,
    storageRoutes,
    supervisionSettingsRoutes,
    accountRoutes,
    queueRoutes,
    trunkRoutes,
    inboundRouteRoutes,
    flowRoutes,
    blacklistRoutes,
    dialRuleRoutes,
    openingHoursRoutes,
    useRoutes,
    promptRoutes,
    conferenceRoutes,
    setAsideFactRoutes,
  ]) {
    await app.register(async (scope: App) => routes(scope, modules));
  }
  await app.register(async (scope: App) => sessionRoutes(scope, modules, addresses));
  installationRoutes(app, installation);
  await promptFiles(app, modules);
  if (consoleFolder) await consoleFiles(app, consoleFolder);
  return app;
}

/** `localhost` and addresses are no names that a browser may be told to reach by TLS alone. */
function isNamed(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '');
  return name !== '' && name !== 'localhost' && !name.endsWith('.localhost') && isIP(name) === 0;
}

/** Every request: where it comes from, who it is, and whether he may. */
function guard(app: App, modules: Modules, connections: ConnectionGuard): void {
  app.decorateRequest('session', undefined);
  app.addHook('onRoute', (route) => {
    const documented = route.url.startsWith('/api/docs');
    if (route.url.startsWith('/api/') && !documented && route.method !== 'HEAD' && !route.config?.permission) {
      throw new Error(`route ${String(route.method)} ${route.url} names no row of the authorisation matrix`);
    }
  });
  app.addHook('preValidation', async (request) => requireStorable(request));
  app.addHook('onRequest', async (request) => {
    const permission = request.routeOptions.config.permission;
    if (!permission) return;
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwnOrigin(request)) throw new DomainError('session.wrongOrigin');
    const token = request.cookies[SESSION_COOKIE];
    if (token) request.session = await modules.sessions.find(token);
    if (request.session) connections.signedIn(request.raw.socket, request.session.actor.accountId);
    if (authorisation[permission] === 'public') return;
    if (!request.session) throw new DomainError('session.required');
    if (!isAllowed(permission, request.session.actor.role)) throw new DomainError('session.forbidden');
    if (request.session.me.mustChangePassword && !beforePasswordChange.includes(permission)) throw new DomainError('session.forbidden');
  });
}

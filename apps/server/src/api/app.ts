import { isIP } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { LIVE_TIME_HEADER } from '@zuoxi/contract';
import { DomainError, type Logger } from '@zuoxi/kit';
import Fastify from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Authorisation } from '../platform/authorisation.ts';
import type { ClientAddresses } from '../platform/http/client-address.ts';
import { SESSION_COOKIE } from '../platform/http/cookie.ts';
import { type App, isOwnOrigin } from '../platform/http/http.ts';
import { placeOf } from '../platform/http/place.ts';
import type { Session } from '../platform/http/session.ts';
import type { ConnectionGuard, RequestLimits } from './connection-guard.ts';
import { consoleFiles } from './console-files.ts';
import { sendError } from './errors.ts';
import { requireStorable } from './storable-input.ts';

/** What brings routes of its own: a module. */
type Routed = (app: App) => void | Promise<void>;

export interface AppOptions {
  /** Of each module: registered in a scope of its own. */
  routes: readonly Routed[];
  authorisation: Authorisation;
  /** Whose session a cookie belongs to. */
  findSession(token: string): Promise<Session | undefined>;
  /** The time of the live world. */
  liveTime(): number;
  logger: Logger;
  /** Folder of the built console; undefined = not served (tests). */
  consoleFolder: string | undefined;
  addresses: ClientAddresses;
  connections: ConnectionGuard;
  limits: RequestLimits;
}

export async function buildApp(options: AppOptions): Promise<App> {
  const { logger, addresses, limits, consoleFolder } = options;
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
    reply.header(LIVE_TIME_HEADER, options.liveTime());
  });
  guard(app, options);
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
  app.get('/api/openapi.json', { config: { permission: 'health.read' }, schema: { hide: true } }, () => app.swagger());
  for (const routes of options.routes) await app.register(async (scope: App) => routes(scope));
  if (consoleFolder) await consoleFiles(app, consoleFolder);
  return app;
}

/** `localhost` and addresses are no names that a browser may be told to reach by TLS alone. */
function isNamed(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '');
  return name !== '' && name !== 'localhost' && !name.endsWith('.localhost') && isIP(name) === 0;
}

/** Every request: where it comes from, who asks, and whether they may. */
function guard(app: App, { authorisation, findSession, connections }: AppOptions): void {
  app.decorateRequest('session', undefined);
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/') || route.url.startsWith('/api/docs') || route.method === 'HEAD') return;
    const permission = route.config?.permission;
    if (permission === undefined || !authorisation.has(permission)) {
      const named = permission === undefined ? 'no row' : `the row ${permission}, which is none,`;
      throw new Error(`route ${String(route.method)} ${route.url} names ${named} of the authorisation matrix`);
    }
  });
  app.addHook('preValidation', async (request) => requireStorable(request));
  app.addHook('onRequest', async (request) => {
    const permission = request.routeOptions.config.permission;
    if (!permission) return;
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwnOrigin(request)) throw new DomainError('session.wrongOrigin');
    const token = request.cookies[SESSION_COOKIE];
    if (token) request.session = await findSession(token);
    if (request.session) connections.signedIn(request.raw.socket, request.session.actor.accountId);
    if (authorisation.isPublic(permission)) return;
    if (!request.session) throw new DomainError('session.required');
    if (!authorisation.isAllowed(permission, request.session.actor.role)) throw new DomainError('session.forbidden');
    if (request.session.me.mustChangePassword && !authorisation.isAllowedBeforePasswordChange(permission))
      throw new DomainError('session.forbidden');
  });
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ServerSockets } from '@zuoxi/kit';
import { type WebSocket, WebSocketServer } from 'ws';
import { statusPhrase } from '../switch/ari-error.ts';
import type { SwitchContext } from '../switch/context.ts';
import { type AriReply, type AriRequest, decodeSegments, methodOf } from './request.ts';
import { Router } from './router.ts';
import { bridgeRoutes } from './routes-bridges.ts';
import { channelRoutes } from './routes-channels.ts';
import { mediaRoutes } from './routes-media.ts';
import { systemRoutes } from './routes-system.ts';
import { AriSession } from './session.ts';

export interface AriServerOptions {
  context: SwitchContext;
  bindAddress: string;
  port: number;
  user: string;
  password: string;
}

const JSON_BYTES = 1024 * 1024;
const SOUND_BYTES = 20 * 1024 * 1024;

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** ARI over HTTP and over WebSocket, both through one router. */
export class AriServer {
  readonly #options: AriServerOptions;
  readonly #router: Router;
  readonly #http: Server;
  readonly #sockets: ServerSockets;
  readonly #webSockets: WebSocketServer;
  readonly #credentials: Buffer;
  readonly #sessions = new Set<AriSession>();
  port = 0;

  constructor(options: AriServerOptions) {
    this.#options = options;
    const { context } = options;
    this.#router = new Router(context.logger, [channelRoutes(context), bridgeRoutes(context), mediaRoutes(context), systemRoutes(context)]);
    this.#credentials = digest(`${options.user}:${options.password}`);
    this.#http = createServer((request, response) => {
      this.#onRequest(request, response).catch((error: unknown) => {
        context.logger.error({ err: error }, 'an HTTP request of ARI failed');
        response.destroy();
      });
    });
    this.#sockets = new ServerSockets(this.#http);
    this.#webSockets = new WebSocketServer({ noServer: true, maxPayload: JSON_BYTES, perMessageDeflate: false });
    this.#http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const url = new URL(request.url ?? '/', 'http://localhost');
      const apps = (url.searchParams.get('app') ?? '').split(',').filter((name) => name !== '');
      const refuse = (status: number): void => {
        socket.end(`HTTP/1.1 ${status} ${statusPhrase(status)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      };
      if (url.pathname !== '/ari/events') refuse(404);
      else if (!this.#isAuthorised(request, url)) refuse(401);
      else if (apps.length === 0) refuse(400);
      else this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, socket, apps, url));
    });
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(this.#options.port, this.#options.bindAddress, () => {
        this.#http.off('error', reject);
        this.#http.on('error', () => {});
        const address = this.#http.address();
        this.port = typeof address === 'object' && address ? address.port : this.#options.port;
        resolve();
      });
    });
  }

  stop(): Promise<void> {
    for (const session of this.#sessions) session.terminate();
    this.#webSockets.close();
    return this.#sockets.close();
  }

  /** Basic authentication, or `api_key=user:password`. An empty password lets nobody in. */
  #isAuthorised(request: IncomingMessage, url: URL): boolean {
    if (this.#options.password === '') return false;
    const header = request.headers.authorization ?? '';
    const given = header.startsWith('Basic ')
      ? Buffer.from(header.slice(6), 'base64').toString('utf8')
      : (url.searchParams.get('api_key') ?? '');
    return timingSafeEqual(digest(given), this.#credentials);
  }

  #accept(socket: WebSocket, connection: Duplex, apps: readonly string[], url: URL): void {
    const subscribeAll = ['true', 'yes', '1'].includes((url.searchParams.get('subscribeAll') ?? '').toLowerCase());
    const { context } = this.#options;
    const session = new AriSession(socket, connection, this.#router, context.logger);
    this.#sessions.add(session);
    socket.on('close', () => {
      this.#sessions.delete(session);
      for (const app of apps) context.apps.disconnect(app, session);
    });
    for (const app of apps) context.apps.connect(app, session, subscribeAll);
  }

  async #onRequest(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const reply = (value: AriReply): void => send(response, value);
    if (!this.#isAuthorised(incoming, url)) {
      response.setHeader('www-authenticate', 'Basic realm="zuoxi"');
      reply({ status: 401, json: { message: 'Authentication required' } });
      incoming.resume();
      return;
    }
    const path = pathOf(url.pathname);
    const method = methodOf(incoming.method);
    if (!path || !method) {
      reply({ status: method ? 404 : 405, json: { message: method ? 'Resource not found' : 'Invalid method' } });
      incoming.resume();
      return;
    }
    const isUpload = path[0] === 'sounds' && method === 'PUT';
    const body = await readBody(incoming, isUpload ? SOUND_BYTES : JSON_BYTES);
    if (!body) {
      response.setHeader('connection', 'close');
      reply({ status: 413, json: { message: 'Request body too large' } });
      return;
    }
    const request: AriRequest = {
      method,
      path,
      query: url.searchParams,
      contentType: incoming.headers['content-type'] ?? '',
      body: isUpload ? '' : body.toString('utf8'),
      binary: isUpload ? body : undefined,
      carrier: 'http',
    };
    reply(await this.#router.handle(request));
  }
}

/** Segments below `/ari`; undefined when it is not below it or wrongly encoded. */
function pathOf(pathname: string): string[] | undefined {
  if (!pathname.startsWith('/ari/')) return undefined;
  return decodeSegments(pathname.slice(5));
}

/** Undefined when there is more than `limit`. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) {
    incoming.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, reply: AriReply): void {
  if (reply.file) {
    response.writeHead(reply.status, { 'content-type': reply.file.type, 'content-length': reply.file.bytes });
    reply.file.stream.on('error', () => response.destroy());
    response.on('close', () => reply.file?.stream.destroy());
    reply.file.stream.pipe(response);
    return;
  }
  if (reply.json === undefined) {
    response.writeHead(reply.status, reply.status === 204 ? {} : { 'content-length': 0 }).end();
    return;
  }
  const text = Buffer.from(JSON.stringify(reply.json));
  response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
}

import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Logger } from '@zuoxi/kit';
import { parseCookie } from 'cookie';
import { WebSocket, WebSocketServer } from 'ws';
import type { Engine } from '../modules/engine/index.ts';
import { type Phones, SIP_WEBSOCKET_PATH } from '../modules/phones/index.ts';
import type { Sessions } from '../modules/sessions/index.ts';
import type { ClientAddresses } from '../platform/http/client-address.ts';
import { SESSION_COOKIE } from '../platform/http/cookie.ts';
import { isOwnOrigin } from '../platform/http/http.ts';
import type { Session } from '../platform/http/session.ts';
import type { ConnectionGuard } from './connection-guard.ts';
import { withEngineProof } from './sip-digest.ts';

const LARGEST_MESSAGE = 64 * 1024;
/** What waits for a browser that does not read; then it is let go. */
const MOST_WAITING = 1024 * 1024;
/** A browser answers pings by itself; one that does not is gone (a laptop that sleeps). */
const PING_MS = 25_000;
/** The engine is on this machine or beside it. */
const ENGINE_LIMIT_MS = 10_000;
/** A browser has one phone; while it is loaded again there are two for a moment. */
const MOST_OF_SESSION = 4;
const GOING_AWAY = 1001;

/** One browser that is being let in, or is in. */
interface Line {
  tokenHash: string;
  session?: Session;
  endpoint?: string;
  close(): void;
}

interface SipWebSocketOptions {
  engineUrls: readonly string[];
  sessions: Pick<Sessions, 'find' | 'hashOf' | 'onEnded'>;
  engine: Pick<Engine, 'on' | 'firstAvailable'>;
  phones: Phones;
  addresses: ClientAddresses;
  connections: ConnectionGuard;
  logger: Logger;
}

/**
 * The browser's SIP goes through the console's own origin (one certificate, one port to open) and from here to the WebSocket of
 * the first engine that takes calls, message for message (RFC 7118). Only a signed-in browser of this very site gets so far, and
 * only for as long as its session and its extension are there.
 */
export class SipWebSocket {
  readonly #options: SipWebSocketOptions;
  readonly #lines = new Set<Line>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    // RFC 7118, section 5.1: both sides must name the subprotocol.
    handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
  });

  constructor(options: SipWebSocketOptions) {
    this.#options = options;
    const { sessions, engine, phones } = options;
    sessions.onEnded(({ tokenHash }) => this.#closeAll((line) => line.tokenHash === tokenHash));
    // An account that was disabled, or has another phone or number now.
    engine.on('directoryChanged', () =>
      this.#closeAll(({ session, endpoint }) => session !== undefined && phones.of(session)?.endpoint !== endpoint),
    );
  }

  attach(server: HttpServer | HttpsServer): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.split('?')[0] !== SIP_WEBSOCKET_PATH) return;
      socket.on('error', () => socket.destroy());
      const token = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
      if (!token || !isOwnOrigin(request)) return refuse(socket, '403 Forbidden');
      this.#enter(request, socket, head, token).catch((error: unknown) => {
        this.#options.logger.debug({ err: error }, 'a browser phone could not be let in');
        refuse(socket, '503 Service Unavailable');
      });
    });
  }

  /** Their page is gone or stands still. The registrations end with the connections; a page that goes on comes back by itself. */
  closeOf(accountId: string): void {
    this.#closeAll(({ session }) => session?.actor.accountId === accountId);
  }

  close(): void {
    this.#closeAll(() => true);
    this.#server.close();
  }

  #closeAll(which: (line: Line) => boolean): void {
    for (const line of [...this.#lines]) if (which(line)) line.close();
  }

  async #enter(request: IncomingMessage, socket: Duplex, head: Buffer, token: string): Promise<void> {
    const { sessions, phones, engine } = this.#options;
    // Known before it is asked who that is: a session that ends meanwhile ends this, too.
    const line: Line = { tokenHash: sessions.hashOf(token), close: () => refuse(socket, '401 Unauthorized') };
    this.#lines.add(line);
    socket.on('close', () => this.#lines.delete(line));
    const session = await sessions.find(token);
    const phone = session && phones.of(session);
    if (!session || !phone) return refuse(socket, '401 Unauthorized');
    this.#options.connections.signedIn(request.socket, session.actor.accountId);
    line.session = session;
    line.endpoint = phone.endpoint;
    const own = [...this.#lines].filter(({ tokenHash }) => tokenHash === line.tokenHash);
    for (const older of own.slice(0, -MOST_OF_SESSION)) older.close();
    const { engineUrls, addresses } = this.#options;
    const url = engineUrls[engine.firstAvailable] ?? engineUrls[0];
    if (!url) return refuse(socket, '503 Service Unavailable');
    const toEngine = new WebSocket(url, 'sip', {
      // The engine locks out addresses that guess passwords: it has to see the browser's, not ours.
      headers: { 'x-forwarded-for': addresses.of(request) },
      handshakeTimeout: ENGINE_LIMIT_MS,
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
    });
    socket.on('close', () => toEngine.terminate());
    await new Promise((resolve, reject) => toEngine.once('open', resolve).once('error', reject));
    if (socket.destroyed || !socket.writable) return toEngine.terminate();
    this.#server.handleUpgrade(request, socket, head, (browser) => {
      line.close = () => {
        // A page that does not answer the closing must not stay for its sake.
        browser.close(GOING_AWAY);
        toEngine.terminate();
      };
      const secrets = { username: phone.endpoint, password: phone.password, enginePassword: phone.enginePassword };
      join(browser, toEngine, (message) => withEngineProof(message, secrets));
    });
  }
}

function refuse(socket: Duplex, status: string): void {
  if (!socket.destroyed) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Text stays text and bytes stay bytes; whichever side ends, ends the other. */
function join(browser: WebSocket, engine: WebSocket, toEngine: (message: string) => string): void {
  let isAlive = true;
  const ping = setInterval(() => {
    if (!isAlive) return browser.terminate();
    isAlive = false;
    browser.ping();
  }, PING_MS);
  browser.on('pong', () => {
    isAlive = true;
  });
  browser.on('message', (data, isBinary) => {
    isAlive = true;
    const encoding = isBinary ? 'latin1' : 'utf8';
    // With ws's default binary type a message is one buffer.
    const text = Buffer.isBuffer(data) ? data.toString(encoding) : '';
    if (engine.readyState === engine.OPEN) engine.send(Buffer.from(toEngine(text), encoding), { binary: isBinary });
  });
  engine.on('message', (data, isBinary) => {
    if (browser.bufferedAmount > MOST_WAITING) browser.terminate();
    else if (browser.readyState === browser.OPEN) browser.send(data, { binary: isBinary });
  });
  for (const [one, other] of [
    [browser, engine],
    [engine, browser],
  ] as const) {
    one.on('error', () => one.terminate());
    one.on('close', () => {
      clearInterval(ping);
      other.terminate();
    });
  }
}

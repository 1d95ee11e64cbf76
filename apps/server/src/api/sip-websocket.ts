import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '@zuoxi/kit';
import { parseCookie } from 'cookie';
import type { Modules } from '../modules/index.ts';
import { SIP_WEBSOCKET_PATH } from '../modules/phones/index.ts';
import { isOwnOrigin } from './app.ts';
import { SESSION_COOKIE } from './session/cookie.ts';

/**
 * The browser's SIP goes through the console's own origin (one certificate, one port to open) and from here, byte for
 * byte, to the WebSocket of the first engine that takes calls. Only a signed-in browser of this very site gets so far.
 */
export function forwardSipWebSocket(
  server: HttpServer | HttpsServer,
  engineUrls: readonly string[],
  modules: Modules,
  logger: Logger,
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== SIP_WEBSOCKET_PATH) return;
    socket.on('error', () => socket.destroy());
    const engineUrl = engineUrls[modules.engine.firstAvailable] ?? engineUrls[0];
    if (!engineUrl) return refuse(socket, '503 Service Unavailable');
    const token = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
    if (!token || !isOwnOrigin(request)) return refuse(socket, '403 Forbidden');
    modules.sessions.find(token).then(
      (session) => (session ? forward(request, socket, head, new URL(engineUrl), logger) : refuse(socket, '401 Unauthorized')),
      () => refuse(socket, '503 Service Unavailable'),
    );
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function forward(request: IncomingMessage, socket: Duplex, head: Buffer, target: URL, logger: Logger): void {
  const engine = connect(Number(target.port || 80), target.hostname, () => {
    // Only what the WebSocket handshake needs goes on; the session cookie is none of the engine's business.
    const headers = [
      'upgrade',
      'connection',
      'sec-websocket-key',
      'sec-websocket-version',
      'sec-websocket-protocol',
      'sec-websocket-extensions',
    ];
    const lines = headers.flatMap((name) => (request.headers[name] ? [`${name}: ${String(request.headers[name])}`] : []));
    // The engine locks out addresses that guess passwords: it has to see the browser's, not ours.
    lines.push(`x-forwarded-for: ${request.socket.remoteAddress ?? ''}`);
    engine.write(`GET ${target.pathname} HTTP/1.1\r\nhost: ${target.host}\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (head.length > 0) engine.write(head);
    socket.pipe(engine).pipe(socket);
  });
  engine.on('error', (error) => {
    logger.debug({ err: error }, 'the engine does not take a SIP WebSocket');
    socket.destroy();
  });
  engine.on('close', () => socket.destroy());
  socket.on('close', () => engine.destroy());
}

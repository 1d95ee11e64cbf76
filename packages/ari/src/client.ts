import type { Clock, Logger, Timer } from '@zuoxi/kit';
import { Emitter } from '@zuoxi/kit';
import { WebSocket } from 'ws';
import { AriRequestError } from './errors.ts';
import { type AriCall, AriRequests, type AriTransport } from './requests.ts';
import { parseStorable } from './storable-json.ts';
import type { AriEvent, RestResponse } from './types.ts';

export interface AriClientOptions {
  /** `http://user:password@host:8088/ari` */
  url: string;
  app: string;
  clock: Clock;
  logger: Logger;
  /** A request that has no answer after this long rejects with status 0. Default 10,000 ms: a silent engine is noticed before. */
  requestTimeoutMs?: number;
}

export interface AriClientEvents {
  /** The WebSocket is open: requests may be made. The listener recovers state (channels, bridges, endpoints). */
  connected: undefined;
  disconnected: { reason: string };
  event: AriEvent;
}

interface Waiting {
  resolve(response: RestResponse): void;
  reject(error: Error): void;
  timer: Timer;
}

/** First reconnect comes quickly, since the engine may only have restarted; then it backs off to 2 s. */
const RECONNECT_MS = [50, 100, 200, 500, 1000, 2000] as const;
/**
 * An engine that has stopped (SIGSTOP, an endless loop, a host that is gone) leaves the connection open. It is asked this often whether it is
 * there (RFC 6455 §5.5.2), and cut off when so many questions in a row brought nothing: within 8 s. Counted in questions, so that a pause of
 * our own is not taken for one of its.
 */
const PING_MS = 2000;
const MOST_UNANSWERED = 3;
/** An engine that stands still still takes connections: the kernel does. */
const HANDSHAKE_MS = 5000;

/**
 * ARI over one WebSocket: events come in, requests go out over the same connection
 * (https://docs.asterisk.org, "ARI REST over WebSocket"). Reconnects until closed.
 */
export class AriClient extends Emitter<AriClientEvents> implements AriTransport {
  readonly requests: AriRequests = new AriRequests(this);
  readonly #options: AriClientOptions;
  readonly #waiting = new Map<string, Waiting>();
  #socket: WebSocket | undefined;
  #reconnect: Timer | undefined;
  #ping: Timer | undefined;
  #unanswered = 0;
  #attempt = 0;
  #requestNumber = 0;
  #closed = false;

  constructor(options: AriClientOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of the ARI client threw'));
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Starts connecting; `connected` is emitted on every success. */
  connect(): void {
    if (this.#closed || this.#socket) return;
    const url = new URL(this.#options.url);
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const target = `${url.protocol === 'https:' ? 'wss' : 'ws'}://${url.host}${url.pathname.replace(/\/$/, '')}/events`;
    const query = new URLSearchParams({ app: this.#options.app, subscribeAll: 'true' });
    // The credentials go into a header, never into the URL: URLs end up in logs.
    const socket = new WebSocket(`${target}?${query}`, {
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      maxPayload: 4 * 1024 * 1024,
      handshakeTimeout: HANDSHAKE_MS,
    });
    this.#socket = socket;
    socket.on('open', () => {
      this.#attempt = 0;
      this.#unanswered = 0;
      this.#keepAsking(socket);
      this.emit('connected', undefined);
    });
    socket.on('pong', () => {
      this.#unanswered = 0;
    });
    socket.on('message', (data) => {
      this.#unanswered = 0;
      this.#onMessage(data.toString());
    });
    socket.on('error', (error) => this.#options.logger.debug({ err: error }, 'ARI connection error'));
    socket.on('close', (code, reason) => this.#onClose(`${code} ${reason.toString()}`.trim()));
  }

  /** Gives the present connection up; a new one follows as after any other loss. */
  connectAnew(): void {
    this.#socket?.terminate();
  }

  /** Stops for good; requests under way reject. */
  close(): void {
    this.#closed = true;
    this.#reconnect?.cancel();
    this.#ping?.cancel();
    this.#socket?.close();
    this.#failWaiting('closed');
  }

  call(request: AriCall): Promise<RestResponse> {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new AriRequestError(request.method, request.uri, 0, 'not connected'));
    }
    const requestId = `r${++this.#requestNumber}`;
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.setTimer(this.#options.requestTimeoutMs ?? 10_000, () => {
        this.#waiting.delete(requestId);
        reject(new AriRequestError(request.method, request.uri, 0, 'no answer in time'));
      });
      this.#waiting.set(requestId, { resolve, reject, timer });
      socket.send(
        JSON.stringify({
          type: 'RESTRequest',
          transaction_id: requestId,
          request_id: requestId,
          method: request.method,
          uri: request.uri,
          ...(request.query ? { query_strings: Object.entries(request.query).map(([name, value]) => ({ name, value })) } : {}),
          ...(request.body === undefined ? {} : { content_type: 'application/json', message_body: JSON.stringify(request.body) }),
        }),
      );
    });
  }

  #keepAsking(socket: WebSocket): void {
    this.#ping = this.#options.clock.setTimer(PING_MS, () => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (this.#unanswered >= MOST_UNANSWERED) {
        this.#options.logger.warn({ app: this.#options.app }, 'the engine does not answer on its open connection; connecting anew');
        socket.terminate();
        return;
      }
      this.#unanswered++;
      socket.ping();
      this.#keepAsking(socket);
    });
  }

  #onMessage(text: string): void {
    let message: { type?: string };
    try {
      message = parseStorable<{ type?: string }>(text);
    } catch {
      this.#options.logger.warn({ bytes: text.length }, 'ARI message that is not JSON');
      return;
    }
    if (message.type === 'RESTResponse') {
      // `type` is the discriminator of ARI's JSON; the engine is trusted to keep its own shape.
      const response = message as RestResponse;
      const waiting = this.#waiting.get(response.request_id);
      if (!waiting) return;
      this.#waiting.delete(response.request_id);
      waiting.timer.cancel();
      waiting.resolve(response);
      return;
    }
    this.emit('event', message as AriEvent);
  }

  #onClose(reason: string): void {
    this.#socket = undefined;
    this.#ping?.cancel();
    this.#failWaiting(reason);
    this.emit('disconnected', { reason });
    if (this.#closed) return;
    const delay = RECONNECT_MS[Math.min(this.#attempt++, RECONNECT_MS.length - 1)] ?? 2000;
    this.#reconnect = this.#options.clock.setTimer(delay, () => this.connect());
  }

  #failWaiting(reason: string): void {
    for (const waiting of this.#waiting.values()) {
      waiting.timer.cancel();
      waiting.reject(new AriRequestError('GET', '', 0, `connection lost: ${reason}`));
    }
    this.#waiting.clear();
  }
}

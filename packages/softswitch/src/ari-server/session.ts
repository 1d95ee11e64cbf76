import type { Duplex } from 'node:stream';
import type { RestResponse } from '@zuoxi/ari';
import type { Logger } from '@zuoxi/kit';
import type { WebSocket } from 'ws';
import type { EventSink } from '../switch/applications.ts';
import { statusPhrase } from '../switch/ari-error.ts';
import type { AriReply, AriRequest } from './request.ts';
import { parseRequestFrame, type RequestFrame } from './request-frame.ts';
import type { Router } from './router.ts';

/** A client that reads this little is gone; its events wait for its next connection. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/** One WebSocket of an application: events go out, RESTRequests come in (Asterisk ≥ 22.5). */
export class AriSession implements EventSink {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  #corked = false;
  readonly #router: Router;
  readonly #logger: Logger;
  /** The last request of each resource that is not answered yet. */
  readonly #underWay = new Map<string, Promise<AriReply>>();

  /** `connection` is the stream below the WebSocket. */
  constructor(socket: WebSocket, connection: Duplex, router: Router, logger: Logger) {
    this.#socket = socket;
    this.#connection = connection;
    this.#router = router;
    this.#logger = logger;
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      this.#onMessage(String(data)).catch((error: unknown) => logger.error({ err: error }, 'an ARI message could not be handled'));
    });
  }

  send(text: string): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#socket.bufferedAmount > MAX_BACKLOG_BYTES) {
      this.#socket.terminate();
      return false;
    }
    this.#cork();
    this.#socket.send(text);
    return true;
  }

  /** What one turn of the event loop has to say leaves in one system call: the end of a call alone is five events. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#connection.cork();
    setImmediate(() => {
      this.#corked = false;
      this.#connection.uncork();
    });
  }

  close(reason: string): void {
    this.#socket.close(1000, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #onMessage(text: string): Promise<void> {
    const frame = parseRequestFrame(text);
    const request = frame.request;
    if (!request) {
      this.#logger.warn({ bytes: text.length, problem: frame.problem }, 'an ARI message that is no request');
      this.#reply(frame, { status: 400, json: { message: frame.problem } });
      return;
    }
    this.#reply(frame, await this.#inOrder(request));
  }

  /** Asterisk carries out the requests of a connection one after the other; we do so for those of one resource, so that a slow one delays no other. */
  async #inOrder(request: AriRequest): Promise<AriReply> {
    const resource = `${request.path[0]}/${request.path[1] ?? ''}`;
    const former = this.#underWay.get(resource);
    const current = former ? former.then(() => this.#router.handle(request)) : this.#router.handle(request);
    this.#underWay.set(resource, current);
    try {
      return await current;
    } finally {
      if (this.#underWay.get(resource) === current) this.#underWay.delete(resource);
    }
  }

  #reply(frame: RequestFrame, reply: AriReply): void {
    const response: RestResponse = {
      type: 'RESTResponse',
      transaction_id: frame.transactionId,
      request_id: frame.requestId,
      status_code: reply.status,
      reason_phrase: statusPhrase(reply.status),
      uri: frame.uri,
      ...(reply.json === undefined ? {} : { content_type: 'application/json', message_body: JSON.stringify(reply.json) }),
    };
    this.send(JSON.stringify(response));
  }
}

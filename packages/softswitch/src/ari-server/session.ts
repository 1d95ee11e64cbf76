import type { Duplex } from 'node:stream';
import type { RestResponse } from '@zuoxi/ari';
import type { Logger } from '@zuoxi/kit';
import type { WebSocket } from 'ws';
import type { EventSink } from '../switch/applications.ts';
import { statusPhrase } from '../switch/ari-error.ts';
import { type AriReply, type AriRequest, decodeSegments, methodOf } from './request.ts';
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
    const frame = parseFrame(text);
    if (!frame) {
      this.#logger.warn({ bytes: text.length }, 'an ARI message that is no RESTRequest');
      this.#reply({ uri: '' }, { status: 400, json: { message: 'Message is not a RESTRequest' } });
      return;
    }
    const [rawPath = '', rawQuery = ''] = frame.uri.split('?');
    const query = new URLSearchParams(rawQuery);
    for (const { name, value } of frame.query) query.append(name, value);
    const method = methodOf(frame.method);
    const path = decodeSegments(rawPath.replace(/^\/?(ari\/)?/, ''));
    if (!method || !path) {
      this.#reply(frame, { status: method ? 400 : 405, json: { message: method ? 'Invalid URI' : 'Invalid method' } });
      return;
    }
    const request: AriRequest = {
      method,
      path,
      query,
      contentType: frame.contentType,
      body: frame.body,
      binary: undefined,
      carrier: 'websocket',
    };
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

  #reply(frame: { transactionId?: string; requestId?: string; uri: string }, reply: AriReply): void {
    const response: RestResponse = {
      type: 'RESTResponse',
      transaction_id: frame.transactionId ?? '',
      request_id: frame.requestId ?? '',
      status_code: reply.status,
      reason_phrase: statusPhrase(reply.status),
      uri: frame.uri,
      ...(reply.json === undefined ? {} : { content_type: 'application/json', message_body: JSON.stringify(reply.json) }),
    };
    this.send(JSON.stringify(response));
  }
}

interface Frame {
  transactionId: string | undefined;
  requestId: string | undefined;
  method: string;
  uri: string;
  contentType: string;
  body: string;
  query: { name: string; value: string }[];
}

function parseFrame(text: string): Frame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const string = (name: string): string | undefined => {
    const field = fields.get(name);
    return typeof field === 'string' ? field : undefined;
  };
  const uri = string('uri');
  if (fields.get('type') !== 'RESTRequest' || uri === undefined) return undefined;
  const query: { name: string; value: string }[] = [];
  const pairs = fields.get('query_strings');
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (typeof pair?.name === 'string' && pair.value !== undefined) query.push({ name: pair.name, value: String(pair.value) });
  }
  return {
    transactionId: string('transaction_id'),
    requestId: string('request_id'),
    method: (string('method') ?? 'GET').toUpperCase(),
    uri,
    contentType: string('content_type') ?? '',
    body: string('message_body') ?? '',
    query,
  };
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { FakeEngine } from './engine.ts';

/** The fake engine behind a real ARI WebSocket, for tests of the whole server; the test says which of its requests fail. */
export class ServedFake {
  readonly engine = new FakeEngine();
  /** PUTs of the dynamic configuration that were answered, `auth/demo-8001`, in order. */
  readonly put: string[] = [];
  /** Of such a PUT or DELETE: refuses it with that reason; undefined takes it. */
  refuses: (method: string, object: string) => string | undefined = () => undefined;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;

  private constructor(http: Server) {
    this.#http = http;
    this.#sockets = new WebSocketServer({ server: http });
    this.#sockets.on('connection', (socket) => {
      socket.on('message', (data) => void this.#answer(socket, data.toString()));
    });
    this.engine.on('event', (event) => {
      for (const socket of this.#sockets.clients) socket.send(JSON.stringify(event));
    });
  }

  static async open(): Promise<ServedFake> {
    const http = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new ServedFake(http);
  }

  get ariUrl(): string {
    // A server that listens on a port has an address of this shape.
    return `http://zuoxi:x@127.0.0.1:${(this.#http.address() as AddressInfo).port}/ari`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  async #answer(socket: WebSocket, text: string): Promise<void> {
    const { method, uri, transaction_id, request_id } = JSON.parse(text) as Record<string, string>;
    const object = /^asterisk\/config\/dynamic\/res_pjsip\/(.+)$/.exec(uri ?? '')?.[1];
    const reason = object === undefined ? undefined : this.refuses(method ?? '', object);
    if (object !== undefined && method === 'PUT' && reason === undefined) this.put.push(object);
    const answer =
      reason === undefined
        ? await this.engine.exchange(text)
        : {
            type: 'RESTResponse',
            transaction_id,
            request_id,
            status_code: 400,
            reason_phrase: 'Bad Request',
            uri,
            content_type: 'application/json',
            message_body: JSON.stringify({ message: reason }),
          };
    socket.send(JSON.stringify(answer));
  }
}

import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { placeOf } from '../modules/sessions/index.ts';
import type { ClientAddresses } from '../platform/http/client-address.ts';

/** A request has so long to arrive, with an upload of 30 MB over a slow line; its head so long; and a TLS handshake. */
export const requestLimits = { requestMs: 120_000, headMs: 20_000, handshakeMs: 15_000, idleMs: 15_000, checkEveryMs: 5_000 };
export type RequestLimits = typeof requestLimits;

/** Connections that have not shown a session, by place. An office of 500 whose browsers all open at once has no more. */
const MOST_STRANGERS = 2_000;
/** Tabs of one person, with six connections each. */
const MOST_OF_ACCOUNT = 100;
const MOST_IN_ALL = 20_000;

type Addressed = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localPort'>;

interface Connection {
  socket: Socket;
  /** Where it counts: a place, or an account; undefined: nowhere. */
  group: string | undefined;
}

export interface ConnectionLimits {
  strangers?: number;
  ofAccount?: number;
  inAll?: number;
}

/**
 * How many connections one place, and one account, may hold. Whoever opens more loses the oldest that it has: somebody who shares an
 * address with a flood still gets in, and stays once signed in. A trusted proxy is not counted, it stands for many.
 */
export class ConnectionGuard {
  readonly #addresses: ClientAddresses;
  readonly #limits: Required<ConnectionLimits>;
  /** By both ends, since over TLS the socket of a request is another object than that of its connection. */
  readonly #connections = new Map<string, Connection>();
  readonly #groups = new Map<string, Set<Connection>>();
  #underWay = 0;
  readonly #whenAnswered = new Set<() => void>();

  constructor(addresses: ClientAddresses, limits: ConnectionLimits = {}) {
    this.#addresses = addresses;
    this.#limits = {
      strangers: limits.strangers ?? MOST_STRANGERS,
      ofAccount: limits.ofAccount ?? MOST_OF_ACCOUNT,
      inAll: limits.inAll ?? MOST_IN_ALL,
    };
  }

  get size(): number {
    return this.#connections.size;
  }

  attach(server: HttpServer | HttpsServer): void {
    server.on('connection', (socket: Socket) => this.#onConnection(socket));
    server.on('request', (_request, response) => {
      this.#underWay += 1;
      response.once('close', () => {
        this.#underWay -= 1;
        if (this.#underWay === 0) for (const resolve of this.#whenAnswered) resolve();
      });
    });
  }

  /** A request over it has shown a session. */
  signedIn(socket: Addressed, accountId: string): void {
    const connection = this.#connections.get(keyOf(socket));
    if (connection?.group) this.#put(connection, `account/${accountId}`, this.#limits.ofAccount);
  }

  /** Resolves when no request is under way, or after so long. */
  async answered(limitMs: number): Promise<void> {
    if (this.#underWay === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenAnswered.add(resolve);
    const limit = setTimeout(resolve, limitMs);
    await promise;
    clearTimeout(limit);
    this.#whenAnswered.delete(resolve);
  }

  /** Every connection ends now: of browsers that keep one in reserve and ask nothing, of WebSockets whose other side is gone. */
  cut(): void {
    for (const { socket } of this.#connections.values()) socket.destroy();
  }

  #onConnection(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (this.#connections.size >= this.#limits.inAll) return void socket.destroy();
    const key = keyOf(socket);
    const connection: Connection = { socket, group: undefined };
    this.#connections.set(key, connection);
    socket.once('close', () => {
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
      this.#leave(connection);
    });
    if (!this.#addresses.isTrusted(address)) this.#put(connection, `place/${placeOf(address)}`, this.#limits.strangers);
  }

  #put(connection: Connection, name: string, most: number): void {
    if (connection.group === name) return;
    this.#leave(connection);
    const group = this.#groups.get(name) ?? new Set();
    this.#groups.set(name, group);
    group.add(connection);
    connection.group = name;
    const [oldest] = group;
    if (group.size > most) oldest?.socket.destroy();
  }

  #leave(connection: Connection): void {
    const { group: name = '' } = connection;
    const group = this.#groups.get(name);
    connection.group = undefined;
    group?.delete(connection);
    if (group?.size === 0) this.#groups.delete(name);
  }
}

const keyOf = ({ remoteAddress, remotePort, localPort }: Addressed): string => `${remoteAddress} ${remotePort} ${localPort}`;

import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock, Timer } from '@zuoxi/kit';
import { type Flow, type FlowFailure, plainAddress, type TransportHandlers, type TransportName } from './flow.ts';
import { StreamFramer } from './stream-framer.ts';
import { ownAddress } from './transport-udp.ts';

export interface StreamOptions {
  clock: Clock;
  bindAddress: string;
  port: number;
  advertisedAddress?: string;
  /** Connections in all, and from one address. */
  maxConnections?: number;
  maxPerAddress?: number;
}

/** A connection that said nothing for this long is closed. */
const IDLE_MS = 180_000;
/** Whoever connects must say something whole in this time, and finish what he begins: a slow loris holds no socket. */
const WHOLE_MESSAGE_MS = 32_000;
/** RFC 5626 section 4.4.1: a ping over connections we opened, so that a NAT between keeps them; Asterisk's `keep_alive_interval`. */
const PING_MS = 90_000;
const PING = Buffer.from('\r\n\r\n');
const PONG = Buffer.from('\r\n');

interface Entry {
  flow: Flow;
  socket: Socket;
  /** What a connection of ours was opened for; '' for one that came to us. */
  purpose: string;
  ping: Timer | undefined;
  /** By when the message under way, or the first one, must be whole. */
  deadline: Timer | undefined;
  /** It has sent a whole message: no place is taken from it. */
  hasSpoken: boolean;
}

/** The connections of one stream transport (TCP or TLS): their framing, keep-alive and limits. */
export class StreamConnections {
  readonly #transport: Extract<TransportName, 'TCP' | 'TLS'>;
  readonly #options: StreamOptions;
  readonly #handlers: TransportHandlers;
  readonly #localPort: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #perAddress = new Map<string, number>();
  #serial = 0;
  /** Destroyed, but not yet closed. */
  #leaving = 0;

  constructor(transport: 'TCP' | 'TLS', options: StreamOptions, handlers: TransportHandlers, localPort: () => number) {
    this.#transport = transport;
    this.#options = options;
    this.#handlers = handlers;
    this.#localPort = localPort;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The open connection to that peer which was opened for the same purpose, or, where `orAccepted`, one that the peer opened. */
  find(address: string, port: number, purpose: string, orAccepted: boolean): Flow | undefined {
    for (const { flow, purpose: other } of this.#entries.values()) {
      if (flow.remoteAddress !== address || flow.remotePort !== port || !flow.open) continue;
      if (other === purpose || (orAccepted && other === '')) return flow;
    }
    return undefined;
  }

  /** One that came to us; closed at once when there are too many. */
  accept(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    const here = this.#perAddress.get(address) ?? 0;
    if (here >= (this.#options.maxPerAddress ?? 200) || !this.#hasRoom()) {
      socket.destroy();
      return;
    }
    this.#adopt(socket, address, socket.remotePort ?? 0, '');
  }

  /** When all places are taken, one of those who took a place and said nothing makes room: the longest of them. */
  #hasRoom(): boolean {
    if (this.#entries.size - this.#leaving < (this.#options.maxConnections ?? 5_000)) return true;
    for (const entry of this.#entries.values()) {
      if (entry.hasSpoken || entry.purpose !== '' || entry.socket.destroyed) continue;
      this.#leaving++;
      entry.socket.once('close', () => this.#leaving--);
      entry.socket.destroy();
      return true;
    }
    return false;
  }

  /** One that we open: what is sent before it stands waits in the socket. */
  opened(socket: Socket, address: string, port: number, purpose: string): Flow {
    return this.#adopt(socket, address, port, purpose);
  }

  #adopt(socket: Socket, remoteAddress: string, remotePort: number, purpose: string): Flow {
    const id = `${this.#transport.toLowerCase()}:${++this.#serial}`;
    let failure: FlowFailure | undefined;
    const flow: Flow = {
      id,
      transport: this.#transport,
      reliable: true,
      remoteAddress,
      remotePort,
      localHost: ownAddress(this.#options.bindAddress, this.#options.advertisedAddress, remoteAddress),
      localPort: this.#localPort(),
      get open() {
        return !socket.destroyed && socket.writable;
      },
      get failure() {
        return failure;
      },
      send: (message) => {
        // A peer that reads nothing must not fill our memory.
        if (socket.writableLength > 1024 * 1024) socket.destroy();
        else if (!socket.destroyed) socket.write(message);
      },
      close: () => socket.destroySoon(),
    };
    const entry: Entry = { flow, socket, purpose, ping: undefined, deadline: undefined, hasSpoken: false };
    this.#entries.set(id, entry);
    this.#perAddress.set(remoteAddress, (this.#perAddress.get(remoteAddress) ?? 0) + 1);
    const framer = new StreamFramer(
      (message) => {
        entry.hasSpoken = true;
        this.#handlers.onData(message, flow);
      },
      () => flow.send(PONG),
    );
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      if (!framer.push(chunk)) socket.destroy();
      else if (framer.isWaiting) this.#await(entry);
      else this.#awaitNothing(entry);
    });
    socket.on('error', (error) => {
      failure ??= failureOf(socket, error);
      socket.destroy();
    });
    socket.on('close', () => this.#onClosed(entry));
    if (purpose !== '') this.#schedulePing(entry);
    else this.#await(entry);
    return flow;
  }

  #await(entry: Entry): void {
    entry.deadline ??= this.#options.clock.setTimer(WHOLE_MESSAGE_MS, () => entry.socket.destroy());
  }

  #awaitNothing(entry: Entry): void {
    entry.deadline?.cancel();
    entry.deadline = undefined;
  }

  #schedulePing(entry: Entry): void {
    entry.ping = this.#options.clock.setTimer(PING_MS, () => {
      entry.flow.send(PING);
      this.#schedulePing(entry);
    });
  }

  #onClosed(entry: Entry): void {
    const { flow } = entry;
    entry.ping?.cancel();
    this.#awaitNothing(entry);
    this.#entries.delete(flow.id);
    const left = (this.#perAddress.get(flow.remoteAddress) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(flow.remoteAddress, left);
    else this.#perAddress.delete(flow.remoteAddress);
    this.#handlers.onClosed(flow);
  }

  closeAll(): void {
    for (const entry of this.#entries.values()) {
      entry.ping?.cancel();
      this.#awaitNothing(entry);
      entry.socket.destroy();
    }
  }
}

function failureOf(socket: Socket, error: Error): FlowFailure {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'refused';
  // What was wrong with the certificate is noted there also where it was let through, and the connection broke of something else.
  const doubt = socket instanceof TLSSocket ? String(socket.authorizationError ?? '') : '';
  return doubt !== '' && (doubt === code || doubt === error.message) ? 'certificate' : 'other';
}

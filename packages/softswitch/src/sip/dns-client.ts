import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { getServers, lookup } from 'node:dns';
import { connect, isIPv6 } from 'node:net';
import type { Clock } from '@zuoxi/kit';
import { type DnsRecord, type DnsReply, type DnsType, encodeQuery, parseReply, typeCode } from './dns-message.ts';
import { parseHostPort } from './uri.ts';

/** What the resolver asks of DNS; tests give a fake or the address of a server of their own. */
export interface DnsSource {
  /** [] when there is nothing of that type. Rejects when nobody could be asked. */
  query(name: string, type: DnsType): Promise<DnsRecord[]>;
  /** What the system knows beside DNS (hosts file, mDNS). [] when nothing. */
  system(name: string): Promise<string[]>;
}

const PATIENCE_MS = 2_000;
const ATTEMPTS = 2;

/** A small DNS client: Node's own tells no TTL of SRV and NAPTR records. Every question has a socket and an id of its own (RFC 5452). */
export class DnsClient implements DnsSource {
  readonly #clock: Clock;
  readonly #servers: () => readonly string[];

  /** `servers`: `address` or `address:port` as `dns.getServers()` gives them; default: those of the system. */
  constructor(clock: Clock, servers?: readonly string[]) {
    this.#clock = clock;
    this.#servers = () => servers ?? getServers();
  }

  async query(name: string, type: DnsType): Promise<DnsRecord[]> {
    const servers = this.#servers();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (const server of servers) {
        const { address, port } = serverOf(server);
        const reply = await this.#ask(address, port, name, type);
        // Another server may do better than one that is broken; "no such name" is an answer.
        if (reply && (reply.code === 0 || reply.code === 3)) return reply.answers;
      }
    }
    throw new Error(`no name server answered for ${name}`);
  }

  async #ask(address: string, port: number, name: string, type: DnsType): Promise<DnsReply | undefined> {
    const reply = await this.#exchange(address, port, name, type, false);
    // RFC 7766: what does not fit into a datagram is asked for again over TCP.
    return reply?.truncated ? this.#exchange(address, port, name, type, true) : reply;
  }

  #exchange(address: string, port: number, name: string, type: DnsType, stream: boolean): Promise<DnsReply | undefined> {
    const id = randomInt(0x10000);
    const query = encodeQuery(id, name, type);
    return new Promise((resolve) => {
      const done = (reply: DnsReply | undefined): void => {
        timer.cancel();
        close();
        resolve(reply);
      };
      const timer = this.#clock.setTimer(PATIENCE_MS, () => done(undefined));
      const take = (data: Buffer): void => {
        const reply = parseReply(data);
        if (reply?.id !== id || reply.question?.type !== typeCode(type) || reply.question.name !== name.toLowerCase()) return;
        done(reply);
      };
      const close = stream
        ? overTcp(address, port, query, take, () => done(undefined))
        : overUdp(address, port, query, take, () => done(undefined));
    });
  }

  system(name: string): Promise<string[]> {
    return new Promise((resolve) => {
      lookup(name, { all: true }, (error, found) => resolve(error ? [] : found.map(({ address }) => address)));
    });
  }
}

function overUdp(address: string, port: number, query: Buffer, take: (data: Buffer) => void, fail: () => void): () => void {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  let open = true;
  socket.on('error', fail);
  socket.on('message', (data, from) => {
    if (from.port === port) take(data);
  });
  socket.connect(port, address, () => open && socket.send(query));
  return () => {
    if (open) socket.close();
    open = false;
  };
}

function overTcp(address: string, port: number, query: Buffer, take: (data: Buffer) => void, fail: () => void): () => void {
  const socket = connect({ host: address, port }, () =>
    socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query])),
  );
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length > 0x10002) fail();
    else if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0))
      take(received.subarray(2, 2 + received.readUInt16BE(0)));
  });
  socket.on('error', fail);
  socket.on('close', fail);
  return () => socket.destroy();
}

/** As `dns.getServers` writes them: an address; with another port than 53 as in a URI. */
function serverOf(text: string): { address: string; port: number } {
  const written = isIPv6(text) ? undefined : parseHostPort(text);
  return { address: written?.host ?? text, port: written?.port ?? 53 };
}

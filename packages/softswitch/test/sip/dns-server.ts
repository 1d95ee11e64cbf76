import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** One record as a zone file has it: `SRV 10 60 5060 a.example`. */
export interface ZoneRecord {
  name: string;
  ttl: number;
  data: string;
}

const CODES: Readonly<Record<string, number>> = { A: 1, CNAME: 5, AAAA: 28, SRV: 33, NAPTR: 35 };

function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
}

const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const numbers = (...values: string[]): Buffer => {
  const out = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => void out.writeUInt16BE(Number(value), i * 2));
  return out;
};

function dataBytes(data: string): { type: number; bytes: Buffer } {
  const [type = '', ...rest] = data.split(' ');
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = rest;
  if (type === 'A') return { type: 1, bytes: Buffer.from(a.split('.').map(Number)) };
  if (type === 'AAAA')
    return {
      type: 28,
      bytes: Buffer.from(a.split(':').flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255])),
    };
  if (type === 'CNAME') return { type: 5, bytes: nameBytes(a) };
  if (type === 'SRV') return { type: 33, bytes: Buffer.concat([numbers(a, b, c), nameBytes(d)]) };
  return { type: 35, bytes: Buffer.concat([numbers(a, b), text(c), text(d), text(e), nameBytes(f)]) };
}

/** A name server of the test's own, on UDP and TCP at a port of the system's choice. */
export class DnsServer {
  readonly asked: string[] = [];
  readonly #zone: readonly ZoneRecord[];
  /** Datagrams say "too long", so that the question comes again over TCP. */
  truncates = false;
  /** Before each right answer a forged one with another id. */
  forges = false;
  #udp = createSocket('udp4');
  #tcp = createServer();
  address = '';

  constructor(zone: readonly ZoneRecord[]) {
    this.#zone = zone;
  }

  async start(): Promise<this> {
    this.#udp.on('message', (query, from) => {
      if (this.forges)
        this.#udp.send(
          this.#reply(Buffer.concat([Buffer.from([query.readUInt8(0) ^ 1]), query.subarray(1)]), [], false),
          from.port,
          from.address,
        );
      this.#udp.send(this.#answer(query, this.truncates), from.port, from.address);
    });
    this.#tcp.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data: Buffer) => {
        const reply = this.#answer(data.subarray(2), false);
        // In two parts, as TCP may cut it.
        socket.write(Buffer.concat([numbers(String(reply.length)), reply.subarray(0, 5)]));
        socket.end(reply.subarray(5));
      });
    });
    this.address = `127.0.0.1:${await this.#openBoth()}`;
    return this;
  }

  /** The port the system gives for TCP may be taken for UDP: then another one. */
  async #openBoth(): Promise<number> {
    for (;;) {
      await new Promise<void>((resolve) => this.#tcp.listen(0, '127.0.0.1', resolve));
      const address = this.#tcp.address();
      const port = address === null || typeof address === 'string' ? 0 : address.port;
      const isBound = await new Promise<boolean>((resolve) => {
        this.#udp.once('error', () => resolve(false));
        this.#udp.bind(port, '127.0.0.1', () => resolve(true));
      });
      if (isBound) return port;
      await new Promise((resolve) => this.#tcp.close(resolve));
    }
  }

  #answer(query: Buffer, truncated: boolean): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let size = query.readUInt8(at); size > 0; size = query.readUInt8(at)) {
      labels.push(query.toString('latin1', at + 1, at + 1 + size));
      at += size + 1;
    }
    const name = labels.join('.');
    const type = query.readUInt16BE(at + 1);
    this.asked.push(`${Object.keys(CODES).find((key) => CODES[key] === type)} ${name}`);
    let wanted = name;
    const found: ZoneRecord[] = [];
    for (const record of this.#zone) {
      if (record.name !== wanted) continue;
      const [kind = '', target = ''] = record.data.split(' ');
      if (CODES[kind] !== type && kind !== 'CNAME') continue;
      found.push(record);
      if (kind === 'CNAME') wanted = target;
    }
    return this.#reply(query, truncated ? [] : found, truncated);
  }

  #reply(query: Buffer, records: readonly ZoneRecord[], truncated: boolean): Buffer {
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180 | (truncated ? 0x0200 : 0), 2);
    head.writeUInt16BE(records.length, 6);
    const answers = records.map(({ name, ttl, data }) => {
      const { type, bytes } = dataBytes(data);
      const fixed = Buffer.alloc(10);
      fixed.writeUInt16BE(type, 0);
      fixed.writeUInt16BE(1, 2);
      fixed.writeUInt32BE(ttl, 4);
      fixed.writeUInt16BE(bytes.length, 8);
      return Buffer.concat([nameBytes(name), fixed, bytes]);
    });
    return Buffer.concat([head, query.subarray(12), ...answers]);
  }

  close(): void {
    this.#udp.close();
    this.#tcp.close();
  }
}

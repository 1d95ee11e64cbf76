import { createSocket, type Socket } from 'node:dgram';
import type { GeneratorOrder, WindowReport } from './rtp-load.ts';
import { createPacket, HEADER, MARK, SENT_AT, stamp, WINDOW_AT } from './rtp-packet.ts';

// Entry of a process of its own: the phones' audio. Each stream is a socket that sends 50 packets a second to its target and
// times whatever packet of the generator comes in. Streams are spread evenly over the 20 ms in slots of 1 ms: real calls do
// not speak in step either. The clock is `begin + n` ms, so that a late turn is made up for and the rate is exact.

const SLOTS = 20;
/** What is still under way when a window ends has this long to come in. */
const STRAGGLERS_MS = 300;
/** Delays are counted in bins of 10 µs up to 200 ms. */
const BIN_MS = 0.01;
const BINS = 20_000;

class Histogram {
  readonly #bins = new Uint32Array(BINS);
  #count = 0;

  add(ms: number): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(ms / BIN_MS)));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count++;
  }

  percentile(share: number): number {
    let left = share * this.#count;
    for (const [bin, count] of this.#bins.entries()) {
      left -= count;
      if (left <= 0) return (bin + 1) * BIN_MS;
    }
    return Number.NaN;
  }
}

interface Stream {
  socket: Socket;
  packet: Buffer;
  number: number;
  /** Port on 127.0.0.1; 0: none. */
  target: number;
  heard: boolean;
}

const streams: Stream[] = [];
const slots: Stream[][] = Array.from({ length: SLOTS }, () => []);
let begin = 0;
let turn = 0;
let timer: NodeJS.Timeout | undefined;
/** 0: nothing is counted. */
let window = 0;
let windows = 0;
let counted = emptyCount();

function emptyCount() {
  return { window: 0, sent: 0, received: 0, packetsIn: 0, delays: new Histogram(), lateness: new Histogram() };
}

/** Node would look up the name of every packet's address. */
function asIs(address: string, _options: unknown, done: (error: null, address: string, family: number) => void): void {
  done(null, address, 4);
}

async function open(count: number): Promise<number[]> {
  for (let n = 0; n < count; n++) {
    const socket = createSocket({ type: 'udp4', lookup: asIs });
    const stream: Stream = { socket, packet: createPacket(streams.length), number: 0, target: 0, heard: false };
    socket.on('message', (packet) => onPacket(stream, packet));
    // A target that is gone (the call has ended) answers with ICMP; the packet counts as lost.
    socket.on('error', () => {});
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    streams.push(stream);
  }
  return streams.map(({ socket }) => socket.address().port);
}

/** `ports[i]` is where stream i sends from now on; 0: it is quiet. Who talks already goes on without a break. */
function aim(ports: readonly number[]): void {
  for (const slot of slots) slot.length = 0;
  for (const [index, stream] of streams.entries()) {
    stream.target = ports[index] ?? 0;
    stream.heard = false;
    // 7 and 20 have no common divisor: neighbours, who are the two sides of a call, speak 7 ms apart.
    if (stream.target !== 0) slots[(index * 7) % SLOTS]?.push(stream);
  }
  if (timer) return;
  begin = performance.now();
  run();
}

function run(): void {
  const elapsed = performance.now() - begin;
  if (window !== 0) counted.lateness.add(elapsed - turn);
  for (; turn <= elapsed; turn++) for (const stream of slots[turn % SLOTS] ?? []) sendOne(stream);
  timer = setTimeout(run, Math.max(0, turn - (performance.now() - begin)));
}

function sendOne(stream: Stream): void {
  if (window !== 0) counted.sent++;
  stamp(stream.packet, stream.number++, window, performance.now());
  // The same buffer again 20 ms later: by then the system has long taken the packet.
  stream.socket.send(stream.packet, stream.target, '127.0.0.1');
}

function onPacket(stream: Stream, packet: Buffer): void {
  stream.heard = true;
  if (window !== 0) counted.packetsIn++;
  if (packet.length < SENT_AT + 8 || packet.readUInt32BE(HEADER) !== MARK) return;
  const sentIn = packet.readUInt32BE(WINDOW_AT);
  if (sentIn === 0 || sentIn !== counted.window) return;
  counted.received++;
  counted.delays.add(performance.now() - packet.readDoubleBE(SENT_AT));
}

async function endWindow(): Promise<WindowReport> {
  window = 0;
  await new Promise((resolve) => setTimeout(resolve, STRAGGLERS_MS));
  const { sent, received, packetsIn, delays, lateness } = counted;
  return {
    sent,
    received,
    packetsIn,
    delayP50Ms: delays.percentile(0.5),
    delayP99Ms: delays.percentile(0.99),
    latenessP99Ms: lateness.percentile(0.99),
  };
}

async function carryOut(order: GeneratorOrder): Promise<unknown> {
  switch (order.do) {
    case 'open':
      return open(order.streams);
    case 'aim':
      return aim(order.ports);
    case 'heard':
      return streams.filter((stream) => stream.heard).length;
    case 'begin':
      counted = { ...emptyCount(), window: ++windows };
      window = windows;
      return undefined;
    case 'end':
      return endWindow();
  }
}

// Only `RtpLoad` is at the other end, and its orders are typed.
process.on('message', (order: GeneratorOrder) => {
  void carryOut(order).then((answer) => process.send?.({ answer }));
});
process.on('disconnect', () => process.exit(0));

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { WebRtcEnd } from '../../packages/softswitch/test/media/webrtc-end.ts';
import { Histogram } from './histogram.ts';
import type { GeneratorOrder, Handover, Part, WindowReport } from './rtp-load.ts';
import { createPacket, HEADER, MARK, PACKET_MS, SENT_AT, stamp, WINDOW_AT } from './rtp-packet.ts';
import { Ear, type Speech, saysLoud, stampSpeech } from './speech.ts';

// Entry of a process of its own: the phones' audio. Each stream is a socket that sends 50 packets a second to its target and
// times whatever packet of the generator comes in. Streams are spread evenly over the 20 ms in slots of 1 ms: real calls do
// not speak in step either. The clock is `begin + n` ms, so that a late turn is made up for and the rate is exact.

const SLOTS = 20;
/** What is still under way when a window ends has this long to come in. */
const STRAGGLERS_MS = 300;
interface Stream {
  socket: Socket;
  packet: Buffer;
  number: number;
  /** Port on 127.0.0.1; 0: none. */
  target: number;
  heard: boolean;
  says: Speech;
  /** Whose bursts it hears. */
  hears: Stream | undefined;
  listeners: number;
  /** When it was last loud, and in which window; `performance.now()`. */
  burstAt: number;
  burstIn: number;
  ear: Ear;
  /** When its last packet came in; 0: none yet. */
  lastIn: number;
  /** As a browser has it; undefined: plain RTP. */
  browser: WebRtcEnd | undefined;
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
  const [delays, jitter, lateness] = [new Histogram(), new Histogram(), new Histogram()];
  return { window: 0, sent: 0, received: 0, packetsIn: 0, delays, jitter, lateness };
}

/** Node would look up the name of every packet's address. */
function asIs(address: string, _options: unknown, done: (error: null, address: string, family: number) => void): void {
  done(null, address, 4);
}

async function open(count: number): Promise<number[]> {
  for (let n = 0; n < count; n++) {
    const socket = createSocket({ type: 'udp4', lookup: asIs });
    const packet = createPacket(streams.length);
    const silent = { target: 0, heard: false, burstAt: 0, burstIn: 0, lastIn: 0 };
    const said = { says: 'numbers' as const, hears: undefined, listeners: 0, ear: new Ear() };
    const stream: Stream = { socket, packet, number: 0, ...silent, ...said, browser: undefined };
    socket.on('message', (datagram, from) => onDatagram(stream, datagram, from));
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
    stream.lastIn = 0;
    if (stream.target === 0) {
      stream.browser?.close();
      stream.browser = undefined;
    }
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
  const { packet, says, browser } = stream;
  const number = stream.number++;
  if (says === 'numbers') {
    if (window !== 0) counted.sent++;
    stamp(packet, number, window, performance.now());
  } else {
    const loud = saysLoud(says, number);
    stampSpeech(packet, number, loud);
    if (loud) {
      if (window !== 0) counted.sent += stream.listeners;
      stream.burstIn = window;
      stream.burstAt = performance.now();
    }
  }
  // The same buffer again 20 ms later: by then the system has long taken the packet.
  const sealed = browser ? browser.protect(packet) : packet;
  if (sealed) stream.socket.send(sealed, stream.target, '127.0.0.1');
}

function onDatagram(stream: Stream, datagram: Buffer, from: RemoteInfo): void {
  const packet = stream.browser ? stream.browser.receive(datagram, from) : datagram;
  if (packet) onPacket(stream, packet);
}

function onPacket(stream: Stream, packet: Buffer): void {
  const now = performance.now();
  stream.heard = true;
  if (window !== 0) {
    counted.packetsIn++;
    if (stream.lastIn !== 0) counted.jitter.add(Math.abs(now - stream.lastIn - PACKET_MS));
  }
  stream.lastIn = now;
  if (stream.says !== 'numbers') return onSound(stream, packet, now);
  if (packet.length < SENT_AT + 8 || packet.readUInt32BE(HEADER) !== MARK) return;
  const sentIn = packet.readUInt32BE(WINDOW_AT);
  if (sentIn === 0 || sentIn !== counted.window) return;
  counted.received++;
  counted.delays.add(now - packet.readDoubleBE(SENT_AT));
}

function onSound(stream: Stream, packet: Buffer, now: number): void {
  const onset = stream.ear.hear(packet, now);
  const { hears } = stream;
  if (onset === undefined || hears === undefined || hears.burstIn === 0 || hears.burstIn !== counted.window) return;
  counted.received++;
  counted.delays.add(onset - hears.burstAt);
}

function say(parts: readonly Part[]): void {
  for (const stream of streams) stream.listeners = 0;
  for (const [index, stream] of streams.entries()) {
    const { says, hears } = parts[index] ?? { says: 'numbers', hears: undefined };
    stream.says = says;
    stream.hears = hears === undefined ? undefined : streams[hears];
    if (stream.hears) stream.hears.listeners++;
    stream.ear = new Ear();
  }
}

/** On the clock that all processes of the machine share. */
function handovers(): Handover[] {
  const shift = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  return streams.map(({ ear: { musicAt, musicPackets, voiceAt } }) => {
    return { musicPackets, musicAt: musicAt + shift, voiceAt: voiceAt === 0 ? undefined : voiceAt + shift };
  });
}

/** The stream becomes a browser's, which has been called with that offer. */
async function answer(index: number, offer: string): Promise<string> {
  const stream = streams[index];
  if (!stream) throw new Error(`there is no stream ${index}`);
  stream.browser = await WebRtcEnd.create(stream.socket, offer);
  return stream.browser.answer;
}

async function endWindow(): Promise<WindowReport> {
  window = 0;
  await new Promise((resolve) => setTimeout(resolve, STRAGGLERS_MS));
  const { sent, received, packetsIn, delays, jitter, lateness } = counted;
  return {
    sent,
    received,
    packetsIn,
    delayP50Ms: delays.percentile(0.5),
    delayP99Ms: delays.percentile(0.99),
    jitterP99Ms: jitter.percentile(0.99),
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
    case 'say':
      return say(order.parts);
    case 'handovers':
      return handovers();
    case 'answer':
      return answer(order.stream, order.offer);
    case 'handshakes':
      return streams.map(({ browser }) => browser?.handshakeMs ?? null);
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

import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { sine } from '@zuoxi/sound';
import { decode, encode, hasTone, toneShare } from '../../packages/softswitch/test/media/tone-detector.ts';

const FRAME = 160;
const PAYLOAD_TYPE_PCMA = 8;
/** As SIPp offers it. */
const PAYLOAD_TYPE_EVENT = 101;
const KEYS = '0123456789*#';
/** ITU-T Q.23: a key is a tone of its row and one of its column. */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const PAD = '123456789*0#';
const KEY_MS = 160;
const PACKET_MS = 20;
/** Between two keys, so that they are two. */
const PAUSE_MS = 120;

/**
 * The audio of a phone: sends a tone as A-law RTP, 50 packets a second on a drift-free clock, to wherever packets come
 * from, and listens. Counts in and out, so that a lost packet shows.
 */
export class RtpProbe {
  readonly frequency: number;
  readonly #socket: Socket;
  #isClosed = false;
  readonly #ssrc: number;
  #timer: NodeJS.Timeout | undefined;
  #remote: AddressInfo | undefined;
  #sequence = 0;
  #frames = 0;
  #isPressing = false;
  /** The two tones that are sent instead of its own. */
  #pressed: readonly [number, number] | undefined;
  #started = 0;
  readonly #heard: { at: number; samples: Int16Array }[] = [];
  readonly #sequences = new Set<number>();
  #firstSequence: number | undefined;
  #lastSequence = 0;
  sent = 0;
  received = 0;

  private constructor(socket: Socket, frequency: number) {
    this.#socket = socket;
    this.frequency = frequency;
    this.#ssrc = (socket.address().port * 7919) >>> 0;
    socket.on('message', (message, from) => this.#onPacket(message, from));
  }

  static async open(frequency: number): Promise<RtpProbe> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new RtpProbe(socket, frequency);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Packets that should have come between the first and the last one, and did not. */
  get lost(): number {
    if (this.#firstSequence === undefined) return 0;
    return ((this.#lastSequence - this.#firstSequence) & 0xffff) + 1 - this.#sequences.size;
  }

  /** Starts counting anew: what was heard before (music, a greeting) is forgotten. */
  forget(): void {
    this.#heard.length = 0;
    this.#sequences.clear();
    this.#firstSequence = undefined;
    this.received = 0;
  }

  /** Whether the tone was in what came during the last 600 ms. Silence is also when nothing comes. */
  hears(frequency: number): boolean {
    return hasTone(this.#recent(), frequency);
  }

  /** The tone and hardly anything else: a voice has a little of every tone. */
  hearsOnly(frequency: number): boolean {
    const samples = this.#recent();
    return hasTone(samples, frequency) && toneShare(samples, frequency) > 0.8;
  }

  /** A key as RFC 4733 (section 2.5.1): one timestamp, a growing duration, the end three times; the tone stops meanwhile. */
  async press(key: string): Promise<void> {
    const timestamp = (this.#frames * FRAME) >>> 0;
    this.#isPressing = true;
    for (let packet = 1; packet <= 8; packet++) {
      const event = Buffer.alloc(4);
      event.writeUInt8(KEYS.indexOf(key), 0);
      event.writeUInt8((packet > 5 ? 0x80 : 0) | 10, 1);
      event.writeUInt16BE(Math.min(packet, 5) * FRAME, 2);
      this.#send((packet === 1 ? 0x80 : 0) | PAYLOAD_TYPE_EVENT, timestamp, event);
      await pause(PACKET_MS);
    }
    this.#isPressing = false;
    await pause(PAUSE_MS);
  }

  async presses(keys: string): Promise<void> {
    for (const key of keys) await this.press(key);
  }

  /** A key as a telephone without events sends it: two tones in the sound. */
  async pressInSound(key: string): Promise<void> {
    const place = PAD.indexOf(key);
    this.#pressed = [ROWS[Math.floor(place / 3)] ?? 0, COLUMNS[place % 3] ?? 0];
    await pause(KEY_MS);
    this.#pressed = undefined;
    await pause(PAUSE_MS);
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  /** What came during the last 600 ms. */
  #recent(): Int16Array {
    const since = performance.now() - 600;
    const recent = this.#heard.filter((frame) => frame.at > since);
    const samples = new Int16Array(recent.length * FRAME);
    for (const [index, frame] of recent.entries()) samples.set(frame.samples.subarray(0, FRAME), index * FRAME);
    return samples;
  }

  #onPacket(message: Buffer, from: AddressInfo): void {
    // Someone who sends to us tells us where to send to (symmetric RTP), the first time.
    if (!this.#remote) this.#talkTo(from);
    if (message.length < 12 || (message.readUInt8(1) & 0x7f) !== PAYLOAD_TYPE_PCMA) return;
    this.received += 1;
    const sequence = message.readUInt16BE(2);
    this.#firstSequence ??= sequence;
    this.#lastSequence = sequence;
    this.#sequences.add(sequence);
    this.#heard.push({ at: performance.now(), samples: decode(message.subarray(12), 'PCMA') });
    if (this.#heard.length > 100) this.#heard.shift();
  }

  /** Does not wait for the other side to send first. */
  talkTo(port: number): void {
    if (!this.#remote) this.#talkTo({ address: '127.0.0.1', family: 'IPv4', port });
  }

  #talkTo(remote: AddressInfo): void {
    this.#remote = remote;
    this.#started = performance.now();
    this.#tick();
  }

  /** Which of these tones were in what came during the last 600 ms. */
  which(frequencies: readonly number[]): number[] {
    const samples = this.#recent();
    return frequencies.filter((frequency) => hasTone(samples, frequency));
  }

  #tick(): void {
    const remote = this.#remote;
    if (!remote) return;
    const at = this.#frames * FRAME;
    if (!this.#isPressing) this.#send(PAYLOAD_TYPE_PCMA, at >>> 0, encode(this.#sound(at), 'PCMA'));
    this.#frames += 1;
    const next = this.#started + this.#frames * PACKET_MS;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, next - performance.now()));
  }

  #sound(at: number): Int16Array {
    if (!this.#pressed) return sine(this.frequency, FRAME, at);
    const [row, column] = this.#pressed.map((frequency) => sine(frequency, FRAME, at));
    return Int16Array.from({ length: FRAME }, (_, index) => (row?.[index] ?? 0) + (column?.[index] ?? 0));
  }

  #send(payloadType: number, timestamp: number, payload: Buffer): void {
    const remote = this.#remote;
    if (!remote) return;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(payloadType, 1);
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    this.#socket.send(Buffer.concat([header, payload]), remote.port, remote.address);
    this.sent += 1;
    this.#sequence += 1;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

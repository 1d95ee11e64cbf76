import { createSocket, type Socket } from 'node:dgram';

const FRAME = 160;
const PCMA = 8;
const TELEPHONE_EVENT = 101;
const A_LAW_SILENCE = 0xd5;
/** A square wave of 1 kHz, loud. */
const LOUD = Buffer.from(Array.from({ length: FRAME }, (_, i) => (i % 8 < 4 ? 0xb5 : 0x35)));
const KEYS = '0123456789*#ABCD';
const PATIENCE_MS = 4_000;

/** The audio of a phone: A-law silence, or a loud tone, 50 packets a second, and keys as RFC 4733 both ways. */
export class PhoneAudio {
  readonly #socket: Socket;
  readonly #ssrc: number;
  loud = false;
  #remotePort: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;
  #frames = 0;
  #startedAt = 0;
  #heard = '';
  #lastEventAt: number | undefined;
  #onKey: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#ssrc = socket.address().port * 7919;
    socket.on('message', (packet) => this.#onPacket(packet));
  }

  static async open(): Promise<PhoneAudio> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new PhoneAudio(socket);
  }

  close(): void {
    this.stopTalking();
    this.#socket.close();
  }

  sdp(direction: string): string {
    return [
      'v=0',
      `o=- 1 ${this.#frames + 1} IN IP4 127.0.0.1`,
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.#socket.address().port} RTP/AVP ${PCMA} ${TELEPHONE_EVENT}`,
      `a=rtpmap:${PCMA} PCMA/8000`,
      `a=rtpmap:${TELEPHONE_EVENT} telephone-event/8000`,
      `a=fmtp:${TELEPHONE_EVENT} 0-16`,
      `a=${direction}`,
      '',
    ].join('\r\n');
  }

  /** Sends to the port of the first medium in their SDP. */
  talkTo(sdp: string): void {
    this.stopTalking();
    this.#remotePort = Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
    this.#heard = '';
    this.loud = false;
    this.#lastEventAt = undefined;
    this.#startedAt = performance.now();
    this.#frames = 0;
    this.#tick();
  }

  stopTalking(): void {
    clearTimeout(this.#timer);
    this.#remotePort = undefined;
  }

  #tick(): void {
    this.#send(PCMA, this.loud ? LOUD : Buffer.alloc(FRAME, A_LAW_SILENCE), this.#frames * FRAME, false);
    this.#frames += 1;
    const next = this.#startedAt + this.#frames * 20;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, next - performance.now()));
  }

  #send(payloadType: number, payload: Buffer, timestamp: number, marker: boolean): void {
    if (this.#remotePort === undefined) return;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.#ssrc >>> 0, 8);
    this.#socket.send(Buffer.concat([header, payload]), this.#remotePort, '127.0.0.1');
  }

  /** RFC 4733 section 2.5.1: one timestamp, a growing duration, the end three times. */
  async press(key: string): Promise<void> {
    const timestamp = this.#frames * FRAME;
    for (let packet = 1; packet <= 8; packet++) {
      const isEnd = packet > 5;
      const event = Buffer.alloc(4);
      event.writeUInt8(KEYS.indexOf(key), 0);
      event.writeUInt8((isEnd ? 0x80 : 0) | 10, 1);
      event.writeUInt16BE(Math.min(packet, 5) * FRAME, 2);
      this.#send(TELEPHONE_EVENT, event, timestamp, packet === 1);
      if (!isEnd) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #onPacket(packet: Buffer): void {
    if (packet.length < 16 || (packet.readUInt8(1) & 0x7f) !== TELEPHONE_EVENT) return;
    const timestamp = packet.readUInt32BE(4);
    if (timestamp === this.#lastEventAt) return;
    this.#lastEventAt = timestamp;
    this.#heard += KEYS[packet.readUInt8(12)] ?? '?';
    this.#onKey();
  }

  hearsKeys(keys: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`heard ${this.#heard || 'no key'}, not ${keys}`)), PATIENCE_MS);
      this.#onKey = () => {
        if (this.#heard !== keys) return;
        clearTimeout(timer);
        resolve();
      };
      this.#onKey();
    });
  }
}

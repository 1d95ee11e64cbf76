import { createSocket, type Socket } from 'node:dgram';

const HEADER = 12;
const FRAME = 160;
const PAYLOAD_TYPE_PCMA = 8;
const FRAME_MS = 20;
/** What every payload of ours begins with: G.711 of one codec is passed on byte for byte by both engines. */
const MARK = 0x5a55_4f58;

/**
 * One end of the reference call: 50 packets a second whose payloads are numbered, so that what arrives at the other end says
 * exactly what was lost on the way, how long the longest hole was, and whether anything was heard that nobody there said.
 */
export class NumberedAudio {
  readonly #socket: Socket;
  readonly #stream: number;
  /** The stream that is to be heard. */
  readonly #expected: number;
  #timer: NodeJS.Timeout | undefined;
  #target: { port: number; address: string } | undefined;
  #started = 0;
  #number = 0;
  readonly #heard = new Set<number>();
  #lastNumber = -1;
  #lastAt = 0;
  #from = 0;
  #isCounting = false;
  foreign = 0;
  longestGapMs = 0;
  /** Of what is sent from now on. */
  ssrc: number;
  sequenceAhead = 0;

  private constructor(socket: Socket, stream: number, expected: number) {
    this.#socket = socket;
    this.#stream = stream;
    this.#expected = expected;
    this.ssrc = 0xc0ffee00 + stream;
    socket.on('message', (packet) => this.#onPacket(packet));
    // A port that was closed answers with ICMP.
    socket.on('error', () => {});
  }

  static async open(stream: number, expected: number, address = '127.0.0.1'): Promise<NumberedAudio> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new NumberedAudio(socket, stream, expected);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get received(): number {
    return this.#heard.size;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  get lost(): number {
    return this.#heard.size === 0 ? 0 : this.#lastNumber - this.#from + 1 - this.#heard.size;
  }

  get isHeard(): boolean {
    return performance.now() - this.#lastAt < 200;
  }

  sdp(direction = 'sendrecv', named = '127.0.0.1'): string {
    const lines = ['v=0', `o=- 1 1 IN IP4 ${named}`, 's=-', `c=IN IP4 ${named}`, 't=0 0', `m=audio ${this.port} RTP/AVP 8 101`];
    return [...lines, 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000', 'a=ptime:20', `a=${direction}`, ''].join('\r\n');
  }

  /** Sends there from now on. */
  talkTo(sdp: string): void {
    this.#target = targetOf(sdp);
    if (!this.#timer) this.resume();
  }

  /** The number its next packet has. */
  get nextNumber(): number {
    return this.#number;
  }

  /** Goes on at the right pace with the next number. */
  resume(): void {
    this.#started = performance.now() - this.#number * FRAME_MS;
    this.#tick();
  }

  get target(): { port: number; address: string } {
    if (!this.#target) throw new Error('this end has not been told where to talk to');
    return this.#target;
  }

  /** Anything, out of the same socket. */
  send(packet: Uint8Array): void {
    this.#socket.send(packet, this.target.port, this.target.address);
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** What came before is forgotten. `from`: the first number that counts; default: the one after the last that was heard. */
  startCounting(from = this.#lastNumber + 1): void {
    this.#heard.clear();
    this.#from = from;
    this.#isCounting = true;
    this.foreign = 0;
    this.longestGapMs = 0;
  }

  close(): void {
    this.pause();
    this.#socket.close();
  }

  /** An RTP packet of this stream with the next number. */
  nextPacket(): Buffer {
    const packet = Buffer.alloc(HEADER + FRAME, 0xd5);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(PAYLOAD_TYPE_PCMA, 1);
    packet.writeUInt16BE((this.#number + this.sequenceAhead) & 0xffff, 2);
    packet.writeUInt32BE((this.#number * FRAME) >>> 0, 4);
    packet.writeUInt32BE(this.ssrc, 8);
    packet.writeUInt32BE(MARK, HEADER);
    packet.writeUInt32BE(this.#stream, HEADER + 4);
    packet.writeUInt32BE(this.#number++, HEADER + 8);
    return packet;
  }

  #tick(): void {
    this.send(this.nextPacket());
    const next = this.#started + this.#number * FRAME_MS;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, next - performance.now()));
  }

  #onPacket(packet: Buffer): void {
    if (packet.length < HEADER + 12 || (packet.readUInt8(1) & 0x7f) !== PAYLOAD_TYPE_PCMA) return;
    if (packet.readUInt32BE(HEADER) !== MARK || packet.readUInt32BE(HEADER + 4) !== this.#expected) {
      if (this.#isCounting) this.foreign++;
      return;
    }
    const number = packet.readUInt32BE(HEADER + 8);
    const now = performance.now();
    if (this.#isCounting && number >= this.#from) {
      if (this.#heard.size > 0) this.longestGapMs = Math.max(this.longestGapMs, now - this.#lastAt);
      this.#heard.add(number);
    }
    this.#lastAt = now;
    this.#lastNumber = Math.max(this.#lastNumber, number);
  }
}

export function targetOf(sdp: string): { port: number; address: string } {
  const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
  const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
  if (!port || !address) throw new Error(`no address of sound in ${sdp}`);
  return { port, address };
}

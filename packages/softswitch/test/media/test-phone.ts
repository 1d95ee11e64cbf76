import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { MediaBridge, MediaEngine, MediaLeg } from '../../src/media/api.ts';
import { createRtpView, parseRtp, type RtpView, writeRtpHeader } from '../../src/media/rtp-packet.ts';
import { decode, encode, hasTone, sine } from './tone-detector.ts';

type Codec = 'PCMA' | 'PCMU';
export interface Heard extends RtpView {
  at: number;
  payload: Buffer;
}

/** Waits until `condition` holds; fails with `what` when it does not within `ms`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A desk phone for tests: one UDP socket that says a tone and remembers what it hears. */
export class TestPhone {
  readonly socket: Socket;
  readonly codec: Codec;
  readonly heard: Heard[] = [];
  readonly #view = createRtpView();
  ssrc = Math.floor(Math.random() * 2 ** 32);
  sequence = Math.floor(Math.random() * 65536);
  timestamp = Math.floor(Math.random() * 2 ** 32);
  /** Where it sends to. */
  target = { address: '127.0.0.1', port: 0 };
  /** Payload type of events, both ways. */
  dtmf = 101;
  leg: MediaLeg | undefined;
  #timer: NodeJS.Timeout | undefined;
  #frequency = 0;
  #spoken = 0;
  #sent = 0;
  #begin = 0;

  static async create(codec: Codec = 'PCMA'): Promise<TestPhone> {
    const phone = new TestPhone(codec);
    phone.socket.bind(0, '127.0.0.1');
    await once(phone.socket, 'listening');
    return phone;
  }

  private constructor(codec: Codec) {
    this.codec = codec;
    this.socket = createSocket('udp4');
    this.socket.on('message', (packet) => {
      if (!parseRtp(packet, this.#view) || this.#view.payloadType >= 64 + 8) {
        if (this.#view.payloadType !== this.dtmf) return;
      }
      this.heard.push({ ...this.#view, at: performance.now(), payload: packet.subarray(this.#view.start, this.#view.end) });
    });
  }

  get port(): number {
    return this.socket.address().port;
  }

  sdp(direction = 'sendrecv', extra = ''): string {
    const type = this.codec === 'PCMA' ? 8 : 0;
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.port} RTP/AVP ${type} ${this.dtmf}`,
      `a=rtpmap:${type} ${this.codec}/8000`,
      `a=rtpmap:${this.dtmf} telephone-event/8000`,
      `a=${direction}`,
      ...(extra ? [extra] : []),
      '',
    ].join('\r\n');
  }

  /** Calls the engine: an offer, answered. */
  async call(engine: MediaEngine, near?: string): Promise<MediaLeg> {
    const leg = await engine.createLeg({ kind: 'rtp', codecs: ['PCMA', 'PCMU'], near });
    const { answer } = await leg.acceptOffer(this.sdp());
    this.target.port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
    this.leg = leg;
    return leg;
  }

  /** Says a tone from now on, 50 packets a second; 0 is silence. */
  say(frequency: number): void {
    this.#frequency = frequency;
    if (this.#timer) return;
    this.#begin = performance.now();
    this.#sent = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - this.#begin) / 20);
      while (this.#sent < due) this.#sayFrame();
    }, 5);
  }

  #sayFrame(): void {
    this.#sent++;
    const samples = this.#frequency === 0 ? new Int16Array(160) : sine(this.#frequency, 160, this.#spoken);
    this.#spoken += 160;
    this.sendPayload(encode(samples, this.codec), this.codec === 'PCMA' ? 8 : 0);
  }

  hush(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  sendPayload(payload: Buffer, payloadType: number, options: { marker?: boolean; keepTimestamp?: boolean } = {}): void {
    const packet = Buffer.alloc(12 + payload.length);
    payload.copy(packet, 12);
    if (!options.keepTimestamp) this.timestamp = (this.timestamp + 160) >>> 0;
    this.sequence = (this.sequence + 1) & 0xffff;
    writeRtpHeader(packet, 0, options.marker ?? false, payloadType, this.sequence, this.timestamp, this.ssrc);
    this.socket.send(packet, this.target.port, this.target.address);
  }

  /** Packets of one key press as a phone sends them; `ends` end packets. */
  press(event: number, frames = 5, ends = 3): void {
    this.timestamp = (this.timestamp + 160) >>> 0;
    for (let frame = 1; frame <= frames + ends; frame++) {
      const duration = Math.min(frame, frames) * 160;
      const end = frame > frames ? 0x80 : 0;
      this.sendPayload(Buffer.from([event, end | 10, duration >> 8, duration & 0xff]), this.dtmf, {
        marker: frame === 1,
        keepTimestamp: true,
      });
    }
    this.timestamp = (this.timestamp + frames * 160) >>> 0;
  }

  /** Audio of the last `ms` that were heard, decoded. */
  lastAudio(ms = 200): Int16Array {
    const audio = this.heard.filter((p) => p.payloadType === 8 || p.payloadType === 0).slice(-ms / 20);
    return Int16Array.from(audio.flatMap((p) => [...decode(p.payload, p.payloadType === 8 ? 'PCMA' : 'PCMU')]));
  }

  hears(frequency: number): boolean {
    return hasTone(this.lastAudio(), frequency);
  }

  events(): Heard[] {
    return this.heard.filter((p) => p.payloadType === this.dtmf);
  }

  close(): void {
    this.hush();
    this.socket.close();
  }
}

/** A phone with its leg, joined to `bridge`. */
export async function joined(engine: MediaEngine, bridge: MediaBridge, frequency: number, codec: Codec = 'PCMA'): Promise<TestPhone> {
  const phone = await TestPhone.create(codec);
  const leg = await phone.call(engine);
  await bridge.add(leg);
  phone.say(frequency);
  return phone;
}

export function legOf(phone: TestPhone): MediaLeg {
  if (!phone.leg) throw new Error('the phone has not called');
  return phone.leg;
}

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { sine } from '@zuoxi/sound';
import type { MediaBridge, MediaEngine, MediaLeg } from '../../src/media/api.ts';
import { G722Decoder, G722Encoder } from '../../src/media/codec-g722.ts';
import { createRtpView, isRtcp, parseRtp, type RtpView, writeRtpHeader } from '../../src/media/rtp-packet.ts';
import type { SrtpReceiver, SrtpSender } from '../../src/media/srtp.ts';
import { decode, encode, hasTone } from './tone-detector.ts';

type Codec = 'PCMA' | 'PCMU' | 'G722';
const PAYLOAD_TYPES = { PCMU: 0, PCMA: 8, G722: 9 } as const;
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
  /** What it speaks; what it offers, too, unless `offers` says more. */
  codec: Codec;
  offers: readonly Codec[];
  readonly #encoder = new G722Encoder();
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
  /** Keys, when it encrypts: what it sends with, and what it opens with. */
  srtp: { protect: SrtpSender; unprotect: SrtpReceiver } | undefined;
  /** Packets that could not be opened. */
  unreadable = 0;
  #timer: NodeJS.Timeout | undefined;
  #frequency = 0;
  #spoken = 0;
  #sent = 0;
  #begin = 0;

  static async create(codec: Codec = 'PCMA', address = '127.0.0.1'): Promise<TestPhone> {
    const phone = new TestPhone(codec);
    phone.socket.bind(0, address);
    await once(phone.socket, 'listening');
    return phone;
  }

  private constructor(codec: Codec) {
    this.codec = codec;
    this.offers = [codec];
    this.socket = createSocket('udp4');
    this.socket.on('message', (datagram) => {
      if (isRtcp(datagram)) return;
      const packet = this.srtp ? this.srtp.unprotect.rtp(datagram) : datagram;
      if (!packet) {
        this.unreadable++;
        return;
      }
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
    const types = this.offers.map((codec) => PAYLOAD_TYPES[codec]);
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.port} RTP/AVP ${types.join(' ')} ${this.dtmf}`,
      ...this.offers.map((codec, i) => `a=rtpmap:${types[i]} ${codec}/8000`),
      `a=rtpmap:${this.dtmf} telephone-event/8000`,
      `a=${direction}`,
      ...(extra ? [extra] : []),
      '',
    ].join('\r\n');
  }

  /** Calls the engine: an offer, answered. */
  async call(engine: MediaEngine, near?: string): Promise<MediaLeg> {
    const leg = await engine.createLeg({ kind: 'rtp', codecs: ['G722', 'PCMA', 'PCMU'], near });
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
    const wide = this.codec === 'G722';
    const count = wide ? 320 : 160;
    const samples = this.#frequency === 0 ? new Int16Array(count) : sine(this.#frequency, count, this.#spoken, 0.25, count * 50);
    this.#spoken += count;
    const payload = Buffer.alloc(160);
    if (wide) this.#encoder.encode(samples, payload, 0);
    else encode(samples, this.codec === 'PCMA' ? 'PCMA' : 'PCMU').copy(payload);
    this.sendPayload(payload, PAYLOAD_TYPES[this.codec]);
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
    const sent = this.srtp ? this.srtp.protect.rtp(packet) : packet;
    if (sent) this.socket.send(sent, this.target.port, this.target.address);
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

  /** Audio of the last `ms` that were heard, decoded; at 16 kHz when the last of it came as G.722. */
  lastAudio(ms = 200): Int16Array {
    const audio = this.heard.filter((p) => p.payloadType === 8 || p.payloadType === 0 || p.payloadType === 9).slice(-ms / 20);
    const wide = audio.at(-1)?.payloadType === 9;
    const decoder = new G722Decoder();
    return Int16Array.from(
      audio.flatMap((p) => {
        if ((p.payloadType === 9) !== wide) return [];
        if (!wide) return [...decode(p.payload, p.payloadType === 8 ? 'PCMA' : 'PCMU')];
        const samples = new Int16Array(2 * p.payload.length);
        decoder.decode(p.payload, 0, p.payload.length, samples, 0);
        return [...samples];
      }),
    );
  }

  /** In the codec it last heard. */
  hears(frequency: number): boolean {
    const wide = this.heard.at(-1)?.payloadType === 9;
    return hasTone(this.lastAudio(), frequency, wide ? 16_000 : 8_000);
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

import type { AudioCodec } from './codec.ts';
import { G722Decoder } from './codec-g722.ts';
import { DtmfDetector } from './dtmf-detector.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { Downsampler } from './resample.ts';
import type { RtpView } from './rtp-packet.ts';
import { TalkDetector, type TalkOptions } from './talk-detector.ts';

export interface ListenerReports {
  key(digit: string, durationMs: number): void;
  talking(talking: boolean, durationMs: number): void;
}

/**
 * Listens to what a party says, packet by packet as it comes, for keys and for talk. Only there while somebody wants to know: a
 * forwarded call is not decoded.
 */
export class Listener {
  readonly #reports: ListenerReports;
  #keys: DtmfDetector | undefined;
  #talk: TalkDetector | undefined;
  #decoder: G722Decoder | undefined;
  readonly #down = new Downsampler();
  readonly #wide = new Int16Array(2 * FRAME_SAMPLES);
  readonly #narrow = new Int16Array(FRAME_SAMPLES);

  constructor(reports: ListenerReports) {
    this.#reports = reports;
  }

  listenForKeys(on: boolean): void {
    if (on) this.#keys ??= new DtmfDetector(this.#reports.key);
    else this.#keys = undefined;
  }

  listenForTalk(options: TalkOptions | undefined): void {
    this.#talk = options && new TalkDetector(options, this.#reports.talking);
  }

  get idle(): boolean {
    return !this.#keys && !this.#talk;
  }

  packet(codec: AudioCodec, bytes: Uint8Array, view: RtpView, nowMs: number): void {
    for (let at = view.start; at < view.end; at += FRAME_SAMPLES) {
      const count = Math.min(FRAME_SAMPLES, view.end - at);
      this.#decode(codec, bytes, at, count);
      this.#keys?.push(this.#narrow, count);
      this.#talk?.push(this.#narrow, count, nowMs);
    }
  }

  second(nowMs: number): void {
    this.#talk?.check(nowMs);
  }

  #decode(codec: AudioCodec, bytes: Uint8Array, at: number, count: number): void {
    if (!codec.wide) {
      for (let i = 0; i < count; i++) this.#narrow[i] = codec.decode[bytes[at + i] ?? 0] ?? 0;
      return;
    }
    this.#decoder ??= new G722Decoder();
    this.#decoder.decode(bytes, at, at + count, this.#wide, 0);
    this.#down.process(this.#wide, this.#narrow, count);
  }
}

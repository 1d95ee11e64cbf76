import type { Clock, Timer } from '@zuoxi/kit';
import { type RtpView, readUint16, timestampDelta } from './rtp-packet.ts';

/** RFC 4733 section 3.2, event codes 0 to 15 in order. */
export const DTMF_DIGITS = '0123456789*#ABCD';

/** An event whose end packets were all lost ends this long after its last packet. */
const LOST_END_MS = 120;
/** No key is held longer; an event without end cannot last. */
const MAX_EVENT_SAMPLES = 65_535;

/**
 * Turns RFC 4733 packets into key presses: one report at the end of each, however many packets repeat it
 * (section 2.5.1.4), and also when the end packets are lost.
 */
export class DtmfReceiver {
  readonly #clock: Clock;
  readonly #report: (digit: string, durationMs: number) => void;
  #active = false;
  #event = 0;
  #timestamp = 0;
  #lastTimestamp: number | undefined;
  #duration = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, report: (digit: string, durationMs: number) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  packet(bytes: Uint8Array, view: RtpView): void {
    if (view.end - view.start < 4) return;
    const event = bytes[view.start] ?? 0;
    if (event >= DTMF_DIGITS.length) return;
    const end = ((bytes[view.start + 1] ?? 0) & 0x80) !== 0;
    const duration = Math.min(MAX_EVENT_SAMPLES, readUint16(bytes, view.start + 2));
    if (!this.#active || view.timestamp !== this.#timestamp) {
      // Repeated end packets, or late ones, of a press that has been reported.
      if (this.#lastTimestamp !== undefined && timestampDelta(view.timestamp, this.#lastTimestamp) <= 0 && this.#isRecent(view.timestamp))
        return;
      if (this.#active) this.#finish();
      this.#active = true;
      this.#event = event;
      this.#timestamp = view.timestamp;
      this.#duration = 0;
    }
    this.#duration = Math.max(this.#duration, duration);
    this.#timer?.cancel();
    if (end) this.#finish();
    else this.#timer = this.#clock.setTimer(LOST_END_MS, () => this.#finish());
  }

  /** Another stream: its timestamps cannot be compared with the former ones. */
  reset(): void {
    if (this.#active) this.#finish();
    this.#lastTimestamp = undefined;
  }

  close(): void {
    this.#timer?.cancel();
    this.#active = false;
  }

  /** Within 10 s of the last event; beyond that a smaller timestamp is a phone that began anew. */
  #isRecent(timestamp: number): boolean {
    return this.#lastTimestamp !== undefined && timestampDelta(timestamp, this.#lastTimestamp) > -80_000;
  }

  #finish(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#active = false;
    this.#lastTimestamp = this.#timestamp;
    this.#report(DTMF_DIGITS[this.#event] ?? '', Math.round(this.#duration / 8));
  }
}

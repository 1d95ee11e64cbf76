import { type RtpView, sequenceDelta } from './rtp-packet.ts';

/** RFC 3550 appendix A.1. */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;

/** What is counted about a stream that comes in: loss (RFC 3550 appendix A.3) and jitter (appendix A.8). */
export class RtpReceiver {
  ssrc = 0;
  packets = 0;
  bytes = 0;
  #started = false;
  #cycles = 0;
  #highest = 0;
  #base = 0;
  /** Packets of the present stream; `packets` also counts those before an SSRC change. */
  #receivedHere = 0;
  /** Lost in streams that a new SSRC or a jump has ended. */
  #lostBefore = 0;
  #transit = 0;
  #jitter = 0;
  #expectedPrior = 0;
  #receivedPrior = 0;

  /** `nowMs` on a monotonic clock. True when the stream began anew, so that positions by timestamp no longer hold. */
  update(view: RtpView, nowMs: number): boolean {
    this.packets++;
    this.bytes += view.end - view.start;
    const delta = sequenceDelta(view.sequence, this.#highest);
    const anew = !this.#started || view.ssrc !== this.ssrc || delta > MAX_DROPOUT || delta < -MAX_MISORDER;
    if (anew) this.#restart(view);
    else if (delta > 0) {
      if (view.sequence < this.#highest) this.#cycles += 65536;
      this.#highest = view.sequence;
    }
    this.#receivedHere++;
    const transit = nowMs * 8 - view.timestamp;
    if (!anew) {
      const change = Math.abs(transit - this.#transit);
      // A timestamp that wrapped or jumped says nothing about the network.
      if (change < 80_000) this.#jitter += (change - this.#jitter) / 16;
    }
    this.#transit = transit;
    return anew;
  }

  get lost(): number {
    return this.#lostBefore + Math.max(0, this.#expectedHere - this.#receivedHere);
  }

  get jitterMs(): number {
    return this.#jitter / 8;
  }

  /** Fields of a reception report block, RFC 3550 section 6.4.1. Each call begins a new interval for the fraction. */
  report(): { ssrc: number; fractionLost: number; lost: number; lostInInterval: number; highest: number; jitter: number } | undefined {
    if (!this.#started) return undefined;
    const expected = this.#expectedHere - this.#expectedPrior;
    const received = this.#receivedHere - this.#receivedPrior;
    this.#expectedPrior = this.#expectedHere;
    this.#receivedPrior = this.#receivedHere;
    const fractionLost = expected > 0 && expected > received ? Math.floor(((expected - received) * 256) / expected) : 0;
    const lost = this.#expectedHere - this.#receivedHere;
    const lostInInterval = Math.max(0, expected - received);
    return { ssrc: this.ssrc, fractionLost, lost, lostInInterval, highest: this.#cycles + this.#highest, jitter: Math.floor(this.#jitter) };
  }

  /** Packets that should have come, over all streams. */
  get expected(): number {
    return this.packets + this.lost;
  }

  get #expectedHere(): number {
    return this.#started ? this.#cycles + this.#highest - this.#base + 1 : 0;
  }

  #restart(view: RtpView): void {
    this.#lostBefore = this.lost;
    this.#started = true;
    this.ssrc = view.ssrc;
    this.#base = view.sequence;
    this.#highest = view.sequence;
    this.#cycles = 0;
    this.#receivedHere = 0;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
  }
}

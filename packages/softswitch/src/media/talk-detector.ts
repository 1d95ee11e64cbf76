/** As TALK_DETECT of Asterisk (funcs/func_talkdetect.c). */
export interface TalkOptions {
  /** So much silence ends talk. Default 2500. */
  silenceMs: number;
  /** Mean amplitude of a frame, of 32767, from which on it is talk. Default 256. */
  threshold: number;
}

export const TALK_DEFAULTS: TalkOptions = { silenceMs: 2_500, threshold: 256 };

/** Tells when a party begins and ceases to talk. The first loud frame begins it; silence is counted in frames that came. */
export class TalkDetector {
  readonly #options: TalkOptions;
  readonly #report: (talking: boolean, durationMs: number) => void;
  #talking = false;
  #beganAt = 0;
  #lastLoudAt = 0;
  #silenceMs = 0;

  constructor(options: TalkOptions, report: (talking: boolean, durationMs: number) => void) {
    this.#options = options;
    this.#report = report;
  }

  /** One packet's samples at 8 kHz. */
  push(samples: Int16Array, count: number, nowMs: number): void {
    if (count === 0) return;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.abs(samples[i] ?? 0);
    if (sum / count >= this.#options.threshold) {
      this.#silenceMs = 0;
      this.#lastLoudAt = nowMs;
      if (this.#talking) return;
      this.#talking = true;
      this.#beganAt = nowMs;
      this.#report(true, 0);
      return;
    }
    this.#silenceMs += count / 8;
    if (this.#talking && this.#silenceMs >= this.#options.silenceMs) this.#end(nowMs - this.#silenceMs);
  }

  /** Nothing may come at all: phones that do not send silence. */
  check(nowMs: number): void {
    if (this.#talking && nowMs - this.#lastLoudAt >= this.#options.silenceMs + SLACK_MS) this.#end(this.#lastLoudAt);
  }

  #end(at: number): void {
    this.#talking = false;
    this.#report(false, Math.max(0, Math.round(at - this.#beganAt)));
  }
}

/** Packets that are on their way are waited for before their absence is taken for silence. */
const SLACK_MS = 500;

import type { Clock, Timer } from '@zuoxi/kit';
import { FRAME_MS } from './frame.ts';

/** After a stall longer than this, missed frames are left out instead of being sent in one burst. */
const MAX_CATCH_UP_FRAMES = 5;

/**
 * The 20 ms beat of a worker: frame n falls due at origin + n·20 ms, so that errors of single timers never add up.
 * It only runs while `wanted` says so.
 */
export class FrameClock {
  readonly #clock: Clock;
  readonly #origin: number;
  readonly #onFrame: (frame: number) => void;
  #next = 0;
  #timer: Timer | undefined;
  #running = false;

  constructor(clock: Clock, onFrame: (frame: number) => void) {
    this.#clock = clock;
    this.#origin = clock.monotonic();
    this.#onFrame = onFrame;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#next = Math.max(this.#next, Math.floor((this.#clock.monotonic() - this.#origin) / FRAME_MS) + 1);
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    const due = this.#origin + this.#next * FRAME_MS;
    this.#timer = this.#clock.setTimer(Math.max(0, due - this.#clock.monotonic()), () => this.#fire());
  }

  #fire(): void {
    const behind = Math.floor((this.#clock.monotonic() - this.#origin + 0.5) / FRAME_MS);
    // The frame number still goes on over what was left out: timestamps follow it and stay true to the clock.
    if (behind - this.#next > MAX_CATCH_UP_FRAMES) this.#next = behind;
    while (this.#running && this.#next <= behind) this.#onFrame(this.#next++);
    if (this.#running) this.#arm();
  }
}

import type { Clock, Timer } from './clock.ts';

/**
 * Epoch milliseconds that never jump: the wall clock of the beginning, carried on by the monotonic clock. Somebody who sets the machine's
 * clock, NTP that steps it, or a leap second changes no duration and no deadline that is counted in them. `wallTime` says what the wall
 * clock shows at such a time, for everything that is shown, stored or compared with opening hours.
 */
export class SteadyClock implements Clock {
  readonly #base: Clock;
  /** Steady time minus monotonic time. */
  readonly #offset: number;

  /** `startAt`: the steady time of now; after a restart the one that the process before would have had. */
  constructor(base: Clock, startAt = base.now()) {
    this.#base = base;
    this.#offset = startAt - base.monotonic();
  }

  now(): number {
    return Math.floor(this.#base.monotonic() + this.#offset);
  }

  monotonic(): number {
    return this.#base.monotonic();
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    return this.#base.setTimer(delayMs, fn);
  }

  /** What the wall clock shows at a steady time, as it is set now. */
  wallTime(steady: number): number {
    return steady + Math.round(this.#base.now() - (this.#base.monotonic() + this.#offset));
  }

  /** The steady time at which the wall clock, as it is set now, shows that. */
  steadyTime(wall: number): number {
    return wall - this.wallTime(0);
  }
}

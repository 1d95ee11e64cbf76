/** A timer that was set; `cancel` is idempotent and safe after it fired. */
export interface Timer {
  cancel(): void;
}

/**
 * Time, passed in. Call control, SIP transactions and tests share this one seam, so that a test
 * can move time by hand and no test ever sleeps.
 */
export interface Clock {
  /** Wall-clock time in milliseconds since the Unix epoch. Moves when the machine's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary origin; never goes back. Use it for durations and deadlines. */
  monotonic(): number;
  /** Calls `fn` once after `delayMs` milliseconds. */
  setTimer(delayMs: number, fn: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(delayMs, fn) {
    const handle = setTimeout(fn, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

interface Pending {
  at: number;
  order: number;
  fn: () => void;
}

/** A clock that only moves when `advance` is called; timers fire in order of their deadline. */
export class ManualClock implements Clock {
  #now: number;
  /** Wall time minus monotonic time. */
  #set = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startAt = 1_700_000_000_000) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now + this.#set;
  }

  /** Somebody sets the machine's clock, forward or back. No time passes, and no timer knows of it. */
  stepWall(ms: number): void {
    this.#set += ms;
  }

  monotonic(): number {
    return this.#now;
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    const pending: Pending = { at: this.#now + Math.max(0, delayMs), order: this.#order++, fn };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** Number of timers still waiting: a test for leaks asserts that it is 0. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Moves time forward and fires every timer that falls due, in order. */
  advance(ms: number): void {
    const target = this.#now + ms;
    for (;;) {
      let next: Pending | undefined;
      for (const candidate of this.#pending) {
        if (candidate.at > target) continue;
        if (!next || candidate.at < next.at || (candidate.at === next.at && candidate.order < next.order)) next = candidate;
      }
      if (!next) break;
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    this.#now = target;
  }
}

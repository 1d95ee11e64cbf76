import type { Clock } from '@zuoxi/kit';

/** A wait that doubles with every further failure, up to the longest. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Bounded: an attacker with many names must not fill the memory. */
const MOST_KEYS = 50_000;

interface Entry {
  failures: number;
  blockedUntil: number;
  lastAt: number;
}

/** Something that is counted, and how many of its failures are free. */
export interface ThrottleKey {
  name: string;
  freeFailures: number;
}

/** Slows down guessing of passwords, by account and by address. */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds to wait before the next attempt with any of these keys; 0 = go ahead. */
  secondsToWait(keys: readonly ThrottleKey[]): number {
    const now = this.#clock.monotonic();
    const until = Math.max(0, ...keys.map(({ name }) => this.#entries.get(name)?.blockedUntil ?? 0));
    return until > now ? Math.ceil((until - now) / 1000) : 0;
  }

  failed(keys: readonly ThrottleKey[]): void {
    const now = this.#clock.monotonic();
    for (const { name, freeFailures } of keys) {
      const entry = this.#entries.get(name) ?? { failures: 0, blockedUntil: 0, lastAt: now };
      if (now - entry.lastAt > LONGEST_WAIT_MS) entry.failures = 0;
      entry.failures += 1;
      entry.lastAt = now;
      const over = entry.failures - freeFailures;
      if (over >= 0) entry.blockedUntil = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** over);
      // Re-inserting keeps the map in order of use, so that the oldest goes first.
      this.#entries.delete(name);
      this.#entries.set(name, entry);
    }
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= MOST_KEYS) break;
      this.#entries.delete(key);
    }
  }

  succeeded(keys: readonly ThrottleKey[]): void {
    for (const { name } of keys) this.#entries.delete(name);
  }
}

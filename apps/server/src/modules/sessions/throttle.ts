import type { Clock } from '@zuoxi/kit';

/** A wait that doubles with every further failure, up to the longest. */
const FIRST_WAIT_MS = 5_000;
/** Bounded: an attacker with many names must not fill the memory. */
const MOST_KEYS = 50_000;

interface Entry {
  failures: number;
  /** Monotonic, as all times here. */
  blockedUntil: number;
  lastAt: number;
}

/** Something that is counted. */
export interface ThrottleKey {
  name: string;
  /** Failures that cost no wait. */
  free: number;
  /** In this time so many failures are forgotten as are free. */
  windowMs: number;
  longestWaitMs: number;
}

/** Slows down guessing: counts failures by any number of keys. */
export class Throttle {
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

  /** Failures that are not forgotten yet. */
  failures(key: ThrottleKey): number {
    const entry = this.#entries.get(key.name);
    if (!entry) return 0;
    const forgotten = ((this.#clock.monotonic() - entry.lastAt) / key.windowMs) * key.free;
    return Math.max(0, entry.failures - forgotten);
  }

  failed(keys: readonly ThrottleKey[]): void {
    const now = this.#clock.monotonic();
    for (const key of keys) {
      const entry = { failures: this.failures(key) + 1, blockedUntil: 0, lastAt: now };
      const over = Math.round(entry.failures - key.free);
      if (over >= 0) entry.blockedUntil = now + Math.min(key.longestWaitMs, FIRST_WAIT_MS * 2 ** over);
      this.#put(key.name, entry);
    }
    for (const name of this.#entries.keys()) {
      if (this.#entries.size <= MOST_KEYS) break;
      this.#entries.delete(name);
    }
  }

  /** They were somebody's who has proved to be right since. */
  forgive(key: ThrottleKey, failures: number): void {
    const left = this.failures(key) - failures;
    const blockedUntil = left >= key.free ? (this.#entries.get(key.name)?.blockedUntil ?? 0) : 0;
    if (left <= 0) this.#entries.delete(key.name);
    else this.#put(key.name, { failures: left, blockedUntil, lastAt: this.#clock.monotonic() });
  }

  /** Re-inserting keeps the map in order of use, so that the oldest goes first. */
  #put(name: string, entry: Entry): void {
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }
}

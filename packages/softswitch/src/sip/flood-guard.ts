import type { Clock } from '@zuoxi/kit';

/** Requests a stranger may send in a window; beyond it he is not heard for a while. */
const WINDOW_MS = 2_000;
const MAX_IN_WINDOW = 64;
const BAN_MS = 60_000;
const MAX_ADDRESSES = 20_000;

interface Seen {
  windowStart: number;
  count: number;
  bannedUntil: number;
}

/**
 * Bounds what an address we do not know may cost us (as Kamailio's pike). Known peers (registered phones, trunks) are not counted.
 * Nothing is sent to a banned address: no amplification.
 */
export class FloodGuard {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();
  dropped = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False: drop it unread. */
  allows(address: string): boolean {
    const now = this.#clock.monotonic();
    let seen = this.#seen.get(address);
    if (!seen) {
      if (this.#seen.size >= MAX_ADDRESSES) this.#sweep(now);
      if (this.#seen.size >= MAX_ADDRESSES) {
        this.dropped++;
        return false;
      }
      seen = { windowStart: now, count: 0, bannedUntil: 0 };
      this.#seen.set(address, seen);
    }
    if (seen.bannedUntil > now) {
      this.dropped++;
      return false;
    }
    if (now - seen.windowStart > WINDOW_MS) {
      seen.windowStart = now;
      seen.count = 0;
    }
    if (++seen.count <= MAX_IN_WINDOW) return true;
    seen.bannedUntil = now + BAN_MS;
    this.dropped++;
    return false;
  }

  #sweep(now: number): void {
    for (const [address, seen] of this.#seen) {
      if (seen.bannedUntil <= now && now - seen.windowStart > WINDOW_MS) this.#seen.delete(address);
    }
  }
}

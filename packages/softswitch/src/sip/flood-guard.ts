import type { Clock } from '@zuoxi/kit';

/** Requests a stranger may send in a window; beyond it he is not heard for a while. */
const WINDOW_MS = 2_000;
const MAX_IN_WINDOW = 64;
const BAN_MS = 60_000;
const MAX_ADDRESSES = 20_000;
/** Accounts that do not exist, asked for from one address: a scanner. One wrong name in a phone, tried for ever, is one. */
const MAX_ABSENT = 10;
/** How long such a name is remembered. */
const ABSENT_MS = 600_000;
/** Answers in a window for which it does not matter how long they are: a phone's first words may be shorter than ours. */
const FREE_ANSWERS = 8;

interface Seen {
  windowStart: number;
  count: number;
  bannedUntil: number;
  /** Of this window. */
  bytesIn: number;
  bytesOut: number;
  absent: Set<string> | undefined;
  absentSince: number;
  isBannedForAbsent: boolean;
}

function endBan(seen: Seen): void {
  seen.isBannedForAbsent = false;
  seen.bannedUntil = 0;
}

/**
 * Bounds what an address we do not know may cost us (as Kamailio's pike). Known peers (registered phones, trunks) are not counted.
 * Nothing is sent to a banned address, and to none more than came from it: no amplification (compare RFC 9000 section 8.1).
 */
export class FloodGuard {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();
  dropped = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `bytes` came from there. False: drop it unread. */
  allows(address: string, bytes = 0): boolean {
    const now = this.#clock.monotonic();
    let seen = this.#seen.get(address);
    if (!seen) {
      if (this.#seen.size >= MAX_ADDRESSES) this.#sweep(now);
      if (this.#seen.size >= MAX_ADDRESSES) {
        this.dropped++;
        return false;
      }
      seen = {
        windowStart: now,
        count: 0,
        bannedUntil: 0,
        bytesIn: 0,
        bytesOut: 0,
        absent: undefined,
        absentSince: 0,
        isBannedForAbsent: false,
      };
      this.#seen.set(address, seen);
    }
    if (seen.bannedUntil > now) {
      this.dropped++;
      return false;
    }
    if (seen.isBannedForAbsent) {
      seen.absent = undefined;
      endBan(seen);
    }
    if (now - seen.windowStart > WINDOW_MS) {
      seen.windowStart = now;
      seen.count = 0;
      seen.bytesIn = 0;
      seen.bytesOut = 0;
    }
    seen.bytesIn += bytes;
    if (++seen.count <= MAX_IN_WINDOW) return true;
    seen.bannedUntil = now + BAN_MS;
    this.dropped++;
    return false;
  }

  /** Whether an answer of that many bytes may go where `allows` was asked before; a sender address over UDP may be a lie. */
  mayAnswer(address: string, bytes: number): boolean {
    const seen = this.#seen.get(address);
    if (!seen) return true;
    if (seen.count > FREE_ANSWERS && seen.bytesOut + bytes > seen.bytesIn) return false;
    seen.bytesOut += bytes;
    return true;
  }

  /** Somebody there asked for an account that does not exist. He is answered as if it did, until he has asked for too many. */
  noteAbsent(address: string, name: string): void {
    const now = this.#clock.monotonic();
    const seen = this.#seen.get(address);
    if (!seen) return;
    if (!seen.absent || now - seen.absentSince > ABSENT_MS) {
      seen.absent = new Set();
      seen.absentSince = now;
    }
    seen.absent.add(name.slice(0, 64));
    if (seen.absent.size < MAX_ABSENT) return;
    seen.bannedUntil = now + BAN_MS;
    seen.isBannedForAbsent = true;
  }

  /** That account exists now: an office whose phones were there before their accounts is heard again. */
  forgive(name: string): void {
    for (const seen of this.#seen.values()) {
      if (!seen.absent) continue;
      for (const asked of seen.absent) if (asked.startsWith(`${name}|`)) seen.absent.delete(asked);
      if (seen.isBannedForAbsent && seen.absent.size < MAX_ABSENT) endBan(seen);
    }
  }

  #sweep(now: number): void {
    for (const [address, { bannedUntil, windowStart, absent, absentSince }] of this.#seen) {
      const isOver = bannedUntil <= now && now - windowStart > WINDOW_MS;
      if (isOver && (!absent || now - absentSince > ABSENT_MS)) this.#seen.delete(address);
    }
  }
}

import type { Clock, Timer } from '@zuoxi/kit';

/** Socket.IO's: the page itself answers, so one that stands still is noticed after both. */
export const PINGS = { pingInterval: 25_000, pingTimeout: 20_000 } as const;

/**
 * So long the page that is a phone may be without its connection before it counts as gone: it may only be loading again. With the pings less
 * than a minute.
 */
export const PAGE_AWAY_MS = 10_000;

/**
 * Pages that are phones and have fallen silent. A browser keeps the SIP connection of a page that it has frozen, and answers pings on it by
 * itself, so that its phone would be rung for two minutes more: the page's own connection says whether anybody could see it ring.
 */
export class PageWatch {
  readonly #clock: Clock;
  readonly #onAway: (accountId: string) => void;
  readonly #timers = new Map<string, Timer>();

  constructor(options: { clock: Clock; onAway(accountId: string): void }) {
    this.#clock = options.clock;
    this.#onAway = options.onAway;
  }

  gone(accountId: string): void {
    this.back(accountId);
    const timer = this.#clock.setTimer(PAGE_AWAY_MS, () => {
      this.#timers.delete(accountId);
      this.#onAway(accountId);
    });
    this.#timers.set(accountId, timer);
  }

  back(accountId: string): void {
    this.#timers.get(accountId)?.cancel();
    this.#timers.delete(accountId);
  }

  stop(): void {
    for (const accountId of [...this.#timers.keys()]) this.back(accountId);
  }
}

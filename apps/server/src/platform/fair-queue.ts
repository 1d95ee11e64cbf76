import { fail } from './errors.ts';

interface FairQueueOptions {
  /** Pieces of work that run at the same time. */
  atOnce: number;
  /** Pieces of one key that wait at most; more are refused. */
  mostWaiting: number;
}

interface Waiting {
  start(): void;
}

/**
 * Work that is dear, for several who must not keep one another from it: a key (a call centre, an address) whose work waits has its
 * turn after each other key has had one. Throws `request.throttled` when a key has too much waiting.
 */
export class FairQueue {
  readonly #options: FairQueueOptions;
  /** In the order of turns: a key that has had one goes to the end. */
  readonly #waiting = new Map<string, Waiting[]>();
  #running = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    await this.#turn(key);
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #turn(key: string): Promise<void> {
    if (this.#running < this.#options.atOnce) {
      this.#running += 1;
      return Promise.resolve();
    }
    const own = this.#waiting.get(key) ?? [];
    if (own.length >= this.#options.mostWaiting) fail('request.throttled');
    this.#waiting.set(key, own);
    return new Promise((resolve) => own.push({ start: resolve }));
  }

  #next(): void {
    const [first] = this.#waiting;
    if (!first) return;
    const [key, own] = first;
    const next = own.shift();
    this.#waiting.delete(key);
    if (own.length > 0) this.#waiting.set(key, own);
    this.#running += 1;
    next?.start();
  }
}

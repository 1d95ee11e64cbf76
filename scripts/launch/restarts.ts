/** The first comes quickly: most processes that end are well when they are started again. */
const PAUSES_MS = [200, 500, 1_000, 2_000, 5_000, 10_000] as const;
/** Whoever has run for so long is well: the pauses begin anew. */
const RAN_WELL_MS = 60_000;

/**
 * Starts one thing again whenever it has ended or could not be started: for ever, with growing pauses. No fault of one process
 * ends the exchange.
 */
export class Restarts {
  /** How often it was started again. */
  count = 0;
  readonly #name: string;
  readonly #start: () => Promise<unknown>;
  readonly #onCount: () => void;
  #attempts = 0;
  #readyAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `start` rejects when the thing could not be started; `ended` is for one that was started and has ended. */
  constructor(name: string, start: () => Promise<unknown>, onCount: () => void = () => {}) {
    this.#name = name;
    this.#start = start;
    this.#onCount = onCount;
  }

  ready(): void {
    this.#readyAt = performance.now();
  }

  /** `how`: "was killed (SIGKILL)". */
  ended(how: string): void {
    this.#again(`The ${this.#name} ${how}`);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #again(sentence: string): void {
    if (this.#stopped) return;
    if (this.#readyAt !== undefined && performance.now() - this.#readyAt >= RAN_WELL_MS) this.#attempts = 0;
    this.#readyAt = undefined;
    const pause = PAUSES_MS[Math.min(this.#attempts++, PAUSES_MS.length - 1)] ?? 10_000;
    const when = pause < 1_000 ? 'starting it again' : `starting it again in ${pause / 1_000} s`;
    process.stderr.write(`${sentence.replace(/\.$/, '')}; ${when}.\n`);
    this.#timer = setTimeout(() => {
      this.count++;
      this.#onCount();
      this.#start().then(
        () => this.ready(),
        (error: unknown) => this.#again(error instanceof Error ? error.message : String(error)),
      );
    }, pause);
  }
}

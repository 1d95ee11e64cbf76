import { type Clock, Emitter, type Logger, type Timer } from '@zuoxi/kit';

/** One thing that must work before the server is ready. */
export interface ReadinessCheck {
  /** A stable word, the label of the metric: `database`, `engine`. */
  name: string;
  /** Undefined: fine. Text: why not, one sentence for the operator. A check that throws or rejects is not fine either. */
  check(): Promise<string | undefined> | string | undefined;
}

export interface ReadinessProblem {
  name: string;
  why: string;
}

export interface ReadinessEvents {
  /** The names of what does not work are others now. */
  changed: readonly ReadinessProblem[];
}

/** How long one check may take; `/readyz` has to answer within 2 s whatever stands still. */
const CHECK_LIMIT_MS = 1_500;
/** A result this young is given again instead of asking again. */
const FRESH_MS = 500;
/** How often it is looked without being asked, so that a change is logged and told to the consoles. */
const WATCH_MS = 2_000;

interface Registered extends ReadinessCheck {
  /** A run without an end so far: a check that stands still is not run a second time beside it. */
  running: { since: number; done: Promise<string | undefined> } | undefined;
}

/**
 * What must work before the server is ready. Every module registers its own checks; `/readyz`, the metrics, the log and the
 * consoles all tell the same result. Checks run side by side, each with its own time limit, and all who ask meanwhile share one run.
 */
export class Readiness extends Emitter<ReadinessEvents> {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #checks = new Map<string, Registered>();
  #result: { at: number; problems: readonly ReadinessProblem[] } | undefined;
  #running: Promise<readonly ReadinessProblem[]> | undefined;
  #watch: Timer | undefined;
  #stopped = false;

  constructor(options: { clock: Clock; logger: Logger }) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of the readiness threw'));
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Gives what takes it back. A name stands once. */
  register(check: ReadinessCheck): () => void {
    if (this.#checks.has(check.name)) throw new Error(`the readiness check ${check.name} stands twice`);
    const registered = { ...check, running: undefined };
    this.#checks.set(check.name, registered);
    return () => void this.#checks.delete(check.name);
  }

  get names(): string[] {
    return [...this.#checks.keys()];
  }

  /** What did not work when it was looked at last; does not look. */
  get known(): readonly ReadinessProblem[] {
    return this.#result?.problems ?? [];
  }

  /** What does not work; empty: ready. Answers within the time limit of one check and never rejects. */
  problems(): Promise<readonly ReadinessProblem[]> {
    if (this.#result && this.#clock.monotonic() - this.#result.at < FRESH_MS) return Promise.resolve(this.#result.problems);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Looks now and then by itself. */
  start(): void {
    if (this.#stopped) return;
    void this.problems().then(() => {
      if (!this.#stopped) this.#watch = this.#clock.setTimer(WATCH_MS, () => this.start());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.cancel();
  }

  async #run(): Promise<readonly ReadinessProblem[]> {
    const answers = await Promise.all([...this.#checks.values()].map(async (check) => ({ name: check.name, why: await this.#ask(check) })));
    const problems = answers.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }]));
    const former = this.#result?.problems ?? [];
    this.#result = { at: this.#clock.monotonic(), problems };
    const namesOf = (list: readonly ReadinessProblem[]) => list.map(({ name }) => name).join();
    if (namesOf(former) !== namesOf(problems)) {
      if (problems.length > 0) this.#logger.warn({ problems }, 'the server is not ready');
      else this.#logger.info({}, 'the server is ready again');
      this.emit('changed', problems);
    }
    return problems;
  }

  async #ask(check: Registered): Promise<string | undefined> {
    const now = this.#clock.monotonic();
    check.running ??= this.#begin(check, now);
    const { since, done } = check.running;
    const unanswered = `${check.name}: no answer within ${CHECK_LIMIT_MS / 1000} s`;
    const left = CHECK_LIMIT_MS - (now - since);
    if (left <= 0) return unanswered;
    return new Promise((resolve) => {
      const limit = this.#clock.setTimer(left, () => resolve(unanswered));
      void done.then((why) => {
        limit.cancel();
        resolve(why);
      });
    });
  }

  #begin(check: Registered, since: number): { since: number; done: Promise<string | undefined> } {
    const done = (async () => check.check())()
      .catch((error: unknown) => `${check.name}: ${error instanceof Error ? error.message : String(error)}`)
      .finally(() => {
        check.running = undefined;
      });
    return { since, done };
  }
}

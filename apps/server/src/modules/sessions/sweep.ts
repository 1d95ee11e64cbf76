import type { Clock, Logger, Timer } from '@zuoxi/kit';
import type { Sessions } from './sessions.ts';

const SWEEP_MS = 60_000;

/** Has what has expired removed, now and then. */
export class SessionSweep {
  readonly #given: { sessions: Pick<Sessions, 'sweep'>; clock: Clock; logger: Logger };
  #timer: Timer | undefined;
  #stopped = false;

  constructor(given: { sessions: Pick<Sessions, 'sweep'>; clock: Clock; logger: Logger }) {
    this.#given = given;
  }

  start(): void {
    const { sessions, clock, logger } = this.#given;
    this.#timer = clock.setTimer(SWEEP_MS, () => {
      void sessions
        .sweep()
        .catch((error: unknown) => logger.warn({ err: error }, 'expired sessions could not be removed'))
        .finally(() => {
          if (!this.#stopped) this.start();
        });
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }
}

import type { World } from '@zuoxi/callcontrol';
import type { Clock, Logger, Timer } from '@zuoxi/kit';
import type { Engine } from '../engine/index.ts';

/** What is asked of the telephony engines. */
export interface SoundSource extends Pick<Engine, 'isAvailable' | 'isComplete' | 'fetchMessage' | 'fetchRecording'> {
  callControl: { world: Pick<World, 'calls' | 'conferences'> };
}

const SWEEP_MS = 30_000;

/** One kind of sound that engines record and that is kept here. */
export interface Collected {
  /** In the log: `a recording`. */
  what: string;
  /** Those that are not here yet, with their calls. */
  open(): Promise<{ name: string; callId: string }[]>;
  /** Brings one here; one that is here already, or was given up, is left alone. Throws: it is tried again. */
  fetch(name: string): Promise<void>;
}

/** Brings finished sounds here, each once at a time. What a crash of either side left behind is found by the sweep. */
export class Collection {
  readonly #kind: Collected;
  readonly #engine: SoundSource;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #sweepTimer: Timer | undefined;
  #stopped = false;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(kind: Collected, options: { engine: SoundSource; clock: Clock; logger: Logger }) {
    this.#kind = kind;
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  start(): void {
    this.#sweepTimer = this.#clock.setTimer(SWEEP_MS, () => {
      void this.sweep().finally(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sweepTimer?.cancel();
    await Promise.all(this.#underWay.values());
  }

  /** By its engine name; a second call while it runs joins the first. */
  collect(name: string): Promise<void> {
    const running = this.#underWay.get(name);
    if (running) return running;
    const run = this.#kind
      .fetch(name)
      .catch((error: unknown) => this.#logger.warn({ err: error, name }, `${this.#kind.what} could not be fetched; it is tried again`))
      .finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, run);
    return run;
  }

  /** Those whose call has ended and that are not here: fetched now. */
  async sweep(): Promise<void> {
    if (!this.#engine.isAvailable) return;
    try {
      for (const { name, callId } of await this.#kind.open()) {
        const { calls, conferences } = this.#engine.callControl.world;
        if (!calls.has(callId) && !conferences.has(callId)) await this.collect(name);
      }
    } catch (error) {
      this.#logger.warn({ err: error }, `the sweep for what is missing failed: ${this.#kind.what}`);
    }
  }
}

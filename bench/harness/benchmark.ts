import type { EngineKind } from '../engines/engine.ts';
import type { Load } from './meter.ts';

/** One repetition. */
export interface Sample {
  /** The headline, in the benchmark's unit. */
  value: number;
  /** Everything else worth printing, by name with its unit; same names in every repetition. */
  details: Readonly<Record<string, number>>;
  /** Who used the machine; undefined where there is no load generator. */
  load?: Load;
  /** Why the figures say nothing: such a sample is shown and not counted. A saturated generator is found by the harness. */
  invalid?: string;
  /** Sentences for what should not have happened: lost packets, failed calls. The sample counts all the same. */
  problems: readonly string[];
}

/** One side of a benchmark, warm and ready to repeat. */
export interface Session {
  repeat(): Promise<Sample>;
  close(): Promise<void>;
}

export interface Benchmark {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Which way is ahead: decides how the ratio to the peer is formed. */
  readonly better: 'higher' | 'lower';
  /** What the sides run on; undefined where no engine takes part, and the peer (if ever) is another kind of thing. */
  readonly ours: EngineKind | undefined;
  readonly peer: EngineKind | undefined;
  /** Starts one side and warms it up. `engine` is `ours` or `peer`. */
  open(engine: EngineKind | undefined): Promise<Session>;
}

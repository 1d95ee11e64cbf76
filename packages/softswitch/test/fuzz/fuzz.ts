import { Chance, mutated } from './mutate.ts';

/** A parser that strangers reach. `run` returns for any bytes, or throws: that is the fault which is looked for. */
export interface FuzzTarget {
  name: string;
  /** Something valid, to be changed. */
  seeds: readonly Uint8Array[];
  /** Inputs made by a grammar, beside those that are changed seeds. */
  generate?(chance: Chance): Uint8Array;
  run(bytes: Uint8Array): void | Promise<void>;
}

/** No input may hold up everybody else for longer. */
export const SLOW_MS = 50;

export interface FuzzReport {
  runs: number;
  slowestMs: number;
  faults: FuzzFault[];
}

export interface FuzzFault {
  /** `--seed` and `--skip` by which it comes again. */
  seed: number;
  input: number;
  what: string;
  bytes: Uint8Array;
}

export interface FuzzOptions {
  runs: number;
  seed: number;
  /** Begins with that input; for a replay. */
  skip?: number;
  /** Stops after so many faults. */
  maxFaults?: number;
  onProgress?: (runs: number) => void;
}

/** Each input has a chance of its own, so that one can be made again without those before it. */
function inputOf(target: FuzzTarget, seed: number, number: number): Uint8Array {
  const chance = new Chance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  if (target.generate && chance.below(4) === 0) return target.generate(chance);
  return mutated(target.seeds, chance);
}

async function timed(target: FuzzTarget, bytes: Uint8Array): Promise<number> {
  const before = performance.now();
  const pending = target.run(bytes);
  if (pending) await pending;
  return performance.now() - before;
}

/** A pause may be the machine's: what took long is tried again, and what counts is the processor's time. */
async function slownessOf(target: FuzzTarget, bytes: Uint8Array, firstMs: number): Promise<number> {
  let slowness = firstMs;
  for (let again = 0; again < 3 && slowness > SLOW_MS; again++) {
    const before = process.cpuUsage();
    await timed(target, bytes);
    const { user, system } = process.cpuUsage(before);
    slowness = Math.min(slowness, (user + system) / 1000);
  }
  return slowness;
}

export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { runs: 0, slowestMs: 0, faults: [] };
  const fail = (input: number, bytes: Uint8Array, what: string): void => {
    report.faults.push({ seed: options.seed, input, what, bytes });
  };
  const first = options.skip ?? 0;
  // The seeds themselves come first, with numbers below 0.
  for (let input = first === 0 ? -target.seeds.length : first; input < first + options.runs; input++) {
    const bytes = input < 0 ? (target.seeds.at(input) ?? Buffer.alloc(0)) : inputOf(target, options.seed, input);
    try {
      const took = await slownessOf(target, bytes, await timed(target, bytes));
      report.slowestMs = Math.max(report.slowestMs, took);
      if (took > SLOW_MS) fail(input, bytes, `took ${Math.round(took)} ms`);
    } catch (error) {
      fail(input, bytes, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    if (input >= 0) report.runs++;
    if (report.faults.length >= (options.maxFaults ?? 5)) break;
    // What goes on after the call has its turn: a rejection nobody handles ends the run.
    if (input % 5_000 === 4_999) {
      await new Promise((resolve) => setImmediate(resolve));
      options.onProgress?.(report.runs);
    }
  }
  await new Promise((resolve) => setImmediate(resolve));
  return report;
}

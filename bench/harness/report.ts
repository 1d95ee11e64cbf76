import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { Benchmark, Sample } from './benchmark.ts';
import { canPin, ENGINE_CORE, GENERATOR_CORE } from './cores.ts';
import { type BenchmarkResult, headline, type SideName, type SideResult } from './run-benchmark.ts';
import { short, spread } from './statistics.ts';

/** Others taking more of a core than this disturb the figures. */
const DISTURBED = 0.05;

export function list(benchmarks: readonly Benchmark[]): void {
  console.log('npm run bench -- ID [--json] [--runs N]');
  for (const { id, title, unit } of benchmarks) console.log(`  ${id.padEnd(4)} ${title} [${unit}]`);
}

export function printHead({ id, title, unit }: Benchmark, runs: number): void {
  const load = loadavg().map(short).join(' ');
  console.log(`${id}: ${title}`);
  console.log(`machine   ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Linux ${kernel()}, load before ${load}`);
  console.log(`software  node ${process.version}, commit ${commit()}, ${new Date().toISOString()}`);
  console.log(
    canPin
      ? `pinned    engine on core ${ENGINE_CORE}, generators and harness on core ${GENERATOR_CORE}`
      : 'pinned    NO: one core or no taskset; these figures are not comparable with pinned ones',
  );
  console.log(`unit      ${unit}; ${runs} repetitions`);
}

export function printSample(side: SideName, sample: Sample, invalid: string | undefined): void {
  const { load, value, problems } = sample;
  const percent = (share: number): string => `${short(share * 100)} %`;
  const parts = [`${side} ${short(value)}`];
  if (load) {
    parts.push(`engine ${percent(load.engine)}, generator ${percent(load.generator)} of a core`);
    parts.push(`others ${percent(load.othersOnEngineCore)} and ${percent(load.othersOnGeneratorCore)} of the two cores`);
  }
  if (invalid !== undefined) parts.push(`VOID: ${invalid}`);
  console.log(`  run     ${[...parts, ...problems].join('; ')}`);
}

export function printResult(benchmark: Benchmark, result: BenchmarkResult, json: boolean): void {
  printSide('ours', benchmark, result.ours);
  if (result.peer) printSide('peer', benchmark, result.peer);
  if (!result.isComplete) console.log('INCOMPLETE: too many void repetitions, the figures above are not of record.');
  if (!json) return;
  const [ours, peer] = [headline(result.ours), result.peer ? headline(result.peer) : null];
  const runs = Math.min(result.ours.samples.length, result.peer?.samples.length ?? Number.POSITIVE_INFINITY);
  const { id, unit } = benchmark;
  console.log(JSON.stringify({ id, unit, ours: rounded(ours), peer: rounded(peer), ratio: rounded(result.ratio), runs }));
}

function printSide(name: SideName, { unit }: Benchmark, side: SideResult): void {
  const { samples } = side;
  if (samples.length === 0) {
    console.log(`${name}: no valid repetition, ${side.void.length} void`);
    return;
  }
  console.log(`${name}: ${spread(samples.map((sample) => sample.value))} ${unit}; median (smallest – largest) of ${samples.length}`);
  for (const reason of side.void) console.log(`  one repetition more is void: ${reason}`);
  for (const key of Object.keys(samples[0]?.details ?? {})) {
    console.log(`  ${key.padEnd(58)} ${spread(samples.map((sample) => sample.details[key] ?? Number.NaN))}`);
  }
  const disturbed = samples.filter(({ load }) => load && Math.max(load.othersOnEngineCore, load.othersOnGeneratorCore) > DISTURBED);
  if (disturbed.length > 0)
    console.log(`  ${disturbed.length} of ${samples.length} repetitions were disturbed: others took more than 5 % of a core`);
}

const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(4)));

function kernel(): string {
  return readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
}

/** With a star when files that are committed have been changed since. */
function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', 'packages') === '' ? '' : '*';
    return git('rev-parse', '--short', 'HEAD') + changed;
  } catch {
    return 'unknown';
  }
}

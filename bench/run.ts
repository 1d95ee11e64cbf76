// `npm run bench`: lists the benchmarks. `npm run bench -- B3 [--json] [--runs N]`: runs one.
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks/index.ts';
import { GENERATOR_CORE, pinSelf } from './harness/cores.ts';
import { list, printHead, printResult, printSample } from './harness/report.ts';
import { runBenchmark } from './harness/run-benchmark.ts';

const FEWEST_RUNS = 5;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: String(FEWEST_RUNS) } },
  });
  const [id] = positionals;
  if (id === undefined) {
    list(benchmarks);
    return 0;
  }
  const benchmark = benchmarks.find((candidate) => candidate.id === id.toUpperCase());
  if (!benchmark) {
    console.error(`There is no benchmark ${id}; there are ${benchmarks.map((candidate) => candidate.id).join(', ')}.`);
    return 2;
  }
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < FEWEST_RUNS) {
    console.error(`--runs must be a whole number of at least ${FEWEST_RUNS}, not "${values.runs}".`);
    return 2;
  }
  pinSelf(GENERATOR_CORE);
  printHead(benchmark, runs);
  const result = await runBenchmark(benchmark, runs, printSample);
  printResult(benchmark, result, values.json);
  return result.isComplete ? 0 : 1;
}

process.exit(await main());

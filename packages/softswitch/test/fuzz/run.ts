// `npm run fuzz [-- --runs 1000000] [--only sip,dns] [--seed 7] [--skip 4711]`: many more inputs than `npm test` has time for.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { allTargets } from './targets.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000000' },
      only: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() & 0x7fff_ffff) },
      skip: { type: 'string', default: '0' },
    },
  });
  const [runs, seed, skip] = [Number(values.runs), Number(values.seed), Number(values.skip)];
  const targets = await allTargets();
  const wanted = values.only?.toLowerCase().split(',');
  const chosen = targets.filter(({ name }) => !wanted || wanted.includes(name));
  if (chosen.length === 0 || !Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed) || !Number.isInteger(skip)) {
    console.error(`--runs, --seed and --skip are whole numbers; --only is one of ${targets.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  console.log(`${runs} inputs for each parser, seed ${seed}`);
  let faults = 0;
  for (const target of chosen) {
    const begin = performance.now();
    const onProgress = (done: number): void => {
      if (process.stdout.isTTY) process.stdout.write(`\r${target.name.padEnd(14)} ${done}`);
    };
    const report = await fuzz(target, { runs, seed, skip, onProgress });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(
      `\r${target.name.padEnd(14)} ${report.runs} inputs in ${seconds} s, slowest ${report.slowestMs.toFixed(1)} ms, ${report.faults.length} faults`,
    );
    for (const { input, what, bytes } of report.faults) {
      faults++;
      console.log(`  again: npm run fuzz -- --only ${target.name} --seed ${seed} --skip ${input} --runs 1`);
      console.log(`  ${what}\n  ${JSON.stringify(Buffer.from(bytes).toString('latin1').slice(0, 2_000))}`);
    }
  }
  return faults === 0 ? 0 : 1;
}

process.exit(await main());

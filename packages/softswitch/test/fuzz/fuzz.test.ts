import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { allTargets } from './targets.ts';

/** 10⁴ with every `npm test`, 10⁶ with `npm run fuzz`. */
const RUNS = 10_000;
/** The same inputs in each run: a fault that comes is a fault of what was changed. */
const SEED = 20_260;

for (const target of await allTargets()) {
  test(`${target.name}: nothing that comes from outside breaks it or holds it up`, { timeout: 120_000 }, async () => {
    const { faults, runs } = await fuzz(target, { runs: RUNS, seed: SEED });
    expect(faults.map(({ input, what, bytes }) => ({ input, what, text: Buffer.from(bytes).toString('latin1').slice(0, 1_000) }))).toEqual(
      [],
    );
    expect(runs).toBe(RUNS);
  });
}

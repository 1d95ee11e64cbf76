import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzTargets } from './fuzz-targets.ts';

/** Inputs for each parser: 10⁴ with every `npm test`, more with `npm run fuzz`. */
const RUNS = Number(process.env.ZUOXI_FUZZ_RUNS ?? 10_000);

/** Anything, or something valid with some bytes changed, cut off, doubled or put in. */
function inputs(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    seed: fc.nat(Math.max(0, seeds.length - 1)),
    edits: fc.array(
      fc.record({ at: fc.nat(2_000), byte: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'delete', 'cut', 'repeat') }),
      { maxLength: 8 },
    ),
  });
  const mutated = change.map(({ seed, edits }) => {
    const bytes = [...(seeds[seed] ?? [])];
    for (const { at, byte, kind } of edits) {
      const place = bytes.length === 0 ? 0 : at % bytes.length;
      if (kind === 'set') bytes[place] = byte;
      else if (kind === 'insert') bytes.splice(place, 0, byte);
      else if (kind === 'delete') bytes.splice(place, 1);
      else if (kind === 'cut') bytes.length = place;
      else if (bytes.length < 4_000) bytes.splice(place, 0, ...bytes.slice(place, place + byte));
    }
    return Uint8Array.from(bytes);
  });
  return fc.oneof({ weight: 3, arbitrary: mutated }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }) });
}

const targets = await fuzzTargets();

for (const { name, seeds, run } of targets) {
  test(`${name}: nothing that a stranger sends breaks it`, async () => {
    for (const seed of seeds) run(seed);
    fc.assert(
      fc.property(inputs(seeds), (bytes) => run(bytes)),
      { numRuns: RUNS },
    );
    // What goes on after the call returns has its turn: a rejection nobody handles fails the run.
    await new Promise((resolve) => setImmediate(resolve));
    expect(RUNS).toBeGreaterThan(0);
  }, 600_000);
}

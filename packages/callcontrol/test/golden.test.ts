import { describe, expect, it } from 'vitest';
import recorded from './golden.json' with { type: 'json' };
import { hashOf, KINDS } from './golden-runs.ts';

/**
 * What call control does in some hundred runs of chance, to the last command and fact. A change of its structure changes none of these;
 * a change of what it does changes those runs in which it shows. `golden-print.ts` prints a run and records all of them anew.
 */
describe.each(Object.entries(KINDS))('runs of chance: %s', (name, kind) => {
  it('end in the commands and facts that were recorded', () => {
    const expected =
      Object.entries(recorded)
        .find(([key]) => key === name)?.[1]
        .split(' ') ?? [];
    const actual = [...kind.traces(kind.runs)].map(hashOf);
    const differing = actual.flatMap((hash, run) => (hash === expected[run] ? [] : [run]));
    expect(differing, 'numbers of the runs that differ').toEqual([]);
    expect(actual).toHaveLength(expected.length);
  });
});

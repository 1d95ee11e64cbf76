import { describe, expect, it } from 'vitest';
import type { Step, World } from '../src/testing.ts';
import { KINDS } from './golden-runs.ts';
import { faultsOf } from './index-faults.ts';
import { figuresOf } from './world-view.ts';

// The indexes hold what a look through the whole world finds, after every step of chance; and a world that is restored has the same ones.

/** Queues whose figures are others than before the step, and that it has not said to show. */
class Boards {
  readonly #world: World;
  #before: ReadonlyMap<string, string> | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  forgottenBy({ shown, directory }: Step): string[] {
    const is = figuresOf(this.#world, directory);
    const was = this.#before ?? is;
    this.#before = is;
    const ids = new Set([...was.keys(), ...is.keys()]);
    return [...ids]
      .filter((id) => was.get(id) !== is.get(id) && !shown.queues.has(id))
      .map((id) => `${id}: ${was.get(id)} → ${is.get(id)}`);
  }
}

describe.each(Object.entries(KINDS))('after every step of chance: %s', (_, kind) => {
  it('the indexes hold what a scan finds, and whatever a board shows of a queue is said to have changed', () => {
    const faults: string[] = [];
    let steps = 0;
    const watched = kind.traces(Math.min(kind.runs, 120), (centre) => {
      const boards = new Boards(centre.world);
      centre.afterStep = (step) => {
        steps += 1;
        faults.push(...faultsOf(centre.world), ...boards.forgottenBy(step));
      };
    });
    expect([...watched].length).toBeGreaterThan(0);
    expect(faults.slice(0, 3)).toEqual([]);
    // Without steps the property would be empty.
    expect(steps).toBeGreaterThan(500);
  });
});

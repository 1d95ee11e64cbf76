import type { Step, World } from '../src/testing.ts';
import { rowsOf } from './stored-worlds.ts';

/** Every part of the world as it would be stored, by kind and id. */
const picture = (world: World): Map<string, string> =>
  new Map(rowsOf(world).map(({ kind, id, state }) => [`${kind} ${id}`, JSON.stringify(state)]));

const markedBy = (step: Step): ReadonlySet<string> =>
  new Set(
    Object.entries({
      call: step.changed.calls,
      agent: step.changed.agents,
      queue: step.changed.queues,
      callback: step.changed.callbacks,
      conference: step.changed.conferences,
    }).flatMap(([kind, ids]) => [...ids].map((id) => `${kind} ${id}`)),
  );

/** Finds parts of the world that a step has changed and not marked: a `kill -9` after it would restore older ones. */
export class Marks {
  readonly #world: World;
  #before: Map<string, string>;

  constructor(world: World) {
    this.#world = world;
    this.#before = picture(world);
  }

  unmarkedBy(step: Step): string[] {
    const [before, after] = [this.#before, picture(this.#world)];
    this.#before = after;
    const marked = markedBy(step);
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((which) => {
      const [was = 'none', is = 'none'] = [before.get(which), after.get(which)];
      // An agent of whom nothing is known yet is made by looking for them, also in an order that is refused then.
      const isBlank = was === 'none' && which.startsWith('agent ');
      return was === is || isBlank || marked.has(which) ? [] : [`${which}: ${was} → ${is}`];
    });
  }
}

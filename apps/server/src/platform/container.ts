import type { Given, Need, Needs, Recipe, Things } from './needs.ts';

/** All that these need, and they themselves: each once, what is needed before whoever needs it. Throws when they need each other. */
export function inOrderOfNeeds<T extends Need>(wanted: readonly T[]): Need[] {
  const ordered = new Set<Need>();
  const visit = (need: Need, way: readonly Need[]): void => {
    if (ordered.has(need)) return;
    if (way.includes(need)) throw new Error(`They need each other: ${[...way.slice(way.indexOf(need)), need].map(nameOf).join(' → ')}.`);
    for (const one of Object.values(need.recipe?.needs ?? {})) visit(one, [...way, need]);
    ordered.add(need);
  };
  for (const need of wanted) visit(need, []);
  return [...ordered];
}

const nameOf = ({ name }: Need): string => name;

/**
 * Makes services in the order of their needs, each once; starts them in that order. All of them are told to stop in the reverse order, and
 * side by side, so that none waits for another one that stands still; what has to outlive those who use it says so with `close`.
 */
export class Container implements Things {
  /** In the order in which they were made. */
  readonly #made = new Map<Need, unknown>();

  provide<T>(need: Need<T>, value: T): this {
    if (need.recipe) throw new Error(`"${need.name}" is made by a module and cannot be handed in.`);
    this.#made.set(need, value);
    return this;
  }

  /** What fails stops what was made before it. */
  async make(wanted: readonly Need[]): Promise<void> {
    const needs = inOrderOfNeeds(wanted);
    const missing = needs.find((need) => !need.recipe && !this.#made.has(need));
    if (missing) throw new Error(`"${missing.name}" is needed, and nobody has handed it in.`);
    await this.#orStop(async () => {
      for (const need of needs) if (need.recipe && !this.#made.has(need)) this.#made.set(need, await need.recipe.create(this));
    });
  }

  async start(): Promise<void> {
    await this.#orStop(async () => {
      for (const { recipe } of this.#recipes()) await recipe.start?.(this);
    });
  }

  /** Rejects with the first failure when all have ended. */
  async stop(): Promise<void> {
    const recipes = this.#recipes().reverse();
    const ends = new Map<Need, Promise<void>>();
    const users = (need: Need) => recipes.filter(({ recipe }) => Object.values(recipe.needs).includes(need)).map((user) => user.need);
    for (const { need, recipe } of recipes) {
      // Called before anything is waited for: users stand before what they use.
      const stopped = Promise.all([settledCall(() => recipe.stop?.(this)), ...users(need).map((user) => ends.get(user))]);
      ends.set(
        need,
        stopped.then(() => recipe.close?.(this)),
      );
    }
    const failed = (await Promise.allSettled(ends.values())).find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  get<T>(need: Need<T>): T {
    if (!this.#made.has(need)) throw new Error(`"${need.name}" is asked for before it was made.`);
    // It was stored under this very need, by its own recipe or by `provide`.
    return this.#made.get(need) as T;
  }

  given<N extends Needs>(needs: N): Given<N> {
    // Each under the name of its need, as `Given` says.
    return Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, this.get(need)])) as Given<N>;
  }

  #recipes(): { need: Need; recipe: Recipe }[] {
    return [...this.#made.keys()].flatMap((need) => (need.recipe ? [{ need, recipe: need.recipe }] : []));
  }

  async #orStop(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // What failed first is what has to be told.
      await this.stop().catch(() => {});
      throw error;
    }
  }
}

/** Begun at once; a throw is a rejection like any other. */
const settledCall = async (call: () => void | Promise<void>): Promise<void> => call();

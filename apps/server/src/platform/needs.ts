/**
 * Something that can be named among the needs of a module: what another module makes (it has a recipe then), or what the house hands in.
 * `made` is never there: it keeps the type of what is made.
 */
export interface Need<T = unknown> {
  readonly name: string;
  readonly recipe?: Recipe;
  readonly made?: () => T;
}

export type Needs = Readonly<Record<string, Need>>;

/** What is handed to somebody with these needs, under the names that they have given. */
export type Given<N extends Needs> = { readonly [K in keyof N]: Made<N[K]> };

export type Made<N extends Need> = N extends Need<infer T> ? T : never;

/** How something is made, started and stopped; its own type is closed over. */
export interface Recipe {
  readonly needs: Needs;
  create(container: Things): unknown;
  start?(container: Things): void | Promise<void>;
  stop?(container: Things): void | Promise<void>;
  close?(container: Things): void | Promise<void>;
}

/** Where what was made is looked up. */
export interface Things {
  get<T>(need: Need<T>): T;
  given<N extends Needs>(needs: N): Given<N>;
}

/** What the house itself hands in: the database, the clock, settings. */
export const provided = <T>(name: string): Need<T> => ({ name });

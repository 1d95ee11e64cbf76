/**
 * The errors of one word that a user can meet: a stable code (`blacklist.numberTaken`: the word, and what is wrong), the HTTP status it
 * travels with, and what it says in both languages. `{name}` is filled from the error's params.
 */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

export interface CatalogueEntry {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

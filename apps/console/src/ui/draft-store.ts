import { cell, type Observable } from './observable.ts';

/** Everything that was typed and not saved, by account and name. */
export interface DraftStore {
  all: Observable<ReadonlyMap<string, unknown>>;
  /** `change` gets the draft as it is now; undefined: there is none, or none any more. */
  update(key: string, change: (before: unknown) => unknown): void;
  /** Somebody is here: what others typed is not kept for whoever comes after them. */
  keepOnlyOf(accountId: string): void;
  /** Whoever was here has left for good. */
  clear(): void;
}

const PREFIX = 'zuoxi.draft/';

type DraftStorage = Pick<Storage, 'key' | 'length' | 'getItem' | 'setItem' | 'removeItem'>;

/** Each draft is an entry of its own, so that a long one is not written again with every letter of another one. */
export function openDraftStore(storage: DraftStorage): DraftStore {
  const all = cell<ReadonlyMap<string, unknown>>(read(storage));
  const keep = (isKept: (key: string) => boolean) => {
    const gone = [...all.get().keys()].filter((key) => !isKept(key));
    if (gone.length === 0) return;
    for (const key of gone) write(storage, key, undefined);
    all.set(new Map([...all.get()].filter(([key]) => isKept(key))));
  };
  return {
    all,
    keepOnlyOf: (accountId) => keep((key) => key.startsWith(`${accountId}/`)),
    clear: () => keep(() => false),
    update(key, change) {
      const next = new Map(all.get());
      const value = change(next.get(key));
      if (value === undefined) next.delete(key);
      else next.set(key, value);
      write(storage, key, value);
      all.set(next);
    },
  };
}

function read(storage: DraftStorage): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (let index = 0; index < storage.length; index++) {
    const name = storage.key(index);
    if (!name?.startsWith(PREFIX)) continue;
    try {
      found.set(name.slice(PREFIX.length), JSON.parse(storage.getItem(name) ?? 'null'));
    } catch {
      // Not ours.
    }
  }
  return found;
}

function write(storage: DraftStorage, key: string, value: unknown): void {
  try {
    if (value === undefined) storage.removeItem(PREFIX + key);
    else storage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The browser has no room: the draft lives as long as the page.
  }
}

/** Kinds that are work, unlike a number that was begun to be dialled. */
const works = ['card', 'form', 'note'];

/** What that account would lose by leaving. */
export function unsavedOf(drafts: ReadonlyMap<string, unknown>, accountId: string): string[] {
  const isSaved = (draft: unknown) => typeof draft === 'object' && draft !== null && 'state' in draft && draft.state === 'saved';
  return [...drafts].flatMap(([key, draft]) =>
    works.some((kind) => key.startsWith(`${accountId}/${kind}/`)) && !isSaved(draft) ? [key] : [],
  );
}

let store: DraftStore | undefined;
export const ownDrafts = (): DraftStore => {
  store ??= openDraftStore(sessionStorage);
  return store;
};

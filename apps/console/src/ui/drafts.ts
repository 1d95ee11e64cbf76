import { useMemo, useState } from 'react';
import { useMe } from '../app/session.tsx';
import { changesOf, withoutSecrets } from './form-changes.ts';
import { cell, type Observable, useObservable } from './observable.ts';

/** Everything that was typed and not saved, by account and name. */
export interface DraftStore {
  all: Observable<ReadonlyMap<string, unknown>>;
  /** `change` gets the draft as it is now; undefined: there is none, or none any more. */
  update(key: string, change: (before: unknown) => unknown): void;
}

const PREFIX = 'zuoxi.draft/';

type DraftStorage = Pick<Storage, 'key' | 'length' | 'getItem' | 'setItem' | 'removeItem'>;

/** Each draft is an entry of its own, so that a long one is not written again with every letter of another one. */
export function openDraftStore(storage: DraftStorage): DraftStore {
  const all = cell<ReadonlyMap<string, unknown>>(read(storage));
  return {
    all,
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

let store: DraftStore | undefined;
const ownStore = (): DraftStore => {
  store ??= openDraftStore(sessionStorage);
  return store;
};

interface DraftAccess<T> {
  of(id: string): T | undefined;
  /** `change` gets the draft as it is now; undefined: saved, or given up. */
  update(id: string, change: (before: T | undefined) => T | undefined): void;
}

/** For whoever looks at a draft now and then, and is not rendered anew with each letter. */
export function useDraftAccess<T>(kind: string): DraftAccess<T> {
  const { accountId } = useMe();
  return useMemo(() => {
    const prefix = `${accountId}/${kind}/`;
    // Kept under this kind by `update`, which takes nothing else.
    return {
      of: (id) =>
        ownStore()
          .all.get()
          .get(prefix + id) as T | undefined,
      update: (id, change) => ownStore().update(prefix + id, (before) => change(before as T | undefined)),
    };
  }, [accountId, kind]);
}

export interface Drafts<T> extends DraftAccess<T> {
  all: readonly T[];
}

/**
 * What the person typed and has not saved, of one kind: it lives here and not in the fields, so it survives a timer's end, a call, another
 * page and a page that is loaded again. It goes with the browser's tab. Whoever else signs in does not see it.
 */
export function useDrafts<T>(kind: string): Drafts<T> {
  const { accountId } = useMe();
  const access = useDraftAccess<T>(kind);
  const kept = useObservable(ownStore().all);
  return useMemo(() => {
    const prefix = `${accountId}/${kind}/`;
    // As above.
    return { ...access, all: [...kept].flatMap(([key, value]) => (key.startsWith(prefix) ? [value as T] : [])) };
  }, [access, accountId, kind, kept]);
}

/** One text that is typed outside a form; '' is none. */
export function useTextDraft(kind: string, id = ''): readonly [text: string, set: (text: string) => void] {
  const drafts = useDrafts<string>(kind);
  return [drafts.of(id) ?? '', (text) => drafts.update(id, () => text || undefined)];
}

/** Forms that are saved as a whole. */
export const FORMS = 'form';

interface FormDraft<Values> {
  /** What the form begins with: `initial`, and over it what was typed and not saved. */
  initialValues: Values;
  /** There is something that was not saved. */
  isKept: boolean;
  /** The form began with what was typed earlier. */
  isRestored: boolean;
  onValuesChange(part: unknown, values: Partial<Values>): void;
  drop(): void;
}

/**
 * For one form. `id` says what it is about: `queues:<id of the row>`. Only what differs from `initial` is kept, so what
 * somebody else saves in the meantime is seen. Passwords are not kept.
 */
export function useFormDraft<Values extends object>(id: string, initial: Values): FormDraft<Values> {
  const drafts = useDrafts<Partial<Values>>(FORMS);
  const draft = drafts.of(id);
  const [wasThere] = useState(draft !== undefined);
  return {
    initialValues: { ...initial, ...draft },
    isKept: draft !== undefined,
    isRestored: wasThere && draft !== undefined,
    onValuesChange: (_part, values) => drafts.update(id, () => changesOf(initial, withoutSecrets(values))),
    drop: () => drafts.update(id, () => undefined),
  };
}

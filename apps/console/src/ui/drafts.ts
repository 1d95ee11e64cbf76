import { useMemo, useState } from 'react';
import { useMe } from '../app/session.tsx';
import { ownDrafts } from './draft-store.ts';
import { changesOf, withoutSecrets } from './form-changes.ts';
import { useObservable } from './observable.ts';

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
        ownDrafts()
          .all.get()
          .get(prefix + id) as T | undefined,
      update: (id, change) => ownDrafts().update(prefix + id, (before) => change(before as T | undefined)),
    };
  }, [accountId, kind]);
}

export interface Drafts<T> extends DraftAccess<T> {
  all: readonly T[];
}

/**
 * What the person typed and has not saved, of one kind: it lives here and not in the fields, so it survives a timer's end, a call, another
 * page, a page that is loaded again and a session that expires. It goes with the browser's tab, when its person signs out (session.tsx), and
 * when somebody else signs in.
 */
export function useDrafts<T>(kind: string): Drafts<T> {
  const { accountId } = useMe();
  const access = useDraftAccess<T>(kind);
  const kept = useObservable(ownDrafts().all);
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

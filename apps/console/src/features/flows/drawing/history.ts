/** A value with the way back and forth. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was about; a further one about the same is undone together with it: letters of one word. */
  about: string | null;
}

const LONGEST = 100;

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [], about: null });

export function change<T>(history: History<T>, next: T, about: string | null = null): History<T> {
  if (Object.is(history.present, next)) return history;
  const continues = about !== null && about === history.about;
  const past = continues ? history.past : [...history.past, history.present].slice(-LONGEST);
  return { past, present: next, future: [], about };
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future], about: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, about: null };
}

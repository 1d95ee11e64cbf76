import { type RefObject, useEffect, useRef, useState } from 'react';

const FIELDS = 'input:not([disabled]), textarea:not([disabled])';

/**
 * A row that was just added to a list of fields gets the focus, as whoever adds one wants to fill it.
 * `list`: the element around the rows; `adding`: what a click does that adds one.
 */
export function useFocusOfNew<E extends HTMLElement>(): { list: RefObject<E | null>; adding(add: () => void): () => void } {
  const list = useRef<E>(null);
  const [known, setKnown] = useState<ReadonlySet<HTMLElement> | null>(null);
  const fields = () => [...(list.current?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each row that is added.
  useEffect(() => {
    if (!known) return;
    fields()
      .find((field) => !known.has(field))
      ?.focus();
    setKnown(null);
  }, [known]);
  const adding = (add: () => void) => () => {
    setKnown(new Set(fields()));
    add();
  };
  return { list, adding };
}

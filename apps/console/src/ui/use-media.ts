import { useCallback, useSyncExternalStore } from 'react';

/** Where the three columns of the panel and the menu do not stand side by side any more: half a screen, a tablet, a zoom of 150 %. */
export const NARROW = '(width < 1100px)';
/** A telephone, or a zoom of 200 % on a small screen. The style sheets name the same widths. */
export const PHONE_SIZED = '(width < 720px)';

/** Whether a media query holds now, followed as the window changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    [query],
  );
  const read = () => matchMedia(query).matches;
  return useSyncExternalStore(subscribe, read, read);
}

import { useEffect, useRef } from 'react';

/** Alt and a letter: free in browsers and input methods, and usable while typing in a field. */
export const hotkeys = { answer: 'KeyA', hangup: 'KeyH', hold: 'KeyP', mute: 'KeyM', keypad: 'KeyK', survey: 'KeyS' } as const;
export type Hotkey = keyof typeof hotkeys;

export function hotkeyLabel(key: Hotkey): string {
  return `Alt+${hotkeys[key].slice(3)}`;
}

export function useHotkeys(handlers: Readonly<Partial<Record<Hotkey, () => void>>>): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      for (const [name, code] of Object.entries(hotkeys)) {
        // By `code`: Alt makes other characters of the letter keys on some layouts.
        if (event.code !== code) continue;
        // Object.entries widens the key to string.
        const handler = latest.current[name as Hotkey];
        if (handler) {
          event.preventDefault();
          handler();
        }
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

import { useEffect, useRef } from 'react';

/** Alt and a key: free in browsers and input methods. In the order in which the help lists them. */
export const hotkeys = {
  answer: 'KeyA',
  hangup: 'KeyH',
  hold: 'KeyP',
  mute: 'KeyM',
  keypad: 'KeyK',
  record: 'KeyR',
  consult: 'KeyC',
  talkWith: 'KeyB',
  threeWay: 'KeyJ',
  completeTransfer: 'KeyG',
  transfer: 'KeyT',
  hand: 'KeyU',
  survey: 'KeyS',
  nextState: 'KeyN',
  wrapUpEnd: 'KeyW',
  dialField: 'KeyL',
  louder: 'ArrowUp',
  quieter: 'ArrowDown',
} as const;
export type Hotkey = keyof typeof hotkeys;

// Object.keys answers string[]; the keys of `hotkeys` are the names.
export const hotkeyNames = Object.keys(hotkeys) as Hotkey[];

export function hotkeyLabel(key: Hotkey): string {
  const code = hotkeys[key];
  if (code === 'ArrowUp') return 'Alt+↑';
  if (code === 'ArrowDown') return 'Alt+↓';
  return `Alt+${code.slice(3)}`;
}

/** The user writes something: no key is an order then. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  // Ticks, sliders and buttons take no text.
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}

export function useHotkeys(handlers: Readonly<Partial<Record<Hotkey, () => void>>>): void {
  useKeyDown((event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    // By `code`: Alt makes other characters of the letter keys on some layouts.
    const name = hotkeyNames.find((key) => hotkeys[key] === event.code);
    const handler = name && handlers[name];
    if (!handler) return;
    event.preventDefault();
    handler();
  });
}

/** Keys pressed anywhere on the page, but not while somebody types in a field. */
export function useKeyDown(onKey: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isTyping(event.target)) latest.current(event);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

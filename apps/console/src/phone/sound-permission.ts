import { cell, type Observable } from '../ui/observable.ts';

/** So long a context may take to run where it is allowed to. */
const START_MS = 500;

const blocked = cell(false);
/** The browser plays nothing before the first click on the page: a call would ring without sound. */
export const soundBlocked: Observable<boolean> = blocked;

/** Finds out, and stops waiting with the first click or key; the answer gives up. */
export function watchSound(): () => void {
  const context = new AudioContext();
  const done = new AbortController();
  const close = () => {
    clearTimeout(timer);
    done.abort();
    blocked.set(false);
    if (context.state !== 'closed') void context.close();
  };
  // On a busy machine an allowed one may take longer than `START_MS`: it is not taken for a forbidden one for ever.
  context.addEventListener('statechange', () => context.state === 'running' && close(), { signal: done.signal });
  const timer = setTimeout(() => {
    if (context.state === 'running') return close();
    blocked.set(true);
    const allow = () => {
      void context.resume().then(close, close);
      // Without a sound card none ever runs in Firefox: that is no ban, and clicking would not help. Keys such as Escape allow nothing.
      if (navigator.userActivation?.hasBeenActive) close();
    };
    for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, allow, { signal: done.signal });
  }, START_MS);
  return close;
}

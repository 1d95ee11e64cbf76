import { useSyncExternalStore } from 'react';
import { liveNow } from '../api/server-clock.ts';

/*
 * One tick for every timer on the page: 500 rows that count seconds cost one interval, and they all change in the
 * same rendering.
 */
const listeners = new Set<() => void>();
let now = liveNow();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  now = liveNow();
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = liveNow();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

const read = (): number => now;

/** The time of the live topics in ms, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, read);
}

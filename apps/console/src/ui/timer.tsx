import { useNow } from './clock.ts';
import { formatDuration, secondsSince, secondsUntil } from './format.ts';

/** Counts up from an instant of the server. */
export function Elapsed({ since }: { since: string }) {
  return <span className="num">{formatDuration(secondsSince(since, useNow()))}</span>;
}

/** Seconds left until an instant of the server. */
export function useSecondsUntil(end: string): number {
  return secondsUntil(end, useNow());
}

import { LIVE_TIME_HEADER } from '@zuoxi/contract';

/**
 * Two times of the server, carried on by this page's monotonic clock, so that a workstation whose clock is wrong, or is set meanwhile, counts
 * right: the wall clock, for what is due at an hour of the day, and the live time, in which all instants of calls and agents are given.
 */
interface Observed {
  /** Server time in ms at `at`. */
  time: number;
  /** `performance.now()`. */
  at: number;
}

let wall: Observed | undefined;
let live: Observed | undefined;

/** The `Date` header counts whole seconds: what differs by less than this is no news. */
const WALL_TOLERANCE_MS = 2000;
/** Longer on the way than this, an answer says little about now. */
const SLOWEST_MS = 3000;

const carriedOn = ({ time, at }: Observed): number => time + (performance.now() - at);

/** What an answer's header says of the time in the middle of its request; undefined when it says nothing. */
export function observed(header: string | null, sentAt: number, receivedAt: number, cutMs: number): Observed | undefined {
  const time = header === null || header === '' ? Number.NaN : Number.isNaN(Number(header)) ? Date.parse(header) : Number(header);
  if (Number.isNaN(time) || receivedAt - sentAt > SLOWEST_MS) return undefined;
  return { time: time + cutMs, at: (sentAt + receivedAt) / 2 };
}

/** `sentAt` and `receivedAt` by `performance.now()`. */
export function observeServerTime(headers: Headers, sentAt: number, receivedAt: number): void {
  // The header was cut to whole seconds: on average half a second is missing.
  const seen = observed(headers.get('Date'), sentAt, receivedAt, 500);
  if (seen && (!wall || Math.abs(carriedOn(seen) - carriedOn(wall)) >= WALL_TOLERANCE_MS)) wall = seen;
  live = observed(headers.get(LIVE_TIME_HEADER), sentAt, receivedAt, 0) ?? live;
}

/** Now, by the server's wall clock, in ms. */
export const serverNow = (): number => (wall ? carriedOn(wall) : Date.now());

/** Now, in the time of the live topics, in ms. */
export const liveNow = (): number => (live ? carriedOn(live) : serverNow());

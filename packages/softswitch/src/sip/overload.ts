/** What the stack carries at the moment a request comes in. */
export interface Load {
  serverTransactions: number;
  dialogs: number;
  /** Milliseconds the event loop is behind. */
  lagMs: number;
}

export interface OverloadLimits {
  serverTransactions: number;
  dialogs: number;
  lagMs: number;
}

/** Far above what one core carries (400 calls a second keep some 26,000 transactions by timers J and L). */
export const LIMITS_OF_LOAD: OverloadLimits = { serverTransactions: 60_000, dialogs: 10_000, lagMs: 500 };

/** Beyond the limit for new requests this part more is left for those that belong to calls (BYE above all). */
const RESERVE = 0.25;

export function withReserve(limit: number): number {
  return Math.ceil(limit * (1 + RESERVE));
}

/**
 * RFC 3261 section 21.5.4 and RFC 6357: what is new is refused with 503 before memory or time runs out, so that what has
 * begun can be finished. What belongs to a call is refused only when the reserve is used up, too.
 */
export function isTooMuch(load: Load, limits: OverloadLimits, belongsToCall: boolean): boolean {
  if (belongsToCall) return load.serverTransactions >= withReserve(limits.serverTransactions);
  return load.serverTransactions >= limits.serverTransactions || load.dialogs >= limits.dialogs || load.lagMs > limits.lagMs;
}

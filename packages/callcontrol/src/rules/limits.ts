/** Nobody talks that long; a call that does is a leak and is looked at by the reconciler. */
export const LONGEST_TALK_MS = 12 * 3600_000;

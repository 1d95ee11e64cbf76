import { type CallQuality, mosOf } from '../../phone/call-quality.ts';

/** Of all looks at a call; null without any. The score is reckoned from the mean figures, not itself averaged. */
export function meanQuality(seen: readonly CallQuality[]): CallQuality | null {
  if (seen.length === 0) return null;
  const mean = (of: (quality: CallQuality) => number) => seen.reduce((sum, quality) => sum + of(quality), 0) / seen.length;
  const trips = seen.flatMap(({ roundTripMs }) => (roundTripMs === null ? [] : [roundTripMs]));
  const roundTripMs = trips.length > 0 ? trips.reduce((sum, ms) => sum + ms, 0) / trips.length : null;
  const lossIn = mean((quality) => quality.lossIn);
  const lossOut = mean((quality) => quality.lossOut);
  const jitterMs = mean((quality) => quality.jitterMs);
  return { lossIn, lossOut, jitterMs, roundTripMs, mos: mosOf({ roundTripMs, jitterMs, loss: Math.max(lossIn, lossOut) }) };
}

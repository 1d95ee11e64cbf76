/**
 * Timers count from instants of the server. A workstation's clock may be minutes off; the `Date` header of the
 * answers tells by how much. It counts whole seconds, so a difference below two seconds is taken for none.
 */
const TOLERANCE_MS = 2000;
let offsetMs = 0;

/** Server time minus local time in ms, 0 when it cannot be told or is within the header's precision. */
export function clockOffset(dateHeader: string | null, sentAt: number, receivedAt: number): number | null {
  if (!dateHeader) return null;
  const server = Date.parse(dateHeader);
  if (Number.isNaN(server)) return null;
  // The header was cut to whole seconds: on average half a second is missing.
  const offset = server + 500 - (sentAt + receivedAt) / 2;
  return Math.abs(offset) < TOLERANCE_MS ? 0 : offset;
}

export function observeServerDate(dateHeader: string | null, sentAt: number, receivedAt: number): void {
  const offset = clockOffset(dateHeader, sentAt, receivedAt);
  if (offset !== null) offsetMs = offset;
}

/** Now, by the server's clock, in ms. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

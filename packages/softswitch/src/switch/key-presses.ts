/** By which way a key press came: in the stream of sound (RFC 4733, or tones in it), or beside it in SIP (RFC 6086). */
export type KeyWay = 'media' | 'info';

/** An INFO comes when the key goes down or up, the event of RFC 4733 is known when the key is up: so far they may lie apart. */
const APART_MS = 500;

/**
 * Some phones send each key both ways: the second one of the same press is an echo. Two presses of one key by one way are two.
 * Times in milliseconds.
 */
export class KeyPresses {
  #last: { digit: string; way: KeyWay; at: number; hasEcho: boolean } | undefined;

  /** False: it has been counted before. `durationMs`: how long the key was held, as far as is known. */
  isNew(digit: string, way: KeyWay, durationMs: number, now: number): boolean {
    const last = this.#last;
    if (last && last.digit === digit && last.way !== way && !last.hasEcho && now - last.at <= durationMs + APART_MS) {
      last.hasEcho = true;
      return false;
    }
    this.#last = { digit, way, at: now, hasEcho: false };
    return true;
  }
}

import { randomBytes, randomInt } from 'node:crypto';

/** Where ids come from; passed in, so that tests are repeatable. */
export interface Ids {
  /** A UUID version 7 (RFC 9562): sorts by time of creation. */
  uuid(): string;
  /** `length` characters of [a-z0-9], for tags, branches, tokens that people may have to read. */
  token(length: number): string;
}

/** RFC 9562 section 5.7: 48 bits of Unix milliseconds, then random bits. */
export function uuidv7(nowMs: number, random: Uint8Array = randomBytes(10)): string {
  const bytes = new Uint8Array(16);
  let rest = nowMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

export const systemIds: Ids = {
  uuid: () => uuidv7(Date.now()),
  token(length) {
    let out = '';
    for (let i = 0; i < length; i++) out += ALPHABET[randomInt(ALPHABET.length)];
    return out;
  },
};

/** Counts up: `id-1`, `id-2` … For tests. */
export function sequentialIds(prefix = 'id'): Ids {
  let n = 0;
  return { uuid: () => `${prefix}-${++n}`, token: (length) => `${++n}`.padStart(length, '0') };
}

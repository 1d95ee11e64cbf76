import { randomBytes, randomInt } from 'node:crypto';

/** Where ids come from; passed in, so that tests are repeatable. */
export interface Ids {
  /** A UUID version 7 (RFC 9562): sorts by time of creation. */
  uuid(): string;
  /** `length` characters of [a-z0-9], for tags, branches, tokens that people may have to read. */
  token(length: number): string;
}

/**
 * RFC 9562 section 5.7: 48 bits of Unix milliseconds, 12 bits of counter (section 6.2 method 1), 62 random bits.
 * `counter` 0…4095 keeps ids made within one millisecond in order.
 */
export function uuidv7(nowMs: number, counter: number, random: Uint8Array = randomBytes(8)): string {
  const bytes = new Uint8Array(16);
  let rest = nowMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | ((counter >> 8) & 0x0f);
  bytes[7] = counter & 0xff;
  bytes.set(random.subarray(0, 8), 8);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

let lastMs = 0;
let counter = 0;

/** Ids of one process never go back, even when the machine's clock does. */
function nextUuid(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  }
  return uuidv7(lastMs, counter);
}

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

export const systemIds: Ids = {
  uuid: nextUuid,
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

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

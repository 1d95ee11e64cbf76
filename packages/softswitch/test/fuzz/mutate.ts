/** Chance that can be had again: mulberry32. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(values: readonly T[]): T | undefined {
    return values[this.below(values.length)];
  }
}

const MAX_BYTES = 70_000;

/** What parsers stumble over: ends of numbers, of strings and of lines, things that nest, and things that escape. */
const WORDS = [
  ...[
    '0',
    '-1',
    '1',
    '255',
    '256',
    '65535',
    '65536',
    '2147483647',
    '2147483648',
    '4294967295',
    '4294967296',
    '1e9',
    '99999999999999999999',
    'NaN',
  ],
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\r\n ',
    '\0',
    ' ',
    '\t',
    ',',
    ';',
    ':',
    '=',
    '<',
    '>',
    '"',
    '\\',
    '\\"',
    '@',
    '?',
    '&',
    '%',
    '%00',
    '%0d%0a',
    '%',
    '[',
    ']',
    '/',
    '*',
  ],
  ...['%s%n%x', '\x80', '\xff\xfe', '\xc3\x28', '\xf0\x9f\x98\x80', '__proto__', 'constructor', 'toString', '{}', '[]', 'null', 'true'],
  ...[
    'sip:',
    'sips:',
    'tel:',
    'sip:a@b',
    '<sip:a@[::1]:5060;lr>',
    ';tag=',
    ';branch=z9hG4bK',
    ';rport',
    ';received=',
    ';lr',
    ';transport=tcp',
    'SIP/2.0',
    'Via: ',
    'v: ',
  ],
  ...[
    'Content-Length: 0',
    'l: 99999',
    'Content-Type: multipart/mixed;boundary=x',
    '--x',
    '--x--',
    'Digest ',
    'realm="',
    'nonce="',
    'qop="auth"',
    'INVITE',
    'REGISTER',
    'ACK',
  ],
  ...['m=audio ', 'a=rtpmap:', 'a=fmtp:', 'c=IN IP4 ', 'a=crypto:', 'a=candidate:', 'a=fingerprint:', 'a=ptime:'],
].map((word) => Buffer.from(word, 'latin1'));

function change(bytes: Buffer, chance: Chance, seeds: readonly Uint8Array[]): Buffer {
  const at = chance.below(bytes.length + 1);
  const rest = (from: number): Buffer => bytes.subarray(Math.min(from, bytes.length));
  switch (chance.below(10)) {
    case 0:
      if (bytes.length > 0) bytes[at % bytes.length] = chance.below(256);
      return bytes;
    case 1:
      if (bytes.length > 0) {
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << chance.below(8));
      }
      return bytes;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), chance.of(WORDS) ?? Buffer.alloc(0), rest(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), chance.of(WORDS) ?? Buffer.alloc(0), rest(at + chance.below(20))]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), rest(at + 1 + chance.below(40))]);
    case 5:
      return bytes.subarray(0, at);
    case 6: {
      // A piece many times over.
      const piece = bytes.subarray(at, at + 1 + chance.below(40));
      const times = chance.below(chance.below(20) === 0 ? 2_000 : 10);
      return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), rest(at)]);
    }
    case 7: {
      // Goes on as another seed does.
      const other = chance.of(seeds) ?? bytes;
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(other).subarray(chance.below(other.length + 1))]);
    }
    case 8: {
      const from = chance.below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + chance.below(60)), rest(at)]);
    }
    default:
      if (bytes.length >= 4) bytes.writeUInt32BE(chance.of([0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) ?? 0, at % (bytes.length - 3));
      return bytes;
  }
}

/** One of the seeds with some changes; now and then only noise. */
export function mutated(seeds: readonly Uint8Array[], chance: Chance): Buffer {
  if (seeds.length === 0 || chance.below(20) === 0) {
    const noise = Buffer.alloc(chance.below(600));
    for (let i = 0; i < noise.length; i++) noise[i] = chance.below(256);
    return noise;
  }
  let bytes: Buffer = Buffer.from(chance.of(seeds) ?? []);
  for (let changes = 1 + chance.below(6); changes > 0; changes--) bytes = change(bytes, chance, seeds);
  return bytes.length > MAX_BYTES ? bytes.subarray(0, MAX_BYTES) : bytes;
}

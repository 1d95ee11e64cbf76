/** RFC 3261 section 7.3.3 and the IANA registry: compact forms. A Map, for a header may be called `constructor`. */
const COMPACT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'accept-contact',
    b: 'referred-by',
    c: 'content-type',
    d: 'request-disposition',
    e: 'content-encoding',
    f: 'from',
    i: 'call-id',
    j: 'reject-contact',
    k: 'supported',
    l: 'content-length',
    m: 'contact',
    o: 'event',
    r: 'refer-to',
    s: 'subject',
    t: 'to',
    u: 'allow-events',
    v: 'via',
    x: 'session-expires',
  }),
);

/** How a name is written on the wire where title case would be wrong. */
const SPELLING: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'call-id': 'Call-ID',
    cseq: 'CSeq',
    'www-authenticate': 'WWW-Authenticate',
    'mime-version': 'MIME-Version',
    'min-se': 'Min-SE',
    'p-asserted-identity': 'P-Asserted-Identity',
    'p-preferred-identity': 'P-Preferred-Identity',
    rack: 'RAck',
    rseq: 'RSeq',
  }),
);

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
/** Spellings that were seen before; bounded, so that hostile names cannot fill it. */
const keyOfSpelling = new Map<string, string>();
const spellingOfKey = new Map<string, string>();

/** The one key under which a header is kept, whatever its spelling; undefined when it is no token. */
export function headerKey(spelling: string): string | undefined {
  const known = keyOfSpelling.get(spelling);
  if (known !== undefined) return known;
  // RFC 3261 section 7.3.1: names are case-insensitive, white space before the colon is allowed (and used to smuggle).
  const trimmed = spelling.trim();
  if (!TOKEN.test(trimmed)) return undefined;
  const lower = trimmed.toLowerCase();
  const key = COMPACT.get(lower) ?? lower;
  if (keyOfSpelling.size < 500) keyOfSpelling.set(spelling, key);
  return key;
}

export function headerSpelling(key: string): string {
  const known = spellingOfKey.get(key);
  if (known !== undefined) return known;
  const spelling = SPELLING.get(key) ?? key.replace(/(^|-)([a-z])/g, (_all, dash: string, letter: string) => dash + letter.toUpperCase());
  if (spellingOfKey.size < 500) spellingOfKey.set(key, spelling);
  return spelling;
}

/** Splits a comma-separated header value; commas inside quotes and angle brackets do not count (RFC 3261 section 7.3.1). */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return value === '' ? [] : [value];
  const out: string[] = [];
  let start = 0;
  let quoted = false;
  let angle = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x3c) angle++;
    else if (c === 0x3e) angle--;
    else if (c === 0x2c && angle <= 0) {
      out.push(value.slice(start, i).trim());
      start = i + 1;
    }
  }
  out.push(value.slice(start).trim());
  return out.filter((part) => part !== '');
}

/** Header fields in their order; keys are normalised, values are unfolded and trimmed. */
export class SipHeaders {
  readonly keys: string[] = [];
  readonly values: string[] = [];

  /** The first field of that name. */
  get(key: string): string | undefined {
    const index = this.keys.indexOf(key);
    return index < 0 ? undefined : this.values[index];
  }

  has(key: string): boolean {
    return this.keys.includes(key);
  }

  count(key: string): number {
    let n = 0;
    for (const k of this.keys) if (k === key) n++;
    return n;
  }

  /** All fields of that name, each as it stands. */
  all(key: string): string[] {
    const out: string[] = [];
    for (let i = 0; i < this.keys.length; i++) if (this.keys[i] === key) out.push(this.values[i] ?? '');
    return out;
  }

  /** All values of that name, comma-separated ones taken apart. */
  list(key: string): string[] {
    return this.all(key).flatMap(splitList);
  }

  add(key: string, value: string): this {
    this.keys.push(key);
    this.values.push(value);
    return this;
  }

  prepend(key: string, value: string): this {
    this.keys.unshift(key);
    this.values.unshift(value);
    return this;
  }

  /** Replaces the first field of that name, or adds it. */
  set(key: string, value: string): this {
    const index = this.keys.indexOf(key);
    if (index < 0) return this.add(key, value);
    this.values[index] = value;
    return this;
  }

  remove(key: string): this {
    for (let i = this.keys.length - 1; i >= 0; i--) {
      if (this.keys[i] !== key) continue;
      this.keys.splice(i, 1);
      this.values.splice(i, 1);
    }
    return this;
  }

  clone(): SipHeaders {
    const copy = new SipHeaders();
    copy.keys.push(...this.keys);
    copy.values.push(...this.values);
    return copy;
  }
}

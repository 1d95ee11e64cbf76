/**
 * What text must not hold to be stored: U+0000 and halves of surrogate pairs are refused by PostgreSQL (text and jsonb), the other control
 * characters by XML 1.0 section 2.2 (XLSX). Tab, line feed and carriage return may stand. `isStorable` of the contract says the same.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;
const HALF = /\p{Surrogate}/gu;

/** Text of a stranger: what cannot be stored is left out, NFC, cut to `maxLength` UTF-16 units and never inside a character. */
export function cleanText(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const normal = text.replace(UNSTORABLE, '').normalize('NFC');
  return normal.length <= maxLength ? normal : normal.slice(0, maxLength).replace(HALF, '');
}

/** Like `cleanText` for text that is shown in one line, such as a caller's name or number: breaks and tabs become spaces. */
export function cleanLine(text: string, maxLength: number): string {
  return cleanText(text.replace(/[\t\r\n\u2028\u2029]+/g, ' ').trim(), maxLength);
}

/** JSON of a stranger: every string and every name in it cleaned. Depth is bounded by the sender's message size, so nothing recurses. */
export function cleanJson<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  const whole: [object, object][] = [];
  const copyOf = (source: unknown): unknown => {
    if (typeof source === 'string') return cleanText(source);
    if (typeof source !== 'object' || source === null) return source;
    const copy = Array.isArray(source) ? [] : {};
    whole.push([source, copy]);
    return copy;
  };
  const result = copyOf(value);
  for (let next = whole.pop(); next; next = whole.pop()) {
    const [source, copy] = next;
    for (const [name, inner] of Object.entries(source)) {
      // `__proto__` as a name of a stranger's must stay a name.
      Object.defineProperty(copy, cleanText(name), { value: copyOf(inner), enumerable: true, writable: true, configurable: true });
    }
  }
  // The same shape with other characters in its strings.
  return result as T;
}

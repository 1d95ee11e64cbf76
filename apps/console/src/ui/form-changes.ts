const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** To a form, nothing, null and an empty text are the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (isBlank(one) || isBlank(other)) return isBlank(one) && isBlank(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (isRecord(one) && isRecord(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => isSame(one[key], other[key]));
  }
  return one === other;
}

/** The fields that differ from what the form began with; undefined: none does. */
export function changesOf<Values extends object>(initial: Values, values: Partial<Values>): Partial<Values> | undefined {
  const before = new Map<string, unknown>(Object.entries(initial));
  const changed = Object.entries(values).filter(([name, value]) => !isSame(value, before.get(name)));
  // Entries of `values`, some of them left out.
  return changed.length > 0 ? (Object.fromEntries(changed) as Partial<Values>) : undefined;
}

const SECRET = /password|secret/i;

/** What nobody but the server is to keep, left out at every depth. */
export function withoutSecrets<Values>(values: Values): Values {
  if (Array.isArray(values)) return values.map(withoutSecrets) as Values;
  if (!isRecord(values)) return values;
  const kept = Object.entries(values).flatMap(([name, value]) => (SECRET.test(name) ? [] : [[name, withoutSecrets(value)]]));
  // The same value with fields left out, all of which a form has as optional.
  return Object.fromEntries(kept) as Values;
}

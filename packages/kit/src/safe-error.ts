/** Fields of an error that say what happened and never hold what was to be stored, sent or asked. */
const PLAIN = ['code', 'status', 'statusCode', 'errno', 'syscall', 'address', 'port', 'method', 'severity', 'schema', 'table', 'column'];
const MORE = ['constraint', 'routine', 'uri'];
const MOST_CAUSES = 8;

/**
 * An error's message without the parameters of a statement: Drizzle appends them to its message, and PostgreSQL quotes the value in errors
 * of the classes 22 (data exception) and P0 (raised by a function; PostgreSQL, appendix A).
 */
export function safeMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replace(/\nparams:[\s\S]*$/, '');
  const quotesValues = 'code' in error && typeof error.code === 'string' && /^(22|P0)...$/.test(error.code);
  return quotesValues ? message.replace(/"[\s\S]*"/, '"…"') : message;
}

/** The frames alone: an error's own `stack` begins with its message. */
function framesOf({ stack = '' }: Error): string {
  const first = stack.search(/^ {4}at /m);
  return first < 0 ? '' : stack.slice(first);
}

/**
 * What may be logged or printed of an error: type, safe message, frames, fields of a fixed list, causes. Everything else (a statement's
 * parameters, PostgreSQL's `detail` and `where`, a request's body) stays out, whatever library adds it.
 */
export function safeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : typeof error };
  const fields = Object.fromEntries(
    [...PLAIN, ...MORE].flatMap((name) => {
      const value: unknown = Reflect.get(error, name);
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
  const cause = error.cause !== undefined && depth < MOST_CAUSES ? { cause: safeError(error.cause, depth + 1) } : {};
  return { type: error.name, message: safeMessage(error), stack: framesOf(error), ...fields, ...cause };
}

/** The same as text, for a terminal. */
export function safeErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by ${safeErrorText(error.cause)}`;
  return `${error.name}: ${safeMessage(error)}\n${framesOf(error)}${cause}`;
}

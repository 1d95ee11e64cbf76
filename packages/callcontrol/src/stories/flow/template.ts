/** The longest value of a variable, in characters; more is cut off. */
export const LONGEST_VALUE = 1000;

/** The longest text that templates are filled to. */
const LONGEST_TEXT = 16_000;

/** How a value is written where it stands. */
export type Encoding = 'plain' | 'url' | 'json' | 'header';

const PLACEHOLDER = /\{\{\s*([A-Za-z_][A-Za-z0-9_]{0,39})\s*\}\}/g;

/**
 * Text with every `{{name}}` replaced by the variable of that name, '' where there is none. Plain substitution: a value
 * that itself looks like a placeholder stays as it is.
 */
export function fill(template: string, lookUp: (name: string) => string, encoding: Encoding = 'plain'): string {
  const filled = template.replace(PLACEHOLDER, (_whole, name: string) => encode(lookUp(name), encoding));
  return filled.slice(0, LONGEST_TEXT);
}

/** Names of the variables that a template asks for. */
export function placeholders(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

function encode(value: string, encoding: Encoding): string {
  switch (encoding) {
    case 'plain':
      return value;
    case 'url':
      // `..` cannot be escaped: as a path segment it would lead elsewhere. A lone surrogate cannot be encoded at all.
      return /^\.+$/.test(value) ? '' : encodeURIComponent(value.toWellFormed());
    case 'json':
      return JSON.stringify(value.toWellFormed()).slice(1, -1);
    case 'header':
      // What a header may not hold, a line end above all (RFC 9110 section 5.5).
      return value.replace(/[^\x20-\x7e]/g, '');
  }
}

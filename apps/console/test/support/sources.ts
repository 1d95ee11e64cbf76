import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../src');

/** Every component of the console by its path in `src`. */
export const components: ReadonlyMap<string, string> = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

interface Element {
  tag: string;
  /** As they stand in the source: `{isBusy}`, `"small"`; `''` for one without a value. */
  attributes: ReadonlyMap<string, string>;
}

const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
const quotes = ['"', "'", '`'];

/** What begins at `at`, a comment, a text or a pair of brackets, ends there; undefined: none of them begins. */
function endOf(source: string, at: number): number | undefined {
  const first = source[at] ?? '';
  if (source.startsWith('//', at)) return source.indexOf('\n', at);
  if (source.startsWith('/*', at)) return source.indexOf('*/', at) + 2;
  if (quotes.includes(first)) return endOfText(source, at, first);
  const last = closing[first];
  if (last === undefined) return undefined;
  let inside = at + 1;
  while (inside < source.length && source[inside] !== last) inside = endOf(source, inside) ?? inside + 1;
  return inside + 1;
}

function endOfText(source: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < source.length && source[at] !== quote) {
    if (source[at] === '\\') at += 2;
    else if (quote === '`' && source.startsWith('${', at)) at = endOf(source, at + 1) ?? at + 1;
    else at++;
  }
  return at + 1;
}

/** The opening tags with these names, with their attributes. */
export function elementsOf(source: string, names: RegExp): Element[] {
  const found: Element[] = [];
  for (const { 0: opening, index } of source.matchAll(/<([A-Za-z][\w.]*)(?=[\s/>])/g)) {
    const tag = opening.slice(1);
    if (!names.test(tag)) continue;
    const attributes = new Map<string, string>();
    let at = index + opening.length;
    while (at < source.length && source[at] !== '>' && !source.startsWith('/>', at)) {
      const name = /^[\w-]+/.exec(source.slice(at, at + 60))?.[0];
      if (name === undefined) {
        at = endOf(source, at) ?? at + 1;
        continue;
      }
      at += name.length;
      const hasValue = source[at] === '=';
      const end = hasValue ? (endOf(source, at + 1) ?? at + 1) : at;
      attributes.set(name, hasValue ? source.slice(at + 1, end) : '');
      at = end;
    }
    found.push({ tag, attributes });
  }
  return found;
}

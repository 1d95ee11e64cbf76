import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as contract from '../src/index.ts';

const root = resolve(import.meta.dirname, '../../..');

/** What stands in backquotes, in lower case: `callRecord` and `call_record` are two ways to write one term. */
const known = new Set(
  [...readFileSync(join(root, 'docs/glossary.md'), 'utf8').matchAll(/`([A-Za-z][A-Za-z_0-9]*)`/g)].map(([, term = '']) =>
    term.toLowerCase(),
  ),
);

/** Shapes that carry no term of the trade: identity, errors, switches. */
const PLAIN = new Set(['Id', 'ErrorBody', 'Switch']);

const words = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** Some of its words, one after the other, are a term: `ConferenceCandidate` is of `conference`. */
function hasTerm(name: string): boolean {
  const parts = words(name);
  return parts.some((_, from) => parts.some((_part, to) => to >= from && known.has(parts.slice(from, to + 1).join(''))));
}

describe('the glossary holds every term of the contract', () => {
  it.each(Object.entries(contract).flatMap(([name, value]) => (value instanceof z.ZodEnum ? [[name, value] as const] : [])))(
    '%s and each of its values',
    (name, value) => {
      expect(value.options.filter((option) => !known.has(String(option).toLowerCase()))).toEqual([]);
      expect(hasTerm(name), name).toBe(true);
    },
  );

  it('every shape is named by a term', () => {
    const shapes = Object.entries(contract).flatMap(([name, value]) => (value instanceof z.ZodType ? [name] : []));
    expect(shapes.length).toBeGreaterThan(100);
    expect(shapes.filter((name) => !PLAIN.has(name) && !hasTerm(name))).toEqual([]);
  });

  it('every term is said in Chinese and in English', () => {
    const rows = readFileSync(join(root, 'docs/glossary.md'), 'utf8').split('## Telephony')[0]?.split('\n') ?? [];
    const terms = rows.filter((row) => row.startsWith('| ') && !row.startsWith('| 中文') && !row.startsWith('| ---'));
    for (const row of terms) {
      const [, chinese = '', english = '', meaning = ''] = row.split('|').map((cell) => cell.trim());
      expect(chinese === 'DOUT' || /\p{Script=Han}/u.test(chinese), row).toBe(true);
      expect(english !== '' && meaning !== '', row).toBe(true);
    }
  });
});

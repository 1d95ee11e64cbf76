import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStorable } from '../src/storable-json.ts';

/** PostgreSQL refuses both in text and jsonb. */
const REFUSED = /(?<!\\)(?:\\\\)*\\u(?:0000|[dD][89a-fA-F])/;

describe('what an engine says', () => {
  it('holds nothing that cannot be stored, however it was written', () => {
    const anyText = fc.string({ unit: 'binary' });
    const hostile = fc.constantFrom('a\u0000', '\ud800', '\udc00x', '\u001b', 'e\u0301', '\u007f', '"\\u0000"');
    const leaf = fc.oneof(anyText, hostile, fc.integer(), fc.constant(null));
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        leaf,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), hostile), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        const sent = JSON.stringify(value);
        const raw = sent.replaceAll('\u007f', '\\u007f');
        for (const text of [sent, raw]) {
          const kept = JSON.stringify(parseStorable(text));
          expect(kept).not.toMatch(REFUSED);
          expect(kept.isWellFormed()).toBe(true);
          // What is clean stays as it is.
          expect(JSON.stringify(parseStorable(kept))).toBe(kept);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is taken as it is when there is nothing to clean', () => {
    const event = { type: 'StasisStart', channel: { caller: { number: '13800000000', name: 'Zhang' } }, args: ['a b'] };
    expect(parseStorable(JSON.stringify(event))).toEqual(event);
  });

  it('may be long: a body within a message is a string of its own', () => {
    const body = JSON.stringify({ name: 'é'.repeat(100_000) });
    expect(parseStorable<{ body: string }>(JSON.stringify({ body })).body).toBe(body);
  });

  it('may nest as deep as a message is long', () => {
    const deep = `${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`;
    expect(() => parseStorable(deep)).not.toThrow();
  });
});

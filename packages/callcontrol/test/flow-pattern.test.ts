import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, fits, PatternError } from '../src/testing.ts';

describe('a pattern', () => {
  it.each([
    ['\\d{11}', '13800138000', true],
    ['\\d{11}', '1380013800', false],
    ['^1[3-9]\\d{9}$', '13800138000', true],
    ['^1[3-9]\\d{9}$', '12800138000', false],
    ['(?:62|35)\\d+', '6225', true],
    ['(62|35)\\d+', '4225', false],
    ['[^0]\\d*', '0123', false],
    ['a?b+c*', 'bbb', true],
    ['\\d{2,4}', '12345', false],
    ['\\d{2,}', '12345', true],
    ['', '', true],
    ['', '1', false],
    ['|1', '', true],
    ['.\\*#', '1*#', true],
    ['[\\d*#-]+', '1*-#', true],
    ['\\D\\S\\W', 'a-+', true],
    ['你?好', '好', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  it.each([
    '(',
    ')',
    '[',
    '*',
    'a**',
    '(?=a)',
    '\\1',
    '(a)\\1',
    'a{2',
    'a{3,2}',
    'a{1000}',
    '((a{200}){200}){200}',
    '((((((){200}){200}){200}){200}){200}){200}',
    'a|^b',
    '\\',
    '[z-a]',
    `${'('.repeat(60)}a${')'.repeat(60)}`,
  ])('%s is refused', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
    expect(fits(pattern, 'a')).toBe(false);
  });

  it.each(['(a+)+b', '(a|a)*b', '(a|aa)+$', '(.*)*x', '(\\d+)*\\d+x', '((a*)*)*b'])(
    '%s, which hangs a backtracking machine, is answered',
    (pattern) => {
      expect(fits(pattern, 'a'.repeat(1000))).toBe(pattern.endsWith('$'));
    },
  );

  it('means what it means in JavaScript', () => {
    const atom = fc.constantFrom('a', 'b', '\\d', '[ab]', '[^a]', '.', '(a|b)', '(?:ab)');
    const part = fc.tuple(atom, fc.constantFrom('', '?', '*', '+', '{2}', '{1,3}', '{2,}')).map((two) => two.join(''));
    const pattern = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, sample) => {
        expect(fits(source, sample)).toBe(new RegExp(`^(?:${source})$`, 'u').test(sample));
      }),
      { numRuns: 2000 },
    );
  });
});

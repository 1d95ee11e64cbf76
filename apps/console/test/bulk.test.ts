import { describe, expect, it } from 'vitest';
import { linesOf } from '../src/features/accounts/bulk-lines.ts';
import { csvOf } from '../src/ui/csv.ts';

const range = {
  source: 'range' as const,
  first: '8101',
  count: 3,
  namePattern: 'a{number}',
  displayNamePattern: 'Agent {number}',
  pasted: '',
};
const pasted = (text: string) => linesOf({ ...range, source: 'pasted', pasted: text });

describe('accounts by numbers in a row', () => {
  it('have their number in account and name, as often as it stands there', () => {
    expect(linesOf(range)).toEqual([
      { number: '8101', name: 'a8101', displayName: 'Agent 8101' },
      { number: '8102', name: 'a8102', displayName: 'Agent 8102' },
      { number: '8103', name: 'a8103', displayName: 'Agent 8103' },
    ]);
    expect(linesOf({ ...range, count: 1, namePattern: '{number}.{number}' })[0]?.name).toBe('8101.8101');
  });

  it('keep leading zeros, and stop at five hundred', () => {
    expect(linesOf({ ...range, first: '0099', count: 2 }).map((line) => line.number)).toEqual(['0099', '0100']);
    expect(linesOf({ ...range, count: 9999 })).toHaveLength(500);
  });

  it.each([
    ['', 3],
    ['12a', 3],
    ['8101', 0],
    ['8101', null],
    ['8101', -1],
  ])('are none from %s, %s times', (first, count) => {
    expect(linesOf({ ...range, first, count })).toEqual([]);
  });
});

describe('accounts from a pasted list', () => {
  it.each([
    ['commas', '8101,li,Li Si'],
    ['tabs', '8101\tli\tLi Si'],
    ['Chinese commas', '8101，li，Li Si'],
    ['blanks around', '  8101 , li ,  Li Si  '],
  ])('are read with %s', (_what, line) => {
    expect(pasted(line)).toEqual([{ number: '8101', name: 'li', displayName: 'Li Si' }]);
  });

  it('leave empty lines out, and keep what is incomplete for the server to tell', () => {
    expect(pasted('8101,a,A\r\n\r\n8102,b\n')).toEqual([
      { number: '8101', name: 'a', displayName: 'A' },
      { number: '8102', name: 'b', displayName: '' },
    ]);
  });
});

describe('a CSV file', () => {
  it('opens as it was meant: UTF-8 is marked, commas, quotes and line breaks are inside their cell', () => {
    expect(
      csvOf([
        ['分机', 'a,b'],
        ['say "x"', 'one\ntwo'],
      ]),
    ).toBe('\ufeff分机,"a,b"\r\n"say ""x""","one\ntwo"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('never holds a formula: %j', (cell) => {
    const line = csvOf([[cell]])
      .slice(1)
      .trimEnd();
    expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
  });
});

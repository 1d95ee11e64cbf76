import { describe, expect, it } from 'vitest';
import { fitsDialPattern, OpeningHoursInput, parseDialPattern, parseHolidayLines } from '../src/index.ts';

const fits = (pattern: string, number: string) => {
  const parsed = parseDialPattern(pattern);
  if (!parsed) throw new Error(`not a pattern: ${pattern}`);
  return fitsDialPattern(parsed, number);
};

describe('a dial pattern', () => {
  it.each([
    ['1[3-9]XXXXXXXXX', '13800138000', true],
    ['1[3-9]XXXXXXXXX', '12800138000', false],
    ['1[3-9]XXXXXXXXX', '1380013800', false],
    ['1[3-9]XXXXXXXXX', '138001380000', false],
    ['0Z.', '0208888', true],
    ['0Z.', '02', false],
    ['0Z.', '0085212', false],
    ['00.', '00852', true],
    ['00.', '00', false],
    ['N', '1', false],
    ['N', '2', true],
    ['[13-579]', '4', true],
    ['[13-579]', '2', false],
    ['[13-579]', '9', true],
    ['.', '1', true],
    ['.', '', false],
    ['.', '+86', false],
    ['+86.', '+8613', true],
    ['*9X', '*91', true],
    ['X.', '12*', false],
  ])('%s and %s: %s', (pattern, number, expected) => {
    expect(fits(pattern, number)).toBe(expected);
  });

  it.each(['', '[9-1]', '[', '[]', '[1', '[a]', '1.2', '..', 'x', '0+', 'A', '(1)', '1|2', 'X'.repeat(33), '[^1]', '\\d'])(
    '%j is none',
    (text) => {
      expect(parseDialPattern(text)).toBeUndefined();
    },
  );

  it('takes time linear in the number, whatever the pattern', () => {
    const pattern = parseDialPattern(`${'[0-9]'.repeat(32)}.`);
    const started = performance.now();
    expect(pattern && fitsDialPattern(pattern, '1'.repeat(1_000_000))).toBe(true);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('lines of holidays', () => {
  it('are read with one day or two, as closed or as a make-up workday', () => {
    expect(
      parseHolidayLines('2026-10-01 2026-10-07 国庆节\r\n\n 2026-10-10 workday \n2026-10-11,补班,7,周日补班\n2026-12-25 圣诞 节'),
    ).toEqual({
      wrong: [],
      holidays: [
        { name: '国庆节', fromDate: '2026-10-01', toDate: '2026-10-07', kind: 'closed', asWeekday: 1 },
        { name: 'workday', fromDate: '2026-10-10', toDate: '2026-10-10', kind: 'workday', asWeekday: 1 },
        { name: '周日补班', fromDate: '2026-10-11', toDate: '2026-10-11', kind: 'workday', asWeekday: 7 },
        { name: '圣诞 节', fromDate: '2026-12-25', toDate: '2026-12-25', kind: 'closed', asWeekday: 1 },
      ],
    });
  });

  it('that are wrong are named by their numbers', () => {
    const text = '2026-10-07 2026-10-01 backwards\n2026-13-01 no such month\n2026-10-01\nNational Day\n2026-10-01 fine';
    expect(parseHolidayLines(text).wrong).toEqual([1, 2, 3, 4]);
  });
});

describe('opening hours', () => {
  const hours = (day: { from: string; to: string }[], timeZone = 'Asia/Shanghai') =>
    OpeningHoursInput.safeParse({ name: 'x', timeZone, weekly: [day, [], [], [], [], [], []], observesHolidays: true }).success;

  it('have periods that do not overlap, in a zone that there is', () => {
    expect(hours([{ from: '09:00', to: '24:00' }])).toBe(true);
    expect(
      hours([
        { from: '13:00', to: '18:00' },
        { from: '09:00', to: '13:00' },
      ]),
    ).toBe(true);
    expect(hours([{ from: '09:00', to: '09:00' }])).toBe(false);
    expect(hours([{ from: '09:00', to: '24:30' }])).toBe(false);
    expect(hours([{ from: '9:00', to: '18:00' }])).toBe(false);
    expect(
      hours([
        { from: '09:00', to: '12:00' },
        { from: '11:00', to: '18:00' },
      ]),
    ).toBe(false);
    expect(hours([{ from: '24:00', to: '06:00' }])).toBe(false);
    expect(hours([], 'Mars/Olympus')).toBe(false);
  });

  it('go on into the next day when they end before they begin, unless somebody is there already', () => {
    const week = (...weekly: { from: string; to: string }[][]) =>
      OpeningHoursInput.safeParse({
        name: 'x',
        timeZone: 'Asia/Shanghai',
        weekly: [...weekly, ...[[], [], [], [], [], [], []].slice(weekly.length)],
        observesHolidays: true,
      }).success;
    const night = { from: '22:00', to: '06:00' };
    const day = (from: string) => ({ from, to: '18:00' });
    expect(week([night])).toBe(true);
    expect(week([day('09:00'), night], [day('06:00'), night])).toBe(true);
    expect(week([night], [day('05:59')])).toBe(false);
    // Sunday's night ends on Monday.
    expect(week([day('05:00')], [], [], [], [], [], [night])).toBe(false);
    expect(week([night, { from: '23:00', to: '24:00' }])).toBe(false);
  });
});

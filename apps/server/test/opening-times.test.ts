import { describe, expect, it } from 'vitest';
import { type HolidayRow, type HoursRow, isHoliday, isOpen, nextChange } from '../src/modules/pbx/opening-times.ts';

const office = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];
const never: HoursRow['weekly'] = [[], [], [], [], [], [], []];
const shanghai: HoursRow = { timeZone: 'Asia/Shanghai', weekly: [office, office, office, office, office, [], []], observesHolidays: true };
const day = (name: string, fromDate: string, toDate: string, more: Partial<HolidayRow> = {}): HolidayRow => ({
  name,
  fromDate,
  toDate,
  kind: 'closed',
  asWeekday: 1,
  ...more,
});
const at = (text: string) => Date.parse(text);
const open = (hours: HoursRow, text: string, holidays: HolidayRow[] = []) => isOpen(hours, holidays, at(text)).isOpen;
const next = (hours: HoursRow, text: string, holidays: HolidayRow[] = []) => {
  const change = nextChange(hours, holidays, at(text));
  return change === null ? null : new Date(change).toISOString();
};

describe('opening hours', () => {
  // 2026-11-16 is a Monday.
  it.each([
    ['2026-11-16T08:59:59+08:00', false],
    ['2026-11-16T09:00:00+08:00', true],
    ['2026-11-16T11:59:59+08:00', true],
    ['2026-11-16T12:00:00+08:00', false],
    ['2026-11-16T17:59:59+08:00', true],
    ['2026-11-16T18:00:00+08:00', false],
    ['2026-11-21T10:00:00+08:00', false],
    // Monday in Shanghai, Sunday in Greenwich.
    ['2026-11-22T23:30:00Z', false],
    ['2026-11-23T01:30:00Z', true],
  ])('at %s: %s', (instant, expected) => {
    expect(open(shanghai, instant)).toBe(expected);
  });

  it('go to the end of the day with 24:00, and on after midnight when the next day begins at 00:00', () => {
    const round = { ...shanghai, weekly: [[{ from: '22:00', to: '24:00' }], [{ from: '00:00', to: '02:00' }], [], [], [], [], []] };
    expect(open(round, '2026-11-16T23:59:59+08:00')).toBe(true);
    expect(open(round, '2026-11-17T00:00:00+08:00')).toBe(true);
    expect(open(round, '2026-11-17T02:00:00+08:00')).toBe(false);
    expect(next(round, '2026-11-16T22:30:00+08:00')).toBe('2026-11-16T18:00:00.000Z');
  });

  it('go on past midnight in one row, of the day on which they began', () => {
    const nights: HoursRow = { ...shanghai, weekly: [[{ from: '22:00', to: '06:00' }], ...never.slice(1)] };
    expect(open(nights, '2026-11-16T21:59:59+08:00')).toBe(false);
    expect(open(nights, '2026-11-16T22:00:00+08:00')).toBe(true);
    expect(open(nights, '2026-11-17T00:00:00+08:00')).toBe(true);
    expect(open(nights, '2026-11-17T05:59:59+08:00')).toBe(true);
    expect(open(nights, '2026-11-17T06:00:00+08:00')).toBe(false);
    // Monday's own small hours are Sunday's night, which has none.
    expect(open(nights, '2026-11-16T03:00:00+08:00')).toBe(false);
    expect(next(nights, '2026-11-16T23:00:00+08:00')).toBe('2026-11-16T22:00:00.000Z');
    expect(next(nights, '2026-11-17T07:00:00+08:00')).toBe('2026-11-23T14:00:00.000Z');
    // The night before a holiday is worked to its end; the night that would begin on it is not.
    const everyNight = { ...nights, weekly: never.map(() => [{ from: '22:00', to: '06:00' }]) };
    const holiday = [day('holiday', '2026-11-17', '2026-11-17')];
    expect(isOpen(everyNight, holiday, at('2026-11-17T05:00:00+08:00'))).toEqual({ isOpen: true, because: 'week', day: null });
    expect(isOpen(everyNight, holiday, at('2026-11-17T23:00:00+08:00'))).toEqual({ isOpen: false, because: 'holiday', day: 'holiday' });
    expect(open(everyNight, '2026-11-18T03:00:00+08:00', holiday)).toBe(false);
  });

  it('to 00:00 are those to 24:00', () => {
    const [toMidnight, toTheEnd] = ['00:00', '24:00'].map((to) => ({ ...shanghai, weekly: never.map(() => [{ from: '20:00', to }]) }));
    for (let minute = 0; minute < 2 * 1440; minute += 1) {
      const instant = new Date(at('2026-11-16T00:00:00+08:00') + minute * 60_000).toISOString();
      expect(open(toMidnight ?? shanghai, instant)).toBe(open(toTheEnd ?? shanghai, instant));
    }
  });

  it('are closed on holidays, also on one that spans the turn of the year, and only where they are observed', () => {
    const holidays = [day('turn of the year', '2026-12-30', '2027-01-04')];
    for (const instant of [
      '2026-12-30T10:00:00+08:00',
      '2026-12-31T10:00:00+08:00',
      '2027-01-01T10:00:00+08:00',
      '2027-01-04T10:00:00+08:00',
    ]) {
      expect(isOpen(shanghai, holidays, at(instant))).toEqual({ isOpen: false, because: 'holiday', day: 'turn of the year' });
    }
    expect(open(shanghai, '2027-01-05T10:00:00+08:00', holidays)).toBe(true);
    expect(open({ ...shanghai, observesHolidays: false }, '2026-12-31T10:00:00+08:00', holidays)).toBe(true);
    expect(isHoliday(holidays, 'Asia/Shanghai', at('2026-12-29T16:00:00Z'))).toBe(true);
    expect(isHoliday(holidays, 'Asia/Shanghai', at('2026-12-29T15:59:59Z'))).toBe(false);
  });

  it('on a make-up workday are those of the weekday it stands for, also within a holiday', () => {
    const friday = {
      ...shanghai,
      weekly: shanghai.weekly.map((periods, index) => (index === 4 ? [{ from: '10:00', to: '11:00' }] : periods)),
    };
    const holidays = [
      day('long', '2026-11-20', '2026-11-22'),
      day('make-up', '2026-11-21', '2026-11-21', { kind: 'workday', asWeekday: 5 }),
    ];
    expect(isOpen(friday, holidays, at('2026-11-21T10:30:00+08:00'))).toEqual({ isOpen: true, because: 'workday', day: 'make-up' });
    expect(open(friday, '2026-11-21T09:30:00+08:00', holidays)).toBe(false);
    expect(open(friday, '2026-11-22T10:30:00+08:00', holidays)).toBe(false);
    expect(isHoliday(holidays, 'Asia/Shanghai', at('2026-11-21T10:30:00+08:00'))).toBe(false);
  });

  it('follow summer time', () => {
    const berlin = { ...shanghai, timeZone: 'Europe/Berlin', weekly: shanghai.weekly.map(() => [{ from: '09:00', to: '17:00' }]) };
    expect(open(berlin, '2026-03-28T08:00:00Z')).toBe(true);
    expect(open(berlin, '2026-03-28T07:59:00Z')).toBe(false);
    // Clocks went forward in the night.
    expect(open(berlin, '2026-03-29T07:00:00Z')).toBe(true);
    expect(open(berlin, '2026-10-25T07:59:00Z')).toBe(false);
    expect(open(berlin, '2026-10-25T08:00:00Z')).toBe(true);
    expect(next(berlin, '2026-03-28T20:00:00Z')).toBe('2026-03-29T07:00:00.000Z');
    expect(next(berlin, '2026-10-24T20:00:00Z')).toBe('2026-10-25T08:00:00.000Z');
  });

  it('that begin in the hour that summer time leaves out begin when it has been left out', () => {
    const night = { ...shanghai, timeZone: 'Europe/Berlin', weekly: shanghai.weekly.map(() => [{ from: '02:30', to: '05:00' }]) };
    // 02:30 does not come: from 01:59 the clock goes to 03:00.
    expect(next(night, '2026-03-29T00:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(next(night, '2026-03-29T01:30:00Z')).toBe('2026-03-29T03:00:00.000Z');
  });
});

describe('the next change', () => {
  it.each([
    ['2026-11-16T08:00:00+08:00', '2026-11-16T01:00:00.000Z'],
    ['2026-11-16T10:00:00+08:00', '2026-11-16T04:00:00.000Z'],
    ['2026-11-20T19:00:00+08:00', '2026-11-23T01:00:00.000Z'],
  ])('after %s is at %s', (instant, expected) => {
    expect(next(shanghai, instant)).toBe(expected);
  });

  it('jumps over a holiday, and is none where nothing ever changes', () => {
    const holidays = [day('week', '2026-11-16', '2026-11-22')];
    expect(next(shanghai, '2026-11-14T10:00:00+08:00', holidays)).toBe('2026-11-23T01:00:00.000Z');
    expect(next({ ...shanghai, weekly: never }, '2026-11-16T10:00:00+08:00')).toBeNull();
    const always = { ...shanghai, weekly: never.map(() => [{ from: '00:00', to: '24:00' }]) };
    expect(next(always, '2026-11-16T10:00:00+08:00')).toBeNull();
  });

  const nights = { ...shanghai, weekly: [office, [{ from: '22:00', to: '06:00' }], [], office, [], [{ from: '23:00', to: '00:30' }], []] };

  it.each([
    ['days', shanghai],
    ['nights', nights],
  ])('is the very minute at which open and closed part, for a year of moments: %s', (_name, hours) => {
    const holidays = [day('a', '2026-12-31', '2027-01-03'), day('b', '2027-01-10', '2027-01-10', { kind: 'workday', asWeekday: 2 })];
    for (let hour = 0; hour < 24 * 60; hour += 7) {
      const instant = at('2026-11-16T00:00:00Z') + hour * 3600_000;
      const change = nextChange(hours, holidays, instant);
      expect(change).not.toBeNull();
      if (change === null) continue;
      const before = isOpen(hours, holidays, change - 60_000).isOpen;
      expect(isOpen(hours, holidays, change).isOpen).not.toBe(before);
      expect(isOpen(hours, holidays, instant).isOpen).toBe(before);
    }
  });
});

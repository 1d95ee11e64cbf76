import { describe, expect, it } from 'vitest';
import { dialProblem, normalizeNumber } from '../src/features/panel/dial-number.ts';
import { dayRange } from '../src/ui/day-range.ts';
import {
  formatBytes,
  formatDuration,
  formatInstant,
  formatList,
  formatShort,
  formatSpan,
  numberGroups,
  secondsSince,
  secondsUntil,
} from '../src/ui/format.ts';
import { readListState, writeListState } from '../src/ui/list-state.ts';

/** An instant of this workstation's own time, so that the tests hold in every time zone. */
const local = (...parts: [number, number, number, number, number, number?]) =>
  new Date(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5] ?? 0).toISOString();

describe('formatDuration', () => {
  it.each([
    [0, '00:00'],
    [7.9, '00:07'],
    [754, '12:34'],
    [3723, '1:02:03'],
    [-3, '00:00'],
    [Number.NaN, '00:00'],
  ])('shows %s seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('what is said in words', () => {
  it.each([
    [20, '20 seconds', '20 秒'],
    [1, '1 second', '1 秒'],
    [0, '0 seconds', '0 秒'],
    [90, '1 minute 30 seconds', '1 分钟 30 秒'],
    [300, '5 minutes', '5 分钟'],
    [86_400, '1 day', '1 天'],
    [604_800, '7 days', '7 天'],
  ])('%s seconds are "%s", "%s"', (seconds, en, zh) => {
    expect([formatSpan(seconds, 'en'), formatSpan(seconds, 'zh')]).toEqual([en, zh]);
  });

  it('a list has the marks of its language', () => {
    expect(formatList(['Li', 'Wu', 'Wang'], 'en')).toBe('Li, Wu and Wang');
    expect(formatList(['李', '吴', '王'], 'zh')).toBe('李、吴和王');
    expect(formatList(['Li'], 'en')).toBe('Li');
    expect(formatList([], 'zh')).toBe('');
  });
});

describe('timers', () => {
  const at = '2026-07-01T08:00:00.000Z';
  it('counts up in whole seconds and never below zero', () => {
    expect(secondsSince(at, Date.parse(at) + 1999)).toBe(1);
    expect(secondsSince(at, Date.parse(at) - 5000)).toBe(0);
  });
  it('counts down to zero, the last second being a whole one', () => {
    expect(secondsUntil(at, Date.parse(at) - 1200)).toBe(2);
    expect(secondsUntil(at, Date.parse(at) + 1)).toBe(0);
  });
});

describe('instants', () => {
  it('are shown in local time', () => {
    expect(formatInstant(local(2026, 7, 1, 9, 5, 3))).toBe('2026-07-01 09:05:03');
    expect(formatInstant('nonsense')).toBe('');
  });
  it('get shorter the nearer they are', () => {
    const now = Date.parse(local(2026, 7, 1, 18, 0));
    expect(formatShort(local(2026, 7, 1, 9, 5), now)).toBe('09:05');
    expect(formatShort(local(2026, 2, 3, 9, 5), now)).toBe('02-03 09:05');
    expect(formatShort(local(2025, 2, 3, 9, 5), now)).toBe('2025-02-03 09:05');
  });
  it('name the month in English, where 02-03 may be two days', () => {
    const now = Date.parse(local(2026, 7, 1, 18, 0));
    expect(formatShort(local(2026, 7, 1, 9, 5), now, 'en')).toBe('09:05');
    expect(formatShort(local(2026, 2, 3, 9, 5), now, 'en')).toBe('3 Feb, 09:05');
    expect(formatShort(local(2025, 2, 3, 9, 5), now, 'en')).toBe('3 Feb 2025, 09:05');
    expect(formatShort('nonsense', now, 'en')).toBe('');
  });
});

describe('dayRange', () => {
  it('holds both days whole', () => {
    expect(dayRange('2026-07-01', '2026-07-02')).toEqual({
      from: local(2026, 7, 1, 0, 0),
      to: new Date(Date.parse(local(2026, 7, 3, 0, 0)) - 1).toISOString(),
    });
  });
  it('may be open on either side', () => {
    expect(dayRange('2026-07-01', undefined)).toEqual({ from: local(2026, 7, 1, 0, 0) });
    expect(dayRange(undefined, undefined)).toEqual({});
  });
  it('is null for what is no day', () => {
    expect(dayRange('2026-02-31', undefined)).toBeNull();
    expect(dayRange('today', undefined)).toBeNull();
  });
});

describe('numbers', () => {
  it('groups mobile numbers without changing them', () => {
    expect(numberGroups('13800138000')).toEqual(['138', '0013', '8000']);
    expect(numberGroups('+8613800138000')).toEqual(['+86', '138', '0013', '8000']);
    expect(numberGroups('02155668800')).toEqual(['02155668800']);
    expect(numberGroups('8701')).toEqual(['8701']);
  });
  it('are dialled without what people write between digits', () => {
    expect(normalizeNumber(' (021) 5566-8800 ')).toBe('02155668800');
    expect(dialProblem('021 5566 8800')).toBeNull();
    expect(dialProblem(' - ')).toBe('panel.dialEmpty');
    expect(dialProblem('8701a')).toBe('panel.dialInvalid');
  });
});

describe('formatBytes', () => {
  it.each([
    [512, '512 B'],
    [1536, '1.5 KB'],
    [15_728_640, '15 MB'],
  ])('shows %s as %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text));
});

describe('list state in the address', () => {
  const names = ['queue', 'type'] as const;
  it('comes back as it was written', () => {
    const state = {
      place: { after: 'WzFd' },
      pageSize: 50,
      sort: 'durationS',
      order: 'asc' as const,
      search: '138',
      filters: { queue: 'DOUT' },
    };
    expect(readListState(writeListState(state), names)).toEqual(state);
  });
  it('is not written when it is as by default', () => {
    expect(writeListState(readListState(new URLSearchParams(), names)).toString()).toBe('');
  });
  it('takes the default for what is broken', () => {
    const state = readListState(new URLSearchParams('last=yes&pageSize=7&order=up&other=1'), names);
    expect(state).toEqual({ place: {}, pageSize: 25, sort: null, order: null, search: '', filters: {} });
  });
});

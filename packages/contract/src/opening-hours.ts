import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { problem } from './input-problems.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText } from './text.ts';

/** `09:00`; `24:00` ends a day. */
const TimeOfDay = z.string().regex(/^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/);

/** An end before the beginning is on the next day: 22:00 to 06:00. The whole period belongs to the day on which it begins. */
export const OpeningPeriod = z
  .object({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from !== to && from !== '24:00', { path: ['to'], ...problem('sameTime') });
export type OpeningPeriod = z.infer<typeof OpeningPeriod>;

/** Whether a period ends on the day after the one on which it begins. */
export function endsNextDay({ from, to }: OpeningPeriod): boolean {
  return to < from;
}

const DayPeriods = z
  .array(OpeningPeriod)
  .max(10)
  .refine(
    (periods) =>
      [...periods]
        .sort((a, b) => (a.from < b.from ? -1 : 1))
        .every((one, i, all) => {
          const before = all[i - 1];
          return !before || (!endsNextDay(before) && one.from >= before.to);
        }),
    problem('overlap'),
  );

/** Nobody is still there from the night before when a day begins. */
function nightsEndInTime(days: readonly (readonly OpeningPeriod[])[]): boolean {
  return days.every((day, index) => {
    const next = days[(index + 1) % days.length] ?? [];
    return day.every((period) => !endsNextDay(period) || next.every(({ from }) => from >= period.to));
  });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const OpeningHoursInput = z.object({
  name: RequiredText(60),
  /** IANA name: `Asia/Shanghai`. */
  timeZone: z.string().min(1).max(60).refine(isTimeZone, problem('timeZone')),
  /** Seven days, Monday first; a day without periods is closed. */
  weekly: z.array(DayPeriods).length(7).refine(nightsEndInTime, problem('overlap')),
  /** Whether the call centre's holidays and make-up workdays count. */
  observesHolidays: z.boolean(),
});
export type OpeningHoursInput = z.infer<typeof OpeningHoursInput>;

/** Open or not at one moment, and what decides it. */
export const OpeningState = z.object({
  isOpen: z.boolean(),
  /** `week`: the day of the week; `holiday`: a closed day of the list; `workday`: a make-up workday of it. */
  because: z.enum(['week', 'holiday', 'workday']),
  /** Name of the holiday or workday. */
  day: z.string().nullable(),
});
export type OpeningState = z.infer<typeof OpeningState>;

/** A row of GET /api/opening-hours. */
export const OpeningHours = OpeningHoursInput.extend({
  id: Id,
  now: OpeningState,
  /** When it opens or closes next; null: not within a year. */
  nextChangeAt: Instant.nullable(),
  createdAt: Instant,
});
export type OpeningHours = z.infer<typeof OpeningHours>;

export const HolidayKind = z.enum(['closed', 'workday']);
export type HolidayKind = z.infer<typeof HolidayKind>;

/** `2026-10-01`, a day that there is. */
const LocalDate = z.iso.date();

const HolidaySettings = z.object({
  name: RequiredText(60),
  fromDate: LocalDate,
  /** The last day; the same as `fromDate` for one day. */
  toDate: LocalDate,
  kind: HolidayKind,
  /** A make-up workday has the hours of this day of the week: 1 = Monday … 7 = Sunday. */
  asWeekday: z.number().int().min(1).max(7),
});
export const HolidayInput = HolidaySettings.refine(({ fromDate, toDate }) => fromDate <= toDate, {
  path: ['toDate'],
  ...problem('beforeStart'),
});
export type HolidayInput = z.infer<typeof HolidayInput>;

/** A row of GET /api/holidays. */
export const Holiday = HolidaySettings.extend({ id: Id, createdAt: Instant });
export type Holiday = z.infer<typeof Holiday>;

/** POST /api/holidays/import: lines as `parseHolidayLines` reads them. */
export const HolidayLines = z.object({ text: z.string().min(1).max(20_000) });
export type HolidayLines = z.infer<typeof HolidayLines>;

export interface ParsedHolidayLines {
  holidays: HolidayInput[];
  /** Numbers of the lines that cannot be read, from 1. */
  wrong: number[];
}

/**
 * One entry a line, empty lines aside: `2026-10-01 2026-10-07 National Day`, a closed time; `2026-10-10 workday`,
 * `2026-10-10 workday 5`, a make-up workday with the hours of that day of the week (without one: Monday).
 */
export function parseHolidayLines(text: string): ParsedHolidayLines {
  const holidays: HolidayInput[] = [];
  const wrong: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parsed = HolidayInput.safeParse(holidayOfLine(line.trim()));
    if (parsed.success) holidays.push(parsed.data);
    else wrong.push(index + 1);
  }
  return { holidays, wrong };
}

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

function holidayOfLine(line: string): HolidayInput {
  const words = line.split(/[\s,，;；]+/);
  const fromDate = words.shift() ?? '';
  const toDate = DATE.test(words[0] ?? '') ? (words.shift() ?? '') : fromDate;
  const isWorkday = words[0] === 'workday' || words[0] === '上班' || words[0] === '补班';
  if (!isWorkday) return { name: words.join(' '), fromDate, toDate, kind: 'closed', asWeekday: 1 };
  const word = words.shift() ?? '';
  const asWeekday = /^[1-7]$/.test(words[0] ?? '') ? Number(words.shift()) : 1;
  return { name: words.join(' ') || word, fromDate, toDate, kind: 'workday', asWeekday };
}

export const openingHoursErrors = {
  'openingHours.nameTaken': { status: 409, zh: '营业时间“{name}”已存在', en: 'The opening hours "{name}" already exist' },
  'openingHours.holidayLinesInvalid': {
    status: 400,
    zh: '第 {lines} 行无法识别，没有导入任何一行',
    en: 'Unreadable lines: {lines}. Nothing was imported',
  },
} as const satisfies Catalogue;

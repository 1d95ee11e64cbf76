import { endsNextDay, type OpeningPeriod, type OpeningState } from '@zuoxi/contract';
import type { holiday, openingHours } from '../opening-hours/tables.ts';

export type HoursRow = Pick<typeof openingHours.$inferSelect, 'timeZone' | 'weekly' | 'observesHolidays'>;
export type HolidayRow = Pick<typeof holiday.$inferSelect, 'name' | 'fromDate' | 'toDate' | 'kind' | 'asWeekday'>;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How far ahead a change is looked for. */
const DAYS_AHEAD = 370;

/** What clocks and calendars on the wall show in that time zone. */
interface LocalTime {
  /** `2026-10-01` */
  date: string;
  /** `09:30` */
  time: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  // Swedish writes dates as ISO 8601 has them: 2026-10-01 09:30.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formatters.set(timeZone, made);
  return made;
}

/** @param instant epoch ms */
export function localTime(timeZone: string, instant: number): LocalTime {
  const text = formatterOf(timeZone).format(instant);
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** 0 = Monday … 6 = Sunday */
const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** The entry of the list for that day. A make-up workday within a long holiday is the exception to it. */
function specialDay(holidays: readonly HolidayRow[], date: string): HolidayRow | undefined {
  const fitting = holidays.filter(({ fromDate, toDate }) => fromDate <= date && date <= toDate);
  return fitting.find(({ kind }) => kind === 'workday') ?? fitting[0];
}

/** Pure. @param instant epoch ms */
export function isOpen(hours: HoursRow, holidays: readonly HolidayRow[], instant: number): OpeningState {
  const { date, time } = localTime(hours.timeZone, instant);
  const { periods, special } = dayOf(hours, holidays, date);
  // What goes on past midnight is still of the day on which it began, a holiday or not.
  const night = dayOf(hours, holidays, dateBefore(date));
  if (night.periods.some((period) => endsNextDay(period) && time < period.to)) return { isOpen: true, ...reasonOf(night.special) };
  const isWithin = periods.some((period) => period.from <= time && (endsNextDay(period) || time < period.to));
  return { isOpen: isWithin, ...reasonOf(special) };
}

/** The periods that begin on that day, and the entry of the list that decides it. */
function dayOf(
  hours: HoursRow,
  holidays: readonly HolidayRow[],
  date: string,
): { periods: readonly OpeningPeriod[]; special?: HolidayRow } {
  const special = hours.observesHolidays ? specialDay(holidays, date) : undefined;
  if (!special) return { periods: hours.weekly[weekdayOf(date)] ?? [] };
  return { periods: special.kind === 'closed' ? [] : (hours.weekly[special.asWeekday - 1] ?? []), special };
}

function reasonOf(special: HolidayRow | undefined): Pick<OpeningState, 'because' | 'day'> {
  if (!special) return { because: 'week', day: null };
  return { because: special.kind === 'closed' ? 'holiday' : 'workday', day: special.name };
}

const dateBefore = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/** A closed day of the list, in that time zone. */
export function isHoliday(holidays: readonly HolidayRow[], timeZone: string, instant: number): boolean {
  return specialDay(holidays, localTime(timeZone, instant).date)?.kind === 'closed';
}

/** When it opens or closes next, in epoch ms, to the minute; null = not within a year. */
export function nextChange(hours: HoursRow, holidays: readonly HolidayRow[], instant: number): number | null {
  const now = isOpen(hours, holidays, instant).isOpen;
  let before = instant;
  for (const at of boundaries(hours, instant)) {
    if (isOpen(hours, holidays, at).isOpen !== now) return firstOther(hours, holidays, before, at);
    before = at;
  }
  return null;
}

/** Every moment after `instant` at which something could change, in order: the edges of all periods on all days. */
function* boundaries(hours: HoursRow, instant: number): Generator<number> {
  const edges = [...new Set(['00:00', ...hours.weekly.flatMap((day) => day.flatMap(({ from, to }) => [from, to]))])].sort();
  const today = Date.parse(`${localTime(hours.timeZone, instant).date}T00:00:00Z`);
  for (let day = 0; day <= DAYS_AHEAD; day++) {
    const moments = edges.flatMap((edge) => {
      const [hour = 0, minute = 0] = edge.split(':').map(Number);
      return instantsOf(hours.timeZone, today + day * DAY_MS + (hour * 60 + minute) * MINUTE_MS);
    });
    yield* moments.sort((a, b) => a - b).filter((at) => at > instant);
  }
}

/**
 * The instants at which a wall clock may show that time. Around a change of summer time there are two candidates, of
 * which one is wrong or both are right: the caller looks at each.
 * @param wall the time on the wall as if it were UTC
 */
function instantsOf(timeZone: string, wall: number): number[] {
  const offsetAt = (instant: number) => {
    const { date, time } = localTime(timeZone, instant);
    return Date.parse(`${date}T${time}:00Z`) - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  };
  return [...new Set([wall - offsetAt(wall - DAY_MS), wall - offsetAt(wall + DAY_MS)])];
}

/** The first minute of (before, at] that is as `at` is: exact, too, where clocks were put forward or back in between. */
function firstOther(hours: HoursRow, holidays: readonly HolidayRow[], before: number, at: number): number {
  const state = isOpen(hours, holidays, at).isOpen;
  let same = Math.floor(before / MINUTE_MS);
  let other = Math.floor(at / MINUTE_MS);
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (isOpen(hours, holidays, middle * MINUTE_MS).isOpen === state) other = middle;
    else same = middle;
  }
  return other * MINUTE_MS;
}

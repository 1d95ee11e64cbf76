import type { Language } from '../i18n/language.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** `00:07`, `12:34`, `1:02:03`. Negative and broken values show as zero: a clock that is a little off is no news. */
export function formatDuration(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** Whole seconds from `since` to `nowMs`. */
export function secondsSince(since: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(since)) / 1000));
}

/** Whole seconds until `end`, rounded up so that a countdown shows 1 until it is over. */
export function secondsUntil(end: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(end) - nowMs) / 1000));
}

/** `2026-07-01 09:30:05` in the time zone of the workstation. */
export function formatInstant(instant: string, withSeconds = true): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return withSeconds ? `${date} ${time}:${two(at.getSeconds())}` : `${date} ${time}`;
}

/** `2026-07-01 09:30` as clocks in that time zone (IANA name) show it. */
export function formatInZone(instant: string, timeZone: string): string {
  // Swedish writes dates and times as ISO 8601 has them.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant));
}

/** `09:30` today, `07-01 09:30` this year, `2025-07-01 09:30` before; in English `1 Jul, 09:30`, since 07-01 may be two days there. */
export function formatShort(instant: string, nowMs: number, language: Language = 'zh'): string {
  const full = formatInstant(instant, false);
  const today = formatInstant(new Date(nowMs).toISOString(), false);
  if (full.slice(0, 10) === today.slice(0, 10)) return full.slice(11);
  const isThisYear = full.slice(0, 4) === today.slice(0, 4);
  if (language === 'zh' || full === '') return isThisYear ? full.slice(5) : full;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: isThisYear ? undefined : 'numeric' });
  return `${day.format(new Date(instant))}, ${full.slice(11)}`;
}

export function formatTimeOfDay(instant: string): string {
  return formatInstant(instant).slice(11);
}

export function formatBytes(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value);
  return `${number} ${units[unit]}`;
}

/**
 * The groups a Chinese mobile number is read in (138 0013 8000); every other number is one group. The groups are
 * set apart by style, not by spaces, so that the number is copied and found as it was dialled.
 */
export function numberGroups(number: string): string[] {
  const mobile = /^(\+?86)?(1\d{2})(\d{4})(\d{4})$/.exec(number);
  return mobile ? mobile.slice(1).filter((group) => group !== undefined) : [number];
}

/** `A, B and C`, `A、B和C`: each language has its own marks between the parts of a list. */
export function formatList(parts: readonly string[], language: Language): string {
  return new Intl.ListFormat(localeOf(language), { type: 'conjunction' }).format(parts);
}

const spanUnits = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `5 minutes`, `1 day`, `1 分钟 30 秒`: how long something may last, in the words one would say. */
export function formatSpan(seconds: number, language: Language): string {
  const spoken: string[] = [];
  let rest = seconds;
  for (const [unit, length] of spanUnits) {
    const amount = Math.floor(rest / length);
    rest -= amount * length;
    if (amount === 0 && !(unit === 'second' && spoken.length === 0)) continue;
    const display = language === 'zh' ? 'short' : 'long';
    spoken.push(new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: display }).format(amount));
  }
  // Chinese is written without a space here by Intl, and with one everywhere else in the console.
  return spoken.join(' ').replace(/(\d)(?=\p{Script=Han})/gu, '$1 ');
}

const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** `0%`, `0.2%`, `12%` */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : percent.toFixed(1)}%`;
}

import type { SpokenLanguage } from '../world/terms.ts';

/** The sentences that ship with the product, in both languages. */
export const SHIPPED_PROMPTS = [
  'greeting',
  'max-wait',
  'closed',
  'goodbye',
  'apology',
  'all-busy',
  'position-before',
  'position-after',
  'wait-before',
  'wait-minutes',
  'wait-minute',
  'wait-under-a-minute',
  'offer-voicemail',
  'offer-callback',
  'offer-both',
  'voicemail-record',
  'voicemail-saved',
  'voicemail-empty',
  'callback-confirm',
  'callback-not-possible',
  'callback-customer',
  'callback-agent',
  'survey-level',
  'survey-reason',
  'survey-thanks',
  'invalid-key',
  'no-input',
  'connecting',
  'not-available',
  'record-start',
  'record-listen',
  'record-saved',
  'activated',
  'deactivated',
  'dnd-on',
  'dnd-off',
  'forwarding-on',
  'forwarding-off',
  'ready',
  'not-ready',
  'not-allowed',
  'number-invalid',
] as const;

export type ShippedPrompt = (typeof SHIPPED_PROMPTS)[number];

/** Sounds without words. */
export const BEEP = 'sound:zuoxi/beep';

/** A steady 1004 Hz, 10 s, by which a line is measured. */
export const TEST_TONE = 'sound:zuoxi/test-tone';

/** Music on hold; the first is what everybody hears who has chosen nothing. */
export const SHIPPED_MUSIC = ['sound:zuoxi/music', 'sound:zuoxi/music-2', 'sound:zuoxi/music-3'] as const;

/** The media URI of a sentence that ships with the product. */
export const shipped = (name: ShippedPrompt, language: SpokenLanguage): string => `sound:zuoxi/${language}/${name}`;

/**
 * A number as one says it, as media URIs to be played one after the other: 205 is 二百零五, "two hundred and five".
 *
 * @param n 0 … 9999; beyond that, and for what is no whole number, its digits are said
 */
export function spokenNumber(n: number, language: SpokenLanguage): string[] {
  if (!Number.isInteger(n) || n < 0 || n > 9999) return spokenDigits(String(n), language);
  const parts = language === 'zh' ? chineseParts(n) : englishParts(n);
  return parts.map((part) => numberSound(part, language));
}

/** A number before what is counted (两分钟): Chinese says 2 differently there. */
export function spokenCount(n: number, language: SpokenLanguage): string[] {
  return n === 2 && language === 'zh' ? [numberSound('two', 'zh')] : spokenNumber(n, language);
}

/** A telephone number or another code, one character after the other. What cannot be said (spaces, dashes) is left out. */
export function spokenDigits(text: string, language: SpokenLanguage): string[] {
  return [...text].flatMap((character) => {
    const name = SIGNS[character] ?? (/^[0-9]$/.test(character) ? character : undefined);
    return name === undefined ? [] : [numberSound(name, language)];
  });
}

const SIGNS: Readonly<Record<string, string>> = { '+': 'plus', '*': 'star', '#': 'hash' };

const numberSound = (name: string, language: SpokenLanguage) => `sound:zuoxi/${language}/n/${name}`;

function chineseParts(n: number): string[] {
  const thousands = n - (n % 1000);
  const hundreds = (n % 1000) - (n % 100);
  const rest = n % 100;
  if (n < 100) return [String(n)];
  const parts: string[] = [];
  if (thousands > 0) parts.push(String(thousands));
  if (hundreds > 0) parts.push(String(hundreds));
  if (rest === 0) return parts;
  // One 零 stands for a gap, however wide: 二千零五, 二千零五十, but 二百五十.
  const gap = (thousands > 0 && hundreds === 0) || rest < 10;
  if (gap) parts.push('0');
  // After a hundred ten is 一十: 二百一十五.
  if (rest >= 10 && rest < 20) parts.push('1');
  parts.push(String(rest));
  return parts;
}

function englishParts(n: number): string[] {
  const thousands = n - (n % 1000);
  const hundreds = (n % 1000) - (n % 100);
  const rest = n % 100;
  if (n < 100) return [String(n)];
  const parts: string[] = [];
  if (thousands > 0) parts.push(String(thousands));
  if (hundreds > 0) parts.push(String(hundreds));
  if (rest > 0) parts.push('and', String(rest));
  return parts;
}

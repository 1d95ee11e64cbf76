import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { problem } from './input-problems.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText } from './text.ts';

/** How far a number is, and what it costs: what an account may dial. */
export const PermissionClass = z.enum(['internal', 'local', 'national', 'international', 'premium']);
export type PermissionClass = z.infer<typeof PermissionClass>;

/** One place of a pattern: the characters that fit it. */
export interface DialPattern {
  places: readonly string[];
  /** One or more further digits follow. */
  open: boolean;
}

const DIGITS = '0123456789';
const LETTERS: Readonly<Record<string, string>> = { X: DIGITS, Z: '123456789', N: '23456789' };
const MOST_PLACES = 32;

/**
 * Reads a pattern: digits, `+`, `*` and `#` stand for themselves, `X` for 0–9, `Z` for 1–9, `N` for 2–9, `[13-5]` for 1, 3, 4, 5,
 * and `.` at the end for one or more further digits. Undefined: not a pattern.
 */
export function parseDialPattern(text: string): DialPattern | undefined {
  const places: string[] = [];
  let rest = text;
  while (rest !== '' && rest !== '.') {
    const [first = ''] = rest;
    const set = /^\[((?:[0-9](?:-[0-9])?)+)\]/.exec(rest);
    const fitting = set ? digitsOf(set[1] ?? '') : (LETTERS[first] ?? (/^[0-9+*#]$/.test(first) ? first : ''));
    if (fitting === '' || (first === '+' && places.length > 0)) return undefined;
    places.push(fitting);
    rest = rest.slice(set ? set[0].length : 1);
  }
  const open = rest === '.';
  return (places.length === 0 && !open) || places.length > MOST_PLACES ? undefined : { places, open };
}

/** `13-5` → `1345`; '' when a range runs backwards. */
function digitsOf(set: string): string {
  let digits = '';
  for (const [, from = '', to = from] of set.matchAll(/([0-9])(?:-([0-9]))?/g)) {
    if (to < from) return '';
    digits += DIGITS.slice(Number(from), Number(to) + 1);
  }
  return digits;
}

/** In time linear in the number's length. */
export function fitsDialPattern({ places, open }: DialPattern, number: string): boolean {
  if (open ? number.length <= places.length : number.length !== places.length) return false;
  for (let i = 0; i < number.length; i++) {
    if (!(places[i] ?? DIGITS).includes(number.charAt(i))) return false;
  }
  return true;
}

export const DialRuleInput = z.object({
  name: RequiredText(60),
  pattern: RequiredText(100).refine((text) => parseDialPattern(text) !== undefined, problem('pattern')),
  /** Digits that are taken away at the front. */
  strip: z.number().int().min(0).max(20),
  /** Digits that are put in front after that. */
  prefix: z.string().regex(/^\+?[0-9*#]{0,20}$/),
  /** In the order in which they are tried; none = such numbers are refused. */
  trunkIds: z.array(Id).max(20),
  /** '' = the trunk's or the extension's. An extension's own one comes before it. */
  callerId: z.string().regex(/^\+?[0-9]{0,32}$/),
  /** What an account must be allowed to dial. */
  permissionClass: PermissionClass.exclude(['internal']),
  enabled: z.boolean(),
});
export type DialRuleInput = z.infer<typeof DialRuleInput>;

/** A row of GET /api/dial-rules, which is read from the top. */
export const DialRule = DialRuleInput.extend({ id: Id, position: z.number().int(), createdAt: Instant });
export type DialRule = z.infer<typeof DialRule>;

/** GET /api/dial-rules/test */
export const DialTestQuery = z.object({
  number: z.string().regex(/^[0-9*#+]{1,32}$/),
  /** Whose extension dials it; without one, what any extension is given at first. */
  accountId: Id.optional(),
});
export type DialTestQuery = z.infer<typeof DialTestQuery>;

/** What would become of a number that is dialled: each way in the order in which it would be tried. */
export const DialTest = z.object({
  outcome: z.enum(['outside', 'extension', 'queue', 'noTrunk', 'numberInvalid', 'notAllowed', 'capReached', 'blacklisted']),
  ruleName: z.string().nullable(),
  permissionClass: PermissionClass.nullable(),
  routes: z.array(z.object({ trunkName: z.string(), number: z.string(), callerId: z.string() })),
});
export type DialTest = z.infer<typeof DialTest>;

const Cap = z.number().int().min(0).max(1_000_000);

/** GET and PUT /api/dial-limits: a day's calls and minutes out that nobody dials; 0 = no limit. */
export const DialLimits = z.object({
  /** Of the whole call centre: callbacks, IVRs, routes, overflows, conferences. */
  ownCallsCap: Cap,
  ownMinutesCap: Cap,
  /** Of each extension that forwards its calls to the outside, besides what its account may call. */
  forwardedCallsCap: Cap,
  forwardedMinutesCap: Cap,
});
export type DialLimits = z.infer<typeof DialLimits>;

export const dialRulesErrors = {
  'dialRules.nameTaken': { status: 409, zh: '拨号规则“{name}”已存在', en: 'The outbound route "{name}" already exists' },
} as const satisfies Catalogue;

import { parseUri, unescapeUser } from './uri.ts';

/** RFC 3966 section 3: `tel:` with a number of its own or a local one, and parameters. */
const TEL = /^tel:([+0-9A-Fa-f*#().-]+)((?:;[^\s<>"?]*)?)$/i;
/** What may stand in a number between its digits (section 5.1.1). */
const VISUAL_SEPARATORS = /[-.()]/g;
const IS_NUMBER = /^[+0-9A-Fa-f*#().-]+$/;

export const isTelUri = (text: string): boolean => TEL.test(text) && /\d/.test(text);

/** Whom a URI names: the number of `tel:`, else the user of `sip:`, by `numberOfUser`. '' when nobody is named. */
export function numberOfUri(text: string): string {
  const number = TEL.exec(text)?.[1];
  return numberOfUser(number ?? parseUri(text)?.user ?? '');
}

/**
 * The user part of a URI without what carriers add after a semicolon (`;npdi;rn=…` of RFC 4694, `;phone-context=…`; RFC 3261 section 19.1.6
 * has them there): that says how to get there and not who it is. A number has no visual separators; a name keeps its dashes and dots.
 */
export function numberOfUser(user: string): string {
  const [named = ''] = unescapeUser(user).split(';');
  return IS_NUMBER.test(named) && /\d/.test(named) ? named.replace(VISUAL_SEPARATORS, '') : named;
}

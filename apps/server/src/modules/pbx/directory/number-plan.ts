import type { DialPattern, PermissionClass } from '@zuoxi/contract';

/** China's numbering plan: what a number is, plainly, and what a carrier may make of it on the way. */

/** Police, fire brigade, ambulance, traffic accidents: nobody may be kept from calling them. */
export const EMERGENCY = ['110', '119', '120', '122'];

const ABROAD = /^(\+|00)/;
/** Information services with a price of their own. */
const PREMIUM = /^0?(16[08]|1259[06])[0-9]/;
/** 179 is no mobile phone: it chooses a carrier. */
const MOBILE = /^0?1([3-68-9][0-9]|7[0-8])[0-9]{8}$/;
/** An area code with a subscriber, or with a service of that place. */
const FIXED = /^0(10[2-9][0-9]{7}|[2-9][0-9]{8,10})$/;
const FIXED_SERVICE = /^0(10|2[0-9]|[3-9][0-9]{2})(1[12][0-9]|1[0-2][0-9]{3}|9[56][0-9]{3,6})$/;
/** After the country code the area code has no 0. */
const FIXED_FROM_ABROAD = /^(10[2-9][0-9]{7}|[2-9][0-9]{8,10})$/;
const SUBSCRIBER = /^[2-8][0-9]{6,7}$/;
/** 110, 10086, 118114, 12345; 95588, 96110; 400 and 800. */
const SERVICE = /^(1[12][0-9]|1[0-2][0-9]{3}|118[0-9]{3}|9[56][0-9]{3,6}|[48]00[0-9]{7})$/;

/** What chooses a carrier for the number after it: 17909, 12593, 10193; 193 and others before a 0. */
const CARRIER = /^(179[0-9]{2}|1259[0-9]|1019[0-9]|19[0-9](?=0))/;
/** The digit for an outside line, in the custom of exchanges. */
const ESCAPE = '9';

/**
 * Abroad is what begins with 00 or + (but +86), national a trunk prefix, an area code or a mobile phone. Undefined: not plainly
 * anything, so that nobody can say what it costs.
 */
export function plainClassOf(number: string): PermissionClass | undefined {
  const national = number.replace(/^(\+|00)86/, '');
  const isFromAbroad = national !== number;
  if (ABROAD.test(national)) return 'international';
  if (!/^[0-9]+$/.test(national)) return undefined;
  if (MOBILE.test(national)) return 'national';
  if (PREMIUM.test(national)) return 'premium';
  if (FIXED.test(national) || FIXED_SERVICE.test(national)) return 'national';
  if (isFromAbroad) return FIXED_FROM_ABROAD.test(national) ? 'national' : undefined;
  return SUBSCRIBER.test(national) || SERVICE.test(national) ? 'local' : undefined;
}

/** What a number may become on its way, when the carrier takes away what chooses a line or another carrier, or obeys a star code. */
function readingsOf(number: string): string[] {
  const parts = number.split(/[*#]+/).filter((part) => part !== '');
  const whole = parts.length === 1 && parts[0] === number ? [] : parts;
  const unescaped = [number, ...whole].flatMap((part) => (part.startsWith(ESCAPE) ? [part, part.slice(1)] : [part]));
  return unescaped.flatMap((part) => {
    const carrier = CARRIER.exec(part)?.[0];
    return carrier ? [part, part.slice(carrier.length)] : [part];
  });
}

/** Of a number that is plainly one, its class; else the dearest that it may become. Undefined: nothing dear, and nothing plain. */
export function dearestClassOf(number: string): PermissionClass | undefined {
  const plain = plainClassOf(number);
  if (plain) return plain;
  const dear = readingsOf(number).map(plainClassOf);
  return dear.includes('international') ? 'international' : dear.find((one) => one === 'premium');
}

/**
 * Whether a rule has said in so many digits that such a number leaves the house. A number that is plainly one needs no more than to fit.
 * One that is not must be named by its first digit at least: a rule for "all that is left" opens no way for what nobody can read. What
 * chooses a line or a carrier must be named wholly, and what follows be plain.
 *
 * @param strip digits that the rule takes away before the number is sent
 */
export function isNamedBy(pattern: DialPattern, strip: number, number: string): boolean {
  const rest = number.slice(strip);
  if (plainClassOf(rest)) return true;
  const named = literalsOf(pattern).slice(strip);
  const special = CARRIER.exec(rest)?.[0] ?? (rest.startsWith(ESCAPE) ? ESCAPE : '');
  if (special !== '') return named.startsWith(special) && plainClassOf(rest.slice(special.length)) !== undefined;
  return named !== '';
}

/** The digits that a pattern begins with, where each is one and no other. */
function literalsOf({ places }: DialPattern): string {
  const open = places.findIndex((place) => place.length !== 1);
  return places.slice(0, open < 0 ? places.length : open).join('');
}

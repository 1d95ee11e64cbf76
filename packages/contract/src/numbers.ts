/**
 * What a telephone number is known by, however it is written: `013800138000`, `+8613800138000`, `0086 138-0013-8000` and `13800138000` are
 * one caller. Digits only; without +86, 0086, and the 0 with which a mobile phone of another town is dialled; abroad begins with 00. ''
 * when there are no digits: an anonymous caller.
 *
 * Kept beside every number of a caller (`number_key`), so that customers, sticky agents, the blacklist and every search agree.
 */
export function numberKey(number: string): string {
  const digits = number.replace(/[^0-9+]/g, '').replace(/^(\+|00)86/, '');
  const local = /^01[3-9][0-9]{9}$/.test(digits) ? digits.slice(1) : digits;
  return local.replace(/^\+/, '00').replaceAll('+', '');
}

import { dictionary } from '@zxcvbn-ts/language-common';
import { fail } from '../../platform/errors.ts';

/** 49,000 passwords that are tried first, since many people have chosen them. */
const KNOWN = new Set<string>(dictionary['passwords-common']);
/** What is put before or behind a word to make it look like a password. */
const MOST_TRIMMINGS = 4;
const FEWEST_LETTERS = 4;
const FEWEST_DIFFERENT = 4;
const LOOK_ALIKES: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' };

/**
 * Throws `session.knownPassword` for what a guesser tries first (NIST SP 800-63B, section 3.1.1.2): known passwords and words with
 * little around them, rows of keys, repetitions, and the names of this very account.
 */
export function refuseKnownPassword(password: string, names: readonly string[]): void {
  if (isKnownPassword(password, names)) fail('session.knownPassword');
}

function isKnownPassword(password: string, names: readonly string[]): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const own = new Set(['zuoxi', ...names.map((name) => name.normalize('NFKC').trim().toLowerCase())]);
  const isWord = (word: string) => KNOWN.has(word) || own.has(word);
  const plain = [...text].map((character) => LOOK_ALIKES[character] ?? character).join('');
  if (new Set(text).size < FEWEST_DIFFERENT || isRow(text)) return true;
  return [text, plain].some((form) => isWord(form) || isWordWithTrimmings(form, isWord));
}

/** `woaini1314`, `!admin888` */
function isWordWithTrimmings(text: string, isWord: (word: string) => boolean): boolean {
  const word = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return word.length >= FEWEST_LETTERS && text.length - word.length <= MOST_TRIMMINGS && isWord(word);
}

/** `abcdefgh`, `87654321`: each character is the next one. */
function isRow(text: string): boolean {
  const steps = new Set([...text].slice(1).map((character, index) => (character.codePointAt(0) ?? 0) - (text.codePointAt(index) ?? 0)));
  const [step = 0] = steps;
  return steps.size === 1 && Math.abs(step) <= 1;
}

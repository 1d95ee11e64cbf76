import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BEEP,
  SHIPPED_MUSIC,
  SHIPPED_PROMPTS,
  type SpokenLanguage,
  shipped,
  spokenCount,
  spokenDigits,
  spokenNumber,
  TEST_TONE,
} from '../src/testing.ts';

const FOLDER = new URL('../../../apps/server/prompts/', import.meta.url);
const LANGUAGES: SpokenLanguage[] = ['zh', 'en'];

const fileOf = (uri: string) => new URL(`${uri.replace('sound:zuoxi/', '')}.wav`, FOLDER);
const table = (name: string) =>
  readFileSync(new URL(name, FOLDER), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
const numbers = new Map(table('numbers.tsv').map(([name = '', zh = '', en = '']) => [name, { zh, en }]));

/** What is heard, as text. */
const heard = (uris: string[], language: SpokenLanguage) =>
  uris.map((uri) => numbers.get(uri.split('/').at(-1) ?? '')?.[language] ?? '?').join(language === 'zh' ? '' : ' ');

/** A listener who knows Chinese numbers. */
function understoodInChinese(text: string): number {
  const digits = '零一二三四五六七八九';
  let sum = 0;
  let digit = 0;
  for (const character of text.replaceAll('两', '二')) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[character];
    if (unit === undefined) {
      digit = digits.indexOf(character);
    } else {
      sum += (digit || 1) * unit;
      digit = 0;
    }
  }
  return sum + digit;
}

/** A listener who knows English numbers. */
function understoodInEnglish(text: string): number {
  const words = new Map<string, number>();
  for (let n = 0; n < 20; n++) words.set(numbers.get(String(n))?.en ?? '', n);
  for (let n = 20; n < 100; n += 10) words.set(numbers.get(String(n))?.en ?? '', n);
  let sum = 0;
  let last = 0;
  for (const word of text.split(/[ -]/)) {
    if (word === 'and') continue;
    const unit = { hundred: 100, thousand: 1000 }[word];
    if (unit === undefined) {
      last += words.get(word) ?? Number.NaN;
    } else {
      sum += last * unit;
      last = 0;
    }
  }
  return sum + last;
}

describe('spoken numbers', () => {
  it.each([
    [0, '零', 'zero'],
    [2, '二', 'two'],
    [12, '十二', 'twelve'],
    [21, '二十一', 'twenty-one'],
    [100, '一百', 'one hundred'],
    [110, '一百一十', 'one hundred and ten'],
    [205, '二百零五', 'two hundred and five'],
    [2005, '两千零五', 'two thousand and five'],
    [1015, '一千零一十五', 'one thousand and fifteen'],
    [9999, '九千九百九十九', 'nine thousand nine hundred and ninety-nine'],
  ])('%i is said as %s and %s', (n, zh, en) => {
    expect(heard(spokenNumber(n, 'zh'), 'zh')).toBe(zh);
    expect(heard(spokenNumber(n, 'en'), 'en')).toBe(en);
  });

  it('who listens understands the number that was meant, and every sound is there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), (n) => {
        expect(understoodInChinese(heard(spokenNumber(n, 'zh'), 'zh'))).toBe(n);
        expect(understoodInEnglish(heard(spokenNumber(n, 'en'), 'en'))).toBe(n);
        for (const language of LANGUAGES) {
          for (const uri of [...spokenNumber(n, language), ...spokenCount(n, language)]) expect(existsSync(fileOf(uri)), uri).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('two of something is another word in Chinese', () => {
    expect(heard(spokenCount(2, 'zh'), 'zh')).toBe('两');
    expect(heard(spokenCount(12, 'zh'), 'zh')).toBe('十二');
    expect(heard(spokenCount(2, 'en'), 'en')).toBe('two');
  });

  it('what is no number up to 9999 is said digit by digit', () => {
    expect(heard(spokenNumber(10_203, 'zh'), 'zh')).toBe('一零二零三');
    expect(heard(spokenNumber(-12, 'en'), 'en')).toBe('one two');
    expect(spokenNumber(Number.NaN, 'zh')).toEqual([]);
  });

  it('a telephone number is said sign by sign, whatever it was written with', () => {
    expect(heard(spokenDigits('+86 10-8*#', 'zh'), 'zh')).toBe('加八六一零八星号井号');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        for (const uri of spokenDigits(text, 'en')) expect(existsSync(fileOf(uri)), uri).toBe(true);
      }),
    );
  });
});

describe('the shipped sounds', () => {
  it.each(LANGUAGES)('has a file and a text for every sentence in %s', (language) => {
    const texts = new Map(table('texts.tsv').map(([name = '', zh = '', en = '']) => [name, { zh, en }]));
    const ofTestCustomer = [...texts.keys()].filter((name) => name.startsWith('test-customer-'));
    expect([...texts.keys()]).toEqual([...SHIPPED_PROMPTS, ...ofTestCustomer]);
    for (const name of texts.keys()) {
      expect(existsSync(fileOf(`sound:zuoxi/${language}/${name}`)), name).toBe(true);
      expect(texts.get(name)?.[language].length, name).toBeGreaterThan(0);
    }
  });

  it('is 8 kHz, 16 bit, mono everywhere, and neither silent nor distorted', () => {
    const all = [BEEP, TEST_TONE, ...SHIPPED_MUSIC];
    for (const language of LANGUAGES) {
      for (const name of SHIPPED_PROMPTS) all.push(shipped(name, language));
      for (let n = 0; n < 100; n++) all.push(...spokenNumber(n, language));
    }
    for (const uri of all) {
      const wav = readFileSync(fileOf(uri));
      expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)], uri).toEqual([1, 1, 8000, 16]);
      let peak = 0;
      for (let at = 44; at + 1 < wav.length; at += 2) peak = Math.max(peak, Math.abs(wav.readInt16LE(at)));
      expect(peak, uri).toBeGreaterThan(1_000);
      expect(peak, uri).toBeLessThan(32_000);
    }
  });

  it.each(SHIPPED_MUSIC)('%s begins again without a click', (uri) => {
    const wav = readFileSync(fileOf(uri));
    const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length));
    expect(Math.abs((samples.at(0) ?? 0) - (samples.at(-1) ?? 0))).toBeLessThan(300);
  });
});

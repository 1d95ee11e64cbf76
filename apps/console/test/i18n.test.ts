import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { parts, type Tree } from './support/texts.ts';

const CHINESE = /\p{Script=Han}/u;
const source = join(import.meta.dirname, '../src');

function sentences(tree: Tree, path: string[] = []): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set([...path, key].join('.'), value);
    else for (const [name, text] of sentences(value, [...path, key])) found.set(name, text);
  }
  return found;
}

const zhTexts = new Map(parts.flatMap(({ zh }) => [...sentences(zh)]));
const enTexts = new Map(parts.flatMap(({ en }) => [...sentences(en)]));

/** An English form for a count of 1, beside the one that every language has. */
const isSingular = (key: string): boolean => key.endsWith('_one') && zhTexts.has(key.slice(0, -'_one'.length));

/** What is the same in every language: placeholders, punctuation, and units, alone. */
const neutral = (text: string): boolean => text.replace(/\{\{\w+\}\}/g, '').replace(/ms$|[\s/·–—()（）.:：%+-]/g, '') === '';
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(extension));
}

/** Comments may quote the manual; only what can reach the screen counts. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

const isTexts = (name: string): boolean => name.startsWith('i18n') || /^features\/[\w-]+\/texts\.(zh|en)\.ts$/.test(name);

describe('translations', () => {
  it('are each in one place: no feature has a key that another one has', () => {
    const keys = parts.flatMap(({ zh }) => Object.keys(zh));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(zhTexts.size).toBeGreaterThan(1500);
  });

  it('have the same keys in both languages', () => {
    // Chinese has no singular: `calls_one` stands in English alone.
    expect([...enTexts.keys()].filter((key) => !isSingular(key)).sort()).toEqual([...zhTexts.keys()].sort());
  });

  it('are Chinese in zh.ts', () => {
    expect([...zhTexts].filter(([, text]) => !neutral(text) && !CHINESE.test(text))).toEqual([]);
  });

  it('are not Chinese in en.ts', () => {
    expect([...enTexts].filter(([, text]) => CHINESE.test(text))).toEqual([]);
  });

  it('have straight quotes in en.ts: fonts with Chinese draw curly ones as wide as a Chinese character', () => {
    const errors = Object.entries(errorCatalogue).map(([code, { en: text }]) => [code, text] as const);
    expect([...enTexts, ...errors].filter(([, text]) => /[‘’“”]/.test(text))).toEqual([]);
  });

  it('have no empty sentence', () => {
    expect([...zhTexts, ...enTexts].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('never name a placeholder that the other language does not get', () => {
    const differing = [...zhTexts].filter(([key, text]) => placeholders(text).join() !== placeholders(enTexts.get(key) ?? '').join());
    expect(differing.map(([key]) => key)).toEqual([]);
    const singulars = [...enTexts].filter(([key]) => isSingular(key));
    const known = (key: string) => placeholders(enTexts.get(key.slice(0, -'_one'.length)) ?? '');
    expect(singulars.filter(([key, text]) => placeholders(text).some((name) => !known(key).includes(name)))).toEqual([]);
  });

  it('are the only place with Chinese text', () => {
    const found = [...filesUnder(source, '.tsx'), ...filesUnder(source, '.ts')]
      .filter((name) => !isTexts(name))
      .filter((name) => CHINESE.test(withoutComments(readFileSync(join(source, name), 'utf8'))));
    expect(found).toEqual([]);
  });

  it('are all used', () => {
    const code = [...filesUnder(source, '.tsx'), ...filesUnder(source, '.ts')]
      .filter((name) => !isTexts(name))
      .map((name) => readFileSync(join(source, name), 'utf8'))
      .join('\n');
    // Keys put together at run time (`agentState.${state}`, `phone.${status.text}`) count by their group.
    const groups = [...code.matchAll(/`([\w.]+)\.\$\{[^}]+\}(\w*)`/g)].map((match) => ({ start: `${match[1]}.`, end: match[2] ?? '' }));
    const unused = [...zhTexts.keys()].filter(
      (key) => !code.includes(`'${key}'`) && !groups.some(({ start, end }) => key.startsWith(start) && key.endsWith(end)),
    );
    expect(unused).toEqual([]);
  });
});

import { errorCatalogue, errorMessage, isErrorCode } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { filesBelow, read, sourceRoots } from './files.ts';

const CONTRACT = 'packages/contract/src/';
const code = sourceRoots()
  .flatMap(filesBelow)
  .filter((path) => /\.(ts|tsx)$/.test(path) && !path.startsWith(CONTRACT))
  .map(read)
  .join('\n');
const paramsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const codes = Object.keys(errorCatalogue).filter(isErrorCode);

describe('the error catalogue', () => {
  it.each(codes)('%s has a status and a sentence in both languages, with the same parameters', (name) => {
    const { status, zh, en } = errorCatalogue[name];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[A-Z"{]/);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(paramsOf(en)).toEqual(paramsOf(zh));
  });

  it.each(codes)('%s names the word of the trade it belongs to', (name) => {
    expect(name).toMatch(/^(internal|[a-z][A-Za-z]*\.[a-z][A-Za-z]*)$/);
  });

  it('holds no code that nothing uses', () => {
    expect(codes.filter((name) => !new RegExp(`['"]${name.replace('.', '\\.')}['"]`).test(code))).toEqual([]);
  });

  it('fills the parameters in, and shows a missing one instead of hiding it', () => {
    expect(errorMessage('accounts.nameTaken', 'en', { name: 'li' })).toBe('The username "li" already exists');
    expect(errorMessage('accounts.nameTaken', 'zh', {})).toContain('{name}');
  });
});

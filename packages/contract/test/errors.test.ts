import { describe, expect, expectTypeOf, it } from 'vitest';
import * as catalogues from '../src/catalogues.ts';
import { type ErrorCode, type ErrorParams, errorCatalogue, errorMessage, PageQuery } from '../src/index.ts';

describe('an error’s sentence', () => {
  it('is filled in, in the language asked for', () => {
    expect(errorMessage('session.throttled', 'en', { seconds: 5 })).toBe('Too many attempts. Try again in 5 s');
    expect(errorMessage('session.throttled', 'zh', { seconds: 5 })).toBe('尝试次数过多，请在 5 秒后重试');
  });

  it('keeps a placeholder it knows nothing of, rather than failing', () => {
    expect(errorMessage('accounts.nameTaken', 'en')).toContain('{name}');
  });
});

describe('the catalogue', () => {
  it('is made of the errors of every word, whose codes begin with it', () => {
    const codes = Object.entries(catalogues).flatMap(([word, errors]) => Object.keys(errors).map((code) => ({ word, code })));
    expect(codes.filter(({ word, code }) => code !== 'internal' && !code.startsWith(`${word}.`))).toEqual([]);
    expect(Object.keys(errorCatalogue).sort()).toEqual(codes.map(({ code }) => code).sort());
    expect(codes.length).toBeGreaterThan(90);
  });

  it('knows of each code what its sentence is filled with', () => {
    expectTypeOf<ErrorParams<'blacklist.numberTaken'>>().toEqualTypeOf<{ readonly number: string | number }>();
    expectTypeOf<keyof ErrorParams<'panel.noCall'>>().toEqualTypeOf<never>();
    expectTypeOf<'blacklist.nothing'>().not.toExtend<ErrorCode>();
  });
});

describe('the query of a list', () => {
  it('has sensible defaults and refuses page sizes nobody offers', () => {
    expect(PageQuery.parse({})).toEqual({ pageSize: 25 });
    expect(PageQuery.safeParse({ pageSize: '7' }).success).toBe(false);
  });
});

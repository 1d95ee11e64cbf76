import { describe, expect, it } from 'vitest';
import { errorMessage, PageQuery } from '../src/index.ts';

describe('an error’s sentence', () => {
  it('is filled in, in the language asked for', () => {
    expect(errorMessage('session.throttled', 'en', { seconds: 5 })).toBe('Too many attempts; try again in 5 seconds');
    expect(errorMessage('session.throttled', 'zh', { seconds: 5 })).toBe('尝试次数过多，请在 5 秒后重试');
  });

  it('keeps a placeholder it knows nothing of, rather than failing', () => {
    expect(errorMessage('accounts.nameTaken', 'en')).toContain('{name}');
  });
});

describe('the query of a list', () => {
  it('has sensible defaults and refuses page sizes nobody offers', () => {
    expect(PageQuery.parse({})).toEqual({ page: 1, pageSize: 25, order: 'desc' });
    expect(PageQuery.safeParse({ pageSize: '7' }).success).toBe(false);
  });
});

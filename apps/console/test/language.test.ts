import { describe, expect, it } from 'vitest';
import { languageFor } from '../src/i18n/language.ts';

describe('the language of a page that nobody has chosen one for', () => {
  it.each([
    [['en-US', 'en'], 'en'],
    [['zh-CN'], 'zh'],
    [['zh-Hant-TW', 'en'], 'zh'],
    [['EN-gb'], 'en'],
    [['de-DE', 'en-US', 'zh-CN'], 'en'],
    [['de-DE', 'fr'], 'zh'],
    [['eng-x'], 'zh'],
    [[], 'zh'],
  ] as const)('is, in a browser that accepts %j, %s', (accepted, language) => {
    expect(languageFor(null, accepted)).toBe(language);
  });

  it('stays what the switch has chosen, whatever the browser accepts', () => {
    expect(languageFor('en', ['zh-CN'])).toBe('en');
    expect(languageFor('zh', ['en-US'])).toBe('zh');
    expect(languageFor('fr', ['en-US'])).toBe('en');
  });
});

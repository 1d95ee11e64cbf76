export type Language = 'zh' | 'en';

/** Each language in its own words, for readers who cannot read the present one. */
export const languageNames: Readonly<Record<Language, string>> = { zh: '简体中文', en: 'English' };

/** Said by the switch to whoever wants that language, and so in it. */
export const switchHints: Readonly<Record<Language, string>> = { zh: '切换到中文', en: 'Switch to English' };

const KEY = 'zuoxi.language';
let language: Language = stored();

function stored(): Language {
  // Chinese first: a browser set to another language does not change that, the switch does.
  return globalThis.localStorage?.getItem(KEY) === 'en' ? 'en' : 'zh';
}

export function currentLanguage(): Language {
  return language;
}

export function rememberLanguage(next: Language): void {
  language = next;
  globalThis.localStorage?.setItem(KEY, next);
}

export type Language = 'zh' | 'en';

/** Each language in its own words, so that whoever cannot read the present one finds his. */
export const languageNames: Readonly<Record<Language, string>> = { zh: '简体中文', en: 'English' };

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

export type Language = 'zh' | 'en';

/** Each language in its own words, for readers who cannot read the present one. */
export const languageNames: Readonly<Record<Language, string>> = { zh: '简体中文', en: 'English' };

/** Said by the switch to whoever wants that language, and so in it. */
export const switchHints: Readonly<Record<Language, string>> = { zh: '切换到中文', en: 'Switch to English' };

const KEY = 'zuoxi.language';
let language: Language = languageFor(
  globalThis.localStorage?.getItem(KEY),
  // Node has a navigator, too, and it speaks English.
  globalThis.document === undefined ? [] : navigator.languages,
);

/** What the switch has chosen; else the first of the browser's languages that is one of ours; Chinese where none is. `accepted`: as `navigator.languages`. */
export function languageFor(chosen: string | null | undefined, accepted: readonly string[]): Language {
  if (chosen === 'zh' || chosen === 'en') return chosen;
  for (const tag of accepted) {
    const [primary] = tag.toLowerCase().split('-');
    if (primary === 'zh' || primary === 'en') return primary;
  }
  return 'zh';
}

export function currentLanguage(): Language {
  return language;
}

export function rememberLanguage(next: Language): void {
  language = next;
  globalThis.localStorage?.setItem(KEY, next);
}

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type * as features from '../features/list.ts';
import { en } from './en.ts';
import { currentLanguage } from './language.ts';
import { zh } from './zh.ts';

type Features = typeof features;
type TextsOf<Name extends keyof Features> = Features[Name]['texts']['zh'];
/** The intersection of the members of a union: one type with the keys of all features. */
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Whole) => void ? Whole : never;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh & All<{ [Name in keyof Features]: TextsOf<Name> }[keyof Features]> };
  }
}

export function startI18n(): void {
  void i18next.use(initReactI18next).init({
    lng: currentLanguage(),
    fallbackLng: false,
    // Copies: texts of features are added to them, and not to what others import.
    resources: { zh: { translation: { ...zh } }, en: { translation: { ...en } } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** Texts of a feature, which come with the features: the sign-in page does without them. */
export function addTexts(texts: { zh: object; en: object }): void {
  for (const language of ['zh', 'en'] as const) i18next.addResourceBundle(language, 'translation', texts[language], true);
}

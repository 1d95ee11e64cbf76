import i18next from 'i18next';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { currentLanguage, type Language, rememberLanguage } from '../i18n/language.ts';
import type { ThemeName } from './theme.ts';

interface Preferences {
  language: Language;
  theme: ThemeName;
  setLanguage(language: Language): void;
  setTheme(theme: ThemeName): void;
}

const PreferencesContext = createContext<Preferences | null>(null);
const THEME_KEY = 'zuoxi.theme';

function initialTheme(): ThemeName {
  const stored = localStorage.getItem(THEME_KEY);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(currentLanguage);
  const [theme, setTheme] = useState(initialTheme);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const value = useMemo<Preferences>(
    () => ({
      language,
      theme,
      setLanguage(next) {
        rememberLanguage(next);
        void i18next.changeLanguage(next);
        setLanguage(next);
      },
      setTheme(next) {
        localStorage.setItem(THEME_KEY, next);
        setTheme(next);
      },
    }),
    [language, theme],
  );
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error('usePreferences outside PreferencesProvider');
  return preferences;
}

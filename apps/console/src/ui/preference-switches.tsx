import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../app/preferences.tsx';
import { languageNames } from '../i18n/language.ts';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, setLanguage } = usePreferences();
  const other = language === 'zh' ? 'en' : 'zh';
  const name = languageNames[other];
  // What is read out begins with what is seen: who speaks to the computer says that.
  const label = `${name} ${t('header.languageHint')}`;
  return (
    <Tooltip title={t('header.languageHint')}>
      <Button type="text" onClick={() => setLanguage(other)} lang={other === 'zh' ? 'zh-CN' : 'en'} aria-label={label}>
        {name}
      </Button>
    </Tooltip>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme, setTheme } = usePreferences();
  const label = t(theme === 'dark' ? 'header.light' : 'header.dark');
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        aria-label={label}
        icon={theme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
      />
    </Tooltip>
  );
}

import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../app/preferences.tsx';
import { languageNames, switchHints } from '../i18n/language.ts';

export function LanguageSwitch() {
  const { language, setLanguage } = usePreferences();
  const other = language === 'zh' ? 'en' : 'zh';
  const name = languageNames[other];
  // The accessible name begins with the visible label, as voice control needs it.
  const label = `${name} ${switchHints[other]}`;
  return (
    <Tooltip title={<span lang={other === 'zh' ? 'zh-CN' : 'en'}>{switchHints[other]}</span>}>
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

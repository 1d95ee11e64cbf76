import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textWidth } from './text-width.ts';

const WAIT_MS = 350;
/** Padding and borders, the magnifying glass and the mark that empties it. */
const BESIDE_TEXT = 68;

/** Searches when typing pauses, and at once with Enter. */
export function SearchBox({
  value,
  onSearch,
  placeholder,
}: {
  value: string;
  onSearch: (value: string) => void;
  placeholder?: string | undefined;
}) {
  const { t } = useTranslation();
  const hint = placeholder ?? t('list.searchPlaceholder');
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  // Cleared or changed from outside: back button, "clear filters".
  if (shown !== value) {
    setShown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <Input
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onPressEnter={() => onSearch(typed.trim())}
      prefix={<SearchOutlined style={{ color: 'var(--ant-color-text-tertiary)' }} />}
      placeholder={hint}
      aria-label={t('common.search')}
      allowClear
      maxLength={100}
      style={{ width: Math.max(168, textWidth(hint) + BESIDE_TEXT), maxWidth: '100%' }}
    />
  );
}

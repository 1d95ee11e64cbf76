import type { TFunction } from 'i18next';
import { currentLanguage } from '../../i18n/language.ts';
import { formatList } from '../../ui/format.ts';

/** A value as it is stored, readable: ids by what they are called, lists one a line. */
export function valueText(value: unknown, names: Readonly<Record<string, string>>, t: TFunction): string {
  if (value === null || value === undefined || value === '') return t('common.none');
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  if (typeof value === 'string') return names[value] ?? value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    const texts = value.map((one) => valueText(one, names, t));
    if (texts.length === 0) return t('common.none');
    return typeof value[0] === 'object' ? texts.join('\n') : formatList(texts, currentLanguage());
  }
  return Object.entries(value)
    .map(([name, inner]) => `${names[name] ?? name}: ${valueText(inner, names, t)}`)
    .join('\n');
}

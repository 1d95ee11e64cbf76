import { DatePicker, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from './choice.tsx';
import { dayRange } from './day-range.ts';
import { textWidth } from './text-width.ts';

/** Padding and borders, and the mark that opens or empties it. */
const BESIDE_TEXT = 44;

interface SelectFilterProps {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  width?: number;
  /** Of rows of the server: whether they are on their way. */
  loading?: boolean;
  onChange(value: string | undefined): void;
}

export function SelectFilter({ label, value, options, width = 112, loading, onChange }: SelectFilterProps) {
  return (
    <Choice<string>
      value={value ?? null}
      onChange={(next) => onChange(next)}
      options={options}
      {...(loading === undefined ? {} : { loading })}
      placeholder={label}
      aria-label={label}
      allowClear
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      popupMatchSelectWidth={false}
      style={{ width: Math.max(width, textWidth(label) + BESIDE_TEXT), maxWidth: '100%' }}
    />
  );
}

export function TextFilter({ label, value, width = 128, onChange }: Omit<SelectFilterProps, 'options' | 'loading'>) {
  const [typed, setTyped] = useState(value ?? '');
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setTyped(value ?? '');
  }
  const apply = () => {
    const next = typed.trim() || undefined;
    if (next !== value) onChange(next);
  };
  return (
    <Input
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value === '') onChange(undefined);
      }}
      onPressEnter={apply}
      onBlur={apply}
      placeholder={label}
      aria-label={label}
      allowClear
      maxLength={32}
      style={{ width: Math.max(width, textWidth(label) + BESIDE_TEXT), maxWidth: '100%' }}
    />
  );
}

interface DateRangeFilterProps {
  /** Days as YYYY-MM-DD, both included. */
  from: string | undefined;
  to: string | undefined;
  onChange(from: string | undefined, to: string | undefined): void;
}

const DAY = 'YYYY-MM-DD';
const toDay = (value: string | undefined): Dayjs | null => (value && dayRange(value, value) ? dayjs(value, DAY) : null);

export function DateRangeFilter({ from, to, onChange }: DateRangeFilterProps) {
  const { t } = useTranslation();
  const today = dayjs();
  return (
    <DatePicker.RangePicker
      value={[toDay(from), toDay(to)]}
      allowEmpty={[true, true]}
      format={DAY}
      presets={[
        { label: t('list.today'), value: [today, today] },
        { label: t('list.yesterday'), value: [today.subtract(1, 'day'), today.subtract(1, 'day')] },
        { label: t('list.last7Days'), value: [today.subtract(6, 'day'), today] },
        { label: t('list.last30Days'), value: [today.subtract(29, 'day'), today] },
      ]}
      onChange={(days) => onChange(days?.[0]?.format(DAY), days?.[1]?.format(DAY))}
      style={{ width: 220 }}
    />
  );
}

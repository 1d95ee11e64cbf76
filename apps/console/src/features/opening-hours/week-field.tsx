import { CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { endsNextDay, type OpeningHoursInput, type OpeningPeriod, OpeningPeriod as PeriodShape } from '@zuoxi/contract';
import { Button, Input, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { useFocusOfNew } from '../../ui/use-focus-of-new.ts';
import styles from './week-field.module.css';
import { weekdayOf, weekdays } from './weekdays.ts';

const MOST_PERIODS = 10;

type Week = OpeningHoursInput['weekly'];

interface WeekFieldProps {
  value?: Week;
  onChange?(value: Week): void;
}

/** The periods of each day of the week; a day without any is closed. */
export function WeekField({ value = [], onChange }: WeekFieldProps) {
  const { t } = useTranslation();
  const setDay = (index: number, periods: OpeningPeriod[]) =>
    onChange?.(weekdays.map((_day, i) => (i === index ? periods : (value[i] ?? []))));
  const copyToWorkdays = () => onChange?.(weekdays.map((_day, i) => (i < 5 ? (value[0] ?? []) : (value[i] ?? []))));
  return (
    <div className={styles.week}>
      {weekdays.map((day, index) => (
        <Day
          key={day}
          name={t(`weekday.${day}`)}
          periods={value[index] ?? []}
          onChange={(periods) => setDay(index, periods)}
          extra={
            index === 0 ? (
              <Tooltip title={t('openingHours.copyToWorkdays')}>
                <Button
                  type="text"
                  size="small"
                  icon={<CopyOutlined />}
                  aria-label={t('openingHours.copyToWorkdays')}
                  onClick={copyToWorkdays}
                />
              </Tooltip>
            ) : null
          }
        />
      ))}
    </div>
  );
}

interface DayProps {
  name: string;
  periods: readonly OpeningPeriod[];
  onChange(periods: OpeningPeriod[]): void;
  extra: React.ReactNode;
}

function Day({ name, periods, onChange, extra }: DayProps) {
  const { t } = useTranslation();
  const { list, adding } = useFocusOfNew<HTMLDivElement>();
  const change = (index: number, part: Partial<OpeningPeriod>) =>
    onChange(periods.map((period, i) => (i === index ? { ...period, ...part } : period)));
  const add = adding(() =>
    onChange([...periods, periods.length === 0 ? { from: '09:00', to: '18:00' } : { from: periods.at(-1)?.to ?? '', to: '24:00' }]),
  );
  return (
    <fieldset className={styles.day} aria-label={name}>
      <span className={styles.name}>{name}</span>
      <div className={styles.periods} ref={list}>
        {periods.length === 0 ? <span className="muted">{t('openingHours.isClosed')}</span> : null}
        {periods.map((period, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a period has no other identity
          <span key={index} className={styles.period}>
            <TimeInput label={`${name} ${t('openingHours.from')}`} value={period.from} onChange={(from) => change(index, { from })} />
            –
            <TimeInput label={`${name} ${t('openingHours.to')}`} value={period.to} onChange={(to) => change(index, { to })} />
            {isComplete(period) && endsNextDay(period) ? <span className="muted">{t('openingHours.nextDay')}</span> : null}
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={`${t('common.delete')} ${name} ${period.from}–${period.to}`}
              onClick={() => onChange(periods.filter((_period, i) => i !== index))}
            />
          </span>
        ))}
      </div>
      <ReasonedButton
        type="text"
        size="small"
        icon={<PlusOutlined />}
        tip={t('openingHours.addPeriod')}
        aria-label={`${t('openingHours.addPeriod')} ${name}`}
        why={periods.length >= MOST_PERIODS ? t('common.why.most', { most: MOST_PERIODS }) : undefined}
        onClick={add}
      />
      {extra}
    </fieldset>
  );
}

/** `9` and `900` become `09:00` when the field is left; antd's picker knows no 24:00. */
function TimeInput({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <Input
      size="small"
      className={`num ${styles.time}`}
      maxLength={5}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => onChange(completed(value))}
    />
  );
}

/** Not while it is being typed. */
const isComplete = (period: OpeningPeriod): boolean => PeriodShape.safeParse(period).success;

export function completed(text: string): string {
  const [, hour = '', minute = ''] = /^\s*([0-9]{1,2})[:：.]?([0-9]{2})?\s*$/.exec(text) ?? [];
  return hour === '' ? text.trim() : `${hour.padStart(2, '0')}:${minute || '00'}`;
}

/** `Mon–Fri 09:00–18:00, Sat 10:00–16:00` */
export function weekText(t: TFunction, weekly: Week): string {
  const textOf = (day: readonly OpeningPeriod[]) =>
    day.map((period) => `${period.from}–${period.to}${endsNextDay(period) ? ` ${t('openingHours.nextDay')}` : ''}`).join(' ');
  const groups: { first: number; last: number; text: string }[] = [];
  for (const [index, day] of weekly.entries()) {
    const text = textOf(day);
    const group = groups.at(-1);
    if (group && group.text === text) group.last = index;
    else groups.push({ first: index, last: index, text });
  }
  const nameOf = (index: number) => t(`weekday.${weekdayOf(index + 1)}`);
  const open = groups.filter(({ text }) => text !== '');
  if (open.length === 0) return t('openingHours.neverOpen');
  return open.map(({ first, last, text }) => `${nameOf(first)}${last > first ? `–${nameOf(last)}` : ''} ${text}`).join(' · ');
}

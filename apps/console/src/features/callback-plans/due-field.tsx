import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../api/server-clock.ts';

interface DueFieldProps {
  /** An instant; null: none chosen yet. */
  value?: string | null;
  onChange?(dueAt: string | null): void;
  id?: string;
  label?: string;
}

/** When somebody is to be called again: day and minute, or one of the usual times. A field of an antd form; its rule is `dueRule`. */
export function DueField({ value, onChange, id, label }: DueFieldProps) {
  const { t } = useTranslation();
  const now = dayjs(serverNow());
  const at9 = (day: Dayjs) => day.hour(9).startOf('hour');
  return (
    <DatePicker
      // Enter chooses the time that was typed; the form it stands in has a note that is not written yet.
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.preventDefault();
      }}
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      value={value ? dayjs(value) : null}
      onChange={(time: Dayjs | null) => onChange?.(time?.toISOString() ?? null)}
      showTime={{ format: 'HH:mm', minuteStep: 5, defaultValue: dayjs('09:00', 'HH:mm') }}
      format="YYYY-MM-DD HH:mm"
      disabledDate={(day) => day.isBefore(now, 'day')}
      presets={[
        { label: t('callbackPlans.in10Minutes'), value: now.add(10, 'minute') },
        { label: t('callbackPlans.in1Hour'), value: now.add(1, 'hour') },
        { label: t('callbackPlans.tomorrow9'), value: at9(now.add(1, 'day')) },
        { label: t('callbackPlans.monday9'), value: at9(now.add(((7 - now.day()) % 7) + 1, 'day')) },
      ]}
      needConfirm={false}
      showNow={false}
      style={{ width: '100%' }}
    />
  );
}

/** Chosen, and to come. */
export function dueRule(label: string) {
  return {
    validator(_rule: unknown, value: unknown) {
      if (typeof value !== 'string') return Promise.reject(new Error(i18next.t('common.required', { field: label })));
      return Date.parse(value) > serverNow() ? Promise.resolve() : Promise.reject(new Error(i18next.t('callbackPlans.timePast')));
    },
  };
}

import { HolidayKind } from '@zuoxi/contract';
import { DatePicker, Form, Input, Radio } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { weekdays } from './weekdays.ts';

const DATE = 'YYYY-MM-DD';

export function HolidayFields() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const kind = Form.useWatch<HolidayKind>('kind') ?? 'closed';
  const from = Form.useWatch<string>('fromDate') ?? '';
  const required = (field: string) => ({ required: true, whitespace: true, message: t('common.required', { field }) });
  // The contract has dates as text; the picker has them as its own.
  const asDate = {
    getValueProps: (value: string) => ({ value: value ? dayjs(value) : null }),
    normalize: (date: Dayjs | null) => date?.format(DATE) ?? '',
  };
  return (
    <>
      <Form.Item name="name" label={t('holidays.name')} rules={[required(t('holidays.name'))]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Form.Item name="fromDate" label={t('holidays.from')} rules={[required(t('holidays.from'))]} {...asDate}>
        <DatePicker
          style={{ width: '100%' }}
          onChange={(date: Dayjs | null) => {
            // One day is what most are.
            if (date && (form.getFieldValue('toDate') ?? '') < date.format(DATE)) form.setFieldValue('toDate', date.format(DATE));
          }}
        />
      </Form.Item>
      <Form.Item
        name="toDate"
        label={t('holidays.to')}
        dependencies={['fromDate']}
        rules={[
          required(t('holidays.to')),
          { validator: (_rule, to: string) => (to < from ? Promise.reject(new Error(t('holidays.order'))) : Promise.resolve()) },
        ]}
        {...asDate}
      >
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="kind" label={t('holidays.kind')}>
        <Radio.Group optionType="button" options={HolidayKind.options.map((value) => ({ value, label: t(`holidays.kinds.${value}`) }))} />
      </Form.Item>
      {kind === 'workday' ? (
        <Form.Item name="asWeekday" label={t('holidays.asWeekday')} extra={t('holidays.asWeekdayHint')}>
          <Choice options={weekdays.map((day, index) => ({ value: index + 1, label: t(`weekday.${day}`) }))} />
        </Form.Item>
      ) : null}
    </>
  );
}

import type { CrmField } from '@zuoxi/contract';
import { DatePicker, Form, Input, InputNumber } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';

const DAY = 'YYYY-MM-DD';

/** One of the call centre's own fields, as its kind wants it. */
export function CrmFieldItem({ field }: { field: CrmField }) {
  const { t } = useTranslation();
  const { id, name, required } = field;
  const rules = required ? [{ required: true, message: t('common.required', { field: name }), whitespace: field.kind === 'text' }] : [];
  return (
    <Form.Item name={['fields', id]} label={name} rules={rules} {...conversions(field)}>
      {control(field)}
    </Form.Item>
  );
}

/** Dates are `2026-11-23` in the form and days in their control. */
function conversions({ kind }: CrmField) {
  if (kind !== 'date') return {};
  return {
    getValueProps: (value: string | null) => ({ value: value ? dayjs(value, DAY) : null }),
    normalize: (day: Dayjs | null) => day?.format(DAY) ?? null,
  };
}

function control({ kind, options }: CrmField) {
  const choices = options.map((option) => ({ value: option, label: option }));
  switch (kind) {
    case 'text':
      return <Input maxLength={1000} />;
    case 'number':
      return <InputNumber style={{ width: '100%' }} />;
    case 'date':
      return <DatePicker format={DAY} style={{ width: '100%' }} />;
    case 'choice':
      return <Choice isOfWords options={choices} allowClear showSearch={choices.length > 8} />;
    case 'choices':
      return <Choice isOfWords mode="multiple" options={choices} maxTagCount="responsive" allowClear />;
  }
}

import type { FlowNodeKind } from '@zuoxi/contract';
import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { nodeRule } from './node-rule.ts';
import styles from './properties.module.css';

interface NumberFieldProps {
  kind: FlowNodeKind;
  name: 'minDigits' | 'maxDigits' | 'interDigitS' | 'timeoutS' | 'retries' | 'priority' | 'ringS';
  min: number;
  max: number;
  seconds?: boolean;
}

export function NumberField({ kind, name, min, max, seconds = false }: NumberFieldProps) {
  const { t } = useTranslation();
  const label = t(`flows.numbers.${name}`);
  return (
    <Form.Item name={name} label={label} layout="horizontal" className={styles.number ?? ''} rules={[nodeRule(kind, name, label)]}>
      <InputNumber min={min} max={max} precision={0} {...(seconds ? { suffix: t('common.secondsUnit') } : {})} style={{ width: 110 }} />
    </Form.Item>
  );
}

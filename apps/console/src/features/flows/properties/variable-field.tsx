import type { FlowNodeKind } from '@zuoxi/contract';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { nodeRule } from './node-rule.ts';

/** The name of a variable that is set. */
export function VariableField({ kind, name, label }: { kind: FlowNodeKind; name: 'variable'; label: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={label} extra={t('flows.variableHint')} rules={[nodeRule(kind, name, label)]}>
      <Input maxLength={40} placeholder="account" />
    </Form.Item>
  );
}

import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { FlowNode } from '@zuoxi/contract';
import { Button, Form, type FormInstance, Input, InputNumber, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from '../../../ui/reasoned-button.tsx';
import { nodeRule } from './node-rule.ts';
import styles from './properties.module.css';
import { TemplateInput } from './template-input.tsx';

const METHODS = ['GET', 'POST'];

/** What is asked, and what of the answer is kept. */
export function HttpFields({ form }: { form: FormInstance<FlowNode> }) {
  const { t } = useTranslation();
  const method = Form.useWatch('method', form);
  return (
    <>
      <Form.Item name="method" label={t('flows.http.method')} layout="horizontal">
        <Segmented size="small" options={METHODS} />
      </Form.Item>
      <Form.Item
        name="url"
        label={t('flows.http.url')}
        extra={t('flows.http.urlHint')}
        rules={[nodeRule('http', 'url', t('flows.http.url'))]}
      >
        <TemplateInput label={t('flows.http.url')} placeholder="https://crm.example.com/customers/{{caller}}" rows={2} />
      </Form.Item>
      <Form.Item name="headers" label={t('flows.http.headers')} rules={[nodeRule('http', 'headers', t('flows.http.headers'))]}>
        <PairsField left="name" right="value" leftText={t('flows.http.headerName')} rightText={t('flows.http.headerValue')} />
      </Form.Item>
      <Form.Item
        name="body"
        label={t('flows.http.body')}
        extra={t('flows.http.bodyHint')}
        hidden={method !== 'POST'}
        rules={[nodeRule('http', 'body', t('flows.http.body'))]}
      >
        <TemplateInput label={t('flows.http.body')} placeholder={'{"number": "{{caller}}"}'} rows={3} />
      </Form.Item>
      <Form.Item
        name="mapping"
        label={t('flows.http.mapping')}
        extra={t('flows.http.mappingHint')}
        rules={[nodeRule('http', 'mapping', t('flows.http.mapping'))]}
      >
        <PairsField left="path" right="variable" leftText="data.orders[0].state" rightText={t('flows.http.variable')} />
      </Form.Item>
      <Form.Item
        name="timeoutS"
        label={t('flows.http.timeout')}
        layout="horizontal"
        rules={[nodeRule('http', 'timeoutS', t('flows.http.timeout'))]}
      >
        <InputNumber min={1} max={20} precision={0} suffix={t('common.secondsUnit')} style={{ width: 110 }} />
      </Form.Item>
    </>
  );
}

interface PairsFieldProps<Left extends string, Right extends string> {
  left: Left;
  right: Right;
  leftText: string;
  rightText: string;
  value?: Record<Left | Right, string>[];
  onChange?(value: Record<Left | Right, string>[]): void;
}

const MOST_PAIRS = 20;

/** Lines of two texts each. */
function PairsField<Left extends string, Right extends string>(props: PairsFieldProps<Left, Right>) {
  const { t } = useTranslation();
  const { left, right, value = [], onChange } = props;
  const set = (index: number, field: Left | Right, text: string) =>
    onChange?.(value.map((pair, at) => (at === index ? { ...pair, [field]: text } : pair)));
  // The two names are the keys of the pair.
  const blank = { [left]: '', [right]: '' } as Record<Left | Right, string>;
  return (
    <div className={styles.pairs}>
      {value.map((pair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name, and no state besides its value
        <div key={index} className={styles.pair}>
          <Input
            value={pair[left]}
            placeholder={props.leftText}
            aria-label={props.leftText}
            onChange={(event) => set(index, left, event.target.value)}
          />
          <Input
            value={pair[right]}
            placeholder={props.rightText}
            aria-label={props.rightText}
            onChange={(event) => set(index, right, event.target.value)}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('common.delete')}
            onClick={() => onChange?.(value.toSpliced(index, 1))}
          />
        </div>
      ))}
      <ReasonedButton
        size="small"
        type="dashed"
        block
        icon={<PlusOutlined />}
        why={value.length < MOST_PAIRS ? undefined : t('common.why.most', { most: MOST_PAIRS })}
        onClick={() => onChange?.([...value, blank])}
      >
        {t('flows.addLine')}
      </ReasonedButton>
    </div>
  );
}

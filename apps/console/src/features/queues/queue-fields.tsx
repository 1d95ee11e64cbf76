import { QueueInput, QueueStrategy } from '@zuoxi/contract';
import { Col, Form, Input, InputNumber, Row, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { schemaRule } from '../../ui/schema-rule.ts';
import { MemberTransfer } from './member-transfer.tsx';

const times = [
  { name: 'ringTimeoutS', text: 'ringTimeout', min: 5, max: 120 },
  { name: 'maxWaitS', text: 'maxWait', min: 10, max: 7200 },
  { name: 'wrapUpS', text: 'wrapUp', min: 0, max: 3600 },
  { name: 'serviceLevelS', text: 'serviceLevel', min: 1, max: 600 },
] as const;

export function QueueFields() {
  const { t } = useTranslation();
  return (
    <>
      <Row gutter={16}>
        <Col span={14}>
          <Form.Item name="name" label={t('queues.name')} rules={[schemaRule(QueueInput.shape.name, t('queues.name'))]}>
            <Input autoFocus maxLength={60} />
          </Form.Item>
        </Col>
        <Col span={10}>
          <Form.Item
            name="number"
            label={t('queues.number')}
            extra={t('queues.numberHint')}
            rules={[schemaRule(QueueInput.shape.number, t('queues.number'))]}
          >
            <Input inputMode="numeric" maxLength={8} />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item name="strategy" label={t('queues.strategy')}>
        <Select options={QueueStrategy.options.map((value) => ({ value, label: t(`queues.strategies.${value}`) }))} />
      </Form.Item>
      <Row gutter={16}>
        {times.map(({ name, text, min, max }) => (
          <Col span={12} key={name}>
            <Form.Item
              name={name}
              label={t(`queues.${text}`)}
              extra={t(`queues.${text}Hint`)}
              rules={[schemaRule(QueueInput.shape[name], t(`queues.${text}`))]}
            >
              <InputNumber min={min} max={max} precision={0} suffix={t('common.secondsUnit')} style={{ width: '100%' }} />
            </Form.Item>
          </Col>
        ))}
      </Row>
      <Form.Item name="recordingEnabled" label={t('queues.recordingEnabled')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
      <Form.Item name="memberIds" label={t('queues.members')} extra={t('queues.membersHint')}>
        <MemberTransfer />
      </Form.Item>
    </>
  );
}

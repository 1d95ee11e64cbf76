import { AddressPattern, TrunkInput } from '@zuoxi/contract';
import { Col, Form, Input, InputNumber, Row, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { schemaRule } from '../../ui/schema-rule.ts';

export function TrunkFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="name" label={t('trunks.name')} rules={[schemaRule(TrunkInput.shape.name, t('trunks.name'))]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Row gutter={16}>
        <Col span={17}>
          <Form.Item
            name="host"
            label={t('trunks.host')}
            extra={t('trunks.hostHint')}
            rules={[schemaRule(TrunkInput.shape.host, t('trunks.host'))]}
          >
            <Input maxLength={253} />
          </Form.Item>
        </Col>
        <Col span={7}>
          <Form.Item name="port" label={t('trunks.port')} rules={[schemaRule(TrunkInput.shape.port, t('trunks.port'))]}>
            <InputNumber min={1} max={65535} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item
        name="matchAddresses"
        label={t('trunks.matchAddresses')}
        extra={t('trunks.matchAddressesHint')}
        rules={[
          {
            validator(_rule, addresses: string[]) {
              const wrong = addresses.find((address) => !AddressPattern.safeParse(address).success);
              return wrong === undefined
                ? Promise.resolve()
                : Promise.reject(new Error(t('trunks.matchAddressInvalid', { address: wrong })));
            },
          },
        ]}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ', ';']} />
      </Form.Item>
      <Form.Item
        name="callerId"
        label={t('trunks.callerId')}
        extra={t('trunks.callerIdHint')}
        rules={[schemaRule(TrunkInput.shape.callerId, t('trunks.callerId'))]}
      >
        <Input inputMode="tel" maxLength={33} />
      </Form.Item>
      <Form.Item name="outbound" label={t('trunks.outbound')} extra={t('trunks.outboundHint')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
      <Form.Item name="enabled" label={t('trunks.enabled')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { DialRuleInput } from '@zuoxi/contract';
import { Col, Form, Input, InputNumber, Row, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { Choice } from '../../ui/choice.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';

const trunksApi = crud('/api/trunks');

const fields = DialRuleInput.shape;

export function useTrunkOptions(): { trunks: { value: string; label: string }[]; isPending: boolean } {
  const { data, isPending } = useQuery({ queryKey: ['trunks', 'all'], queryFn: ({ signal }) => allRows(trunksApi.list, signal) });
  return { trunks: (data ?? []).map(({ id, name }) => ({ value: id, label: name })), isPending };
}

export function DialRuleFields() {
  const { t } = useTranslation();
  const { trunks, isPending } = useTrunkOptions();
  return (
    <>
      <Form.Item name="name" label={t('dialRules.name')} rules={[schemaRule(fields.name, t('dialRules.name'))]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Form.Item
        name="pattern"
        label={t('dialRules.pattern')}
        extra={t('dialRules.patternHint')}
        rules={[schemaRule(fields.pattern, t('dialRules.pattern'))]}
      >
        <Input maxLength={100} spellCheck={false} />
      </Form.Item>
      <Row gutter={16}>
        <Col span={12}>
          <Form.Item
            name="strip"
            label={t('dialRules.strip')}
            extra={t('dialRules.stripHint')}
            rules={[schemaRule(fields.strip, t('dialRules.strip'))]}
          >
            <InputNumber min={0} max={20} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="prefix"
            label={t('dialRules.prefix')}
            extra={t('dialRules.prefixHint')}
            rules={[schemaRule(fields.prefix, t('dialRules.prefix'))]}
          >
            <Input maxLength={21} inputMode="tel" />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item name="trunkIds" label={t('dialRules.trunks')} extra={t('dialRules.trunksHint')}>
        <Choice
          mode="multiple"
          options={trunks}
          loading={isPending}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('dialRules.refused')}
        />
      </Form.Item>
      <Form.Item
        name="callerId"
        label={t('dialRules.callerId')}
        extra={t('dialRules.callerIdHint')}
        rules={[schemaRule(fields.callerId, t('dialRules.callerId'))]}
      >
        <Input maxLength={33} inputMode="tel" />
      </Form.Item>
      <Form.Item name="permissionClass" label={t('dialRules.permissionClass')} extra={t('dialRules.permissionClassHint')}>
        <Choice options={fields.permissionClass.options.map((value) => ({ value, label: t(`permissionClass.${value}`) }))} />
      </Form.Item>
      <Form.Item name="enabled" label={t('dialRules.enabled')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
    </>
  );
}

import { InboundRouteInput } from '@zuoxi/contract';
import { Form, Input, InputNumber, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { DestinationField, destinationRule } from '../../ui/destination-field.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { useHoursOptions } from './route-sentence.ts';

const fields = InboundRouteInput.shape;

export function InboundRouteFields() {
  const { t } = useTranslation();
  const { hours, isPending } = useHoursOptions();
  const hasHours = Boolean(Form.useWatch<string | null>('hoursId'));
  return (
    <>
      <Form.Item
        name="calledNumber"
        label={t('inboundRoutes.calledNumber')}
        extra={t('inboundRoutes.calledNumberHint')}
        rules={[schemaRule(fields.calledNumber, t('inboundRoutes.calledNumber'))]}
      >
        <Input autoFocus maxLength={34} />
      </Form.Item>
      <Form.Item
        name="callerNumber"
        label={t('inboundRoutes.callerNumber')}
        extra={t('inboundRoutes.callerNumberHint')}
        rules={[schemaRule(fields.callerNumber, t('inboundRoutes.callerNumber'))]}
      >
        <Input maxLength={34} />
      </Form.Item>
      <Form.Item
        name="destination"
        label={t(hasHours ? 'inboundRoutes.openDestination' : 'inboundRoutes.destination')}
        rules={[destinationRule(t('inboundRoutes.destination'))]}
      >
        <DestinationField label={t('inboundRoutes.destination')} />
      </Form.Item>
      <Form.Item
        name="hoursId"
        label={t('inboundRoutes.hours')}
        extra={t('inboundRoutes.hoursHint')}
        getValueProps={(value: string | null) => ({ value: value ?? undefined })}
        normalize={(value: string | undefined) => value ?? null}
      >
        <Choice
          options={hours}
          loading={isPending}
          allowClear
          placeholder={t('inboundRoutes.always')}
          notFoundContent={t('inboundRoutes.noHours')}
        />
      </Form.Item>
      {hasHours ? (
        <Form.Item
          name="closedDestination"
          label={t('inboundRoutes.closedDestination')}
          rules={[destinationRule(t('inboundRoutes.closedDestination'), true)]}
        >
          <DestinationField label={t('inboundRoutes.closedDestination')} none={t('inboundRoutes.sameAsOpen')} />
        </Form.Item>
      ) : null}
      <Form.Item name="priority" label={t('inboundRoutes.priority')} extra={t('inboundRoutes.priorityHint')}>
        <InputNumber min={-100} max={100} precision={0} style={{ width: 120 }} />
      </Form.Item>
      <Form.Item name="description" label={t('inboundRoutes.description')}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
      <Form.Item name="enabled" label={t('inboundRoutes.enabled')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { InboundRouteInput } from '@zuoxi/contract';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { queuesApi } from '../../api/endpoints.ts';
import { schemaRule } from '../../ui/schema-rule.ts';

export function InboundRouteFields() {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({
    queryKey: ['queues', 'names'],
    queryFn: ({ signal }) => queuesApi.list({ page: 1, pageSize: 100 }, signal),
  });
  const options = (data?.rows ?? []).map((queue) => ({ value: queue.id, label: `${queue.name} ${queue.number}` }));
  return (
    <>
      <Form.Item
        name="calledNumber"
        label={t('inboundRoutes.calledNumber')}
        extra={t('inboundRoutes.calledNumberHint')}
        rules={[schemaRule(InboundRouteInput.shape.calledNumber, t('inboundRoutes.calledNumber'))]}
      >
        <Input autoFocus inputMode="tel" maxLength={33} />
      </Form.Item>
      <Form.Item
        name="queueId"
        label={t('inboundRoutes.queue')}
        rules={[{ required: true, message: t('common.required', { field: t('inboundRoutes.queue') }) }]}
        // An empty id is no choice: the field shows as not chosen yet.
        getValueProps={(value: string) => ({ value: value || undefined })}
      >
        <Select options={options} loading={isPending} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item name="description" label={t('inboundRoutes.description')}>
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
    </>
  );
}

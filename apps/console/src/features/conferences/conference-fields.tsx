import { useQuery } from '@tanstack/react-query';
import { ConferenceInput } from '@zuoxi/contract';
import { Form, Input, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { schemaRule } from '../../ui/schema-rule.ts';
import { AgentsSelect } from './agents-select.tsx';

export function ConferenceFields() {
  const { t } = useTranslation();
  const candidates = useCandidates();
  return (
    <>
      <Form.Item
        name="name"
        label={t('conferences.name')}
        extra={t('conferences.nameHint')}
        rules={[schemaRule(ConferenceInput.shape.name, t('conferences.name'))]}
      >
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Form.Item name="description" label={t('conferences.description')} style={{ marginBottom: 28 }}>
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
      <Form.Item name="memberIds" label={t('conferences.members')} extra={t('conferences.membersHint')}>
        <AgentsSelect candidates={candidates.data ?? []} loading={candidates.isPending} />
      </Form.Item>
      <Form.Item name="recorded" label={t('conferences.recorded')} extra={t('conferences.recordedHint')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

/** Whoever of the call centre has an extension. */
export function useCandidates() {
  return useQuery({ queryKey: ['conference-candidates'], queryFn: () => api.get('/api/conferences/candidates'), staleTime: 5000 });
}

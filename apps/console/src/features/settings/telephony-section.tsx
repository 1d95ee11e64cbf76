import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { TelephonySettings } from '@zuoxi/contract';
import { App, Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useFormDraft } from '../../ui/drafts.ts';
import { schemaRule } from '../../ui/schema-rule.ts';
import { SettingsSection } from './settings-section.tsx';

const KEY = ['telephony-settings'];

/** What holds for all phones and trunks. */
export function TelephonySection() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: KEY, queryFn: () => api.get('/api/telephony-settings') });
  return (
    <SettingsSection title={t('settings.telephony')} query={query}>
      {(saved) => <TelephonyForm saved={saved} />}
    </SettingsSection>
  );
}

function TelephonyForm({ saved }: { saved: TelephonySettings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const draft = useFormDraft<TelephonySettings>('telephony-settings', saved);
  const save = useMutation({
    mutationFn: (settings: TelephonySettings) => api.put('/api/telephony-settings', { body: settings }),
    onSuccess(now) {
      draft.drop();
      queryClient.setQueryData(KEY, now);
      void message.success(t('common.saved'));
    },
    onError: (refused) => void message.error(errorText(refused)),
  });
  return (
    <Form<TelephonySettings>
      layout="vertical"
      requiredMark={false}
      initialValues={draft.initialValues}
      onValuesChange={draft.onValuesChange}
      onFinish={(settings) => save.mutate(settings)}
      style={{ padding: 16 }}
    >
      <Form.Item
        name="rtpTimeoutS"
        label={t('settings.rtpTimeout')}
        extra={t('settings.rtpTimeoutHint')}
        rules={[schemaRule(TelephonySettings.shape.rtpTimeoutS, t('settings.rtpTimeout'))]}
      >
        <InputNumber min={5} max={3600} precision={0} suffix={t('settings.secondsUnit')} style={{ width: 160 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  );
}

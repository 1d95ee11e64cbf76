import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DialLimits } from '@zuoxi/contract';
import { App, Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useFormDraft } from '../../ui/drafts.ts';
import styles from './settings.module.css';
import { SettingsSection } from './settings-section.tsx';

const KEY = ['dial-limits'];
const LIMITS = DialLimits.keyof().options;
const MOST = 1_000_000;

/** What may be called in a day without anybody's dialling it: a forwarding or an IVR that is abused costs no more. */
export function DialLimitsSection() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => api.get('/api/dial-limits') });
  const update = useMutation({
    mutationFn: (limits: DialLimits) => api.put('/api/dial-limits', { body: limits }),
    onSuccess(saved) {
      queryClient.setQueryData(KEY, saved);
      void message.success(t('common.saved'));
    },
    onError: (refused) => void message.error(errorText(refused)),
  });
  return (
    <SettingsSection title={t('settings.dialLimits')} query={query}>
      {(saved) => (
        <LimitsForm saved={saved} pending={update.isPending} onSave={(limits, onSuccess) => update.mutate(limits, { onSuccess })} />
      )}
    </SettingsSection>
  );
}

interface LimitsFormProps {
  saved: DialLimits;
  pending: boolean;
  onSave(limits: DialLimits, onSuccess: () => void): void;
}

function LimitsForm({ saved, pending, onSave }: LimitsFormProps) {
  const { t } = useTranslation();
  const draft = useFormDraft<DialLimits>('dial-limits', saved);
  return (
    <Form<DialLimits>
      layout="vertical"
      requiredMark={false}
      initialValues={draft.initialValues}
      onValuesChange={draft.onValuesChange}
      onFinish={(limits) => onSave(limits, draft.drop)}
      style={{ padding: 16 }}
    >
      <div className={styles.hint}>{t('settings.dialLimitsHint')}</div>
      {LIMITS.map((limit) => (
        <Form.Item key={limit} name={limit} label={t(`settings.${limit}`)} rules={[{ required: true }]} style={{ margin: '12px 0' }}>
          <InputNumber min={0} max={MOST} precision={0} />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={pending}>
        {t('common.save')}
      </Button>
    </Form>
  );
}

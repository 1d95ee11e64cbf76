import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ReasonList } from '@zuoxi/contract';
import { Alert, App, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useFormDraft } from '../../ui/drafts.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { TextList } from '../../ui/text-list.tsx';
import styles from './settings.module.css';
import { SettingsSection } from './settings-section.tsx';

const reason = ReasonList.element;
const MOST = 20;

/** Why agents may be not ready: saved as a whole, in the order of the choice (PAN-1). */
export function ReasonsSection() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['reasons'], queryFn: () => api.get('/api/reasons') });
  return (
    <SettingsSection title={t('settings.reasons')} query={query} rows={4}>
      {(reasons) => <ReasonsForm reasons={reasons} />}
    </SettingsSection>
  );
}

function ReasonsForm({ reasons }: { reasons: readonly string[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<{ reasons: string[] }>();
  const draft = useFormDraft('reasons', { reasons: [...reasons] });
  const save = useMutation({
    mutationFn: ({ reasons: texts }: { reasons: string[] }) => api.put('/api/reasons', { body: texts.map((text) => text.trim()) }),
    onSuccess() {
      draft.drop();
      void message.success(t('common.saved'));
      void queryClient.invalidateQueries({ queryKey: ['reasons'] });
    },
  });
  const list = Form.useWatch('reasons', form) ?? reasons;
  const unchanged = draft.isKept ? undefined : t('common.why.unchanged');
  const discard = () => {
    form.setFieldsValue({ reasons: [...reasons] });
    draft.drop();
    save.reset();
  };
  return (
    <Form
      form={form}
      className={styles.body}
      initialValues={draft.initialValues}
      onValuesChange={draft.onValuesChange}
      onFinish={save.mutate}
      scrollToFirstError={{ focus: true }}
      autoComplete="off"
    >
      <div className={styles.hint}>{t('settings.reasonsHint')}</div>
      <TextList
        name="reasons"
        schema={reason}
        most={MOST}
        maxLength={40}
        addText={t('settings.addReason')}
        labelOf={(place) => t('settings.reasonItem', { place })}
      />
      {list.length === 0 ? <Alert type="warning" showIcon title={t('settings.reasonsEmpty')} style={{ marginTop: 12 }} /> : null}
      {save.error ? <Alert type="error" showIcon role="alert" title={errorText(save.error)} style={{ marginTop: 12 }} /> : null}
      <div className={styles.foot}>
        <ReasonedButton why={unchanged} onClick={discard}>
          {t('common.cancel')}
        </ReasonedButton>
        <ReasonedButton
          type="primary"
          htmlType="submit"
          why={list.length === 0 ? t('common.why.keepOne') : unchanged}
          loading={save.isPending}
        >
          {t('common.save')}
        </ReasonedButton>
      </div>
    </Form>
  );
}

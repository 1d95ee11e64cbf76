import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PromptKind, PromptLanguage, PromptUpload } from '@zuoxi/contract';
import { Alert, App, Form, Input, Modal, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useFormDraft } from '../../ui/drafts.ts';
import { schemaRule } from '../../ui/schema-rule.ts';
import styles from './prompts.module.css';

/** A new sound by one's own telephone: a name, and it rings. */
export function RecordDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<PromptUpload>();
  const draft = useFormDraft<PromptUpload>('prompt-recording', { name: '', kind: 'prompt', language });
  const recording = useMutation({
    mutationFn: (input: PromptUpload) => api.post('/api/prompts/record', { body: input }),
    onSuccess() {
      draft.drop();
      void queryClient.invalidateQueries({ queryKey: ['prompts'] });
      void message.info(t('prompts.recordStarted'), 8);
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      title={t('prompts.record')}
      okText={t('prompts.call')}
      cancelText={t('common.cancel')}
      confirmLoading={recording.isPending}
      onOk={() => form.submit()}
      onCancel={() => {
        draft.drop();
        onClose();
      }}
      afterClose={recording.reset}
      destroyOnHidden
    >
      <p className="muted">{t('prompts.recordHint')}</p>
      {recording.error ? (
        <Alert type="error" showIcon role="alert" title={errorText(recording.error)} className={styles.alert ?? ''} />
      ) : null}
      <Form<PromptUpload>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={draft.initialValues}
        onValuesChange={draft.onValuesChange}
        onFinish={(values) => recording.mutate(values)}
      >
        <Form.Item name="name" label={t('prompts.name')} rules={[schemaRule(PromptUpload.shape.name, t('prompts.name'))]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={t('prompts.kind')}>
          <Segmented options={PromptKind.options.map((value) => ({ value, label: t(`prompts.kinds.${value}`) }))} />
        </Form.Item>
        <Form.Item name="language" label={t('prompts.language')}>
          <Segmented options={PromptLanguage.options.map((value) => ({ value, label: t(`prompts.languages.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

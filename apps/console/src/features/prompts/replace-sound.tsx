import { PhoneOutlined, SwapOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Prompt } from '@zuoxi/contract';
import { Alert, App, Button, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { sendFile } from '../../api/send-file.ts';
import styles from './prompts.module.css';

/** Another file for a sound that is there. */
export function ReplaceSound({ prompt, onReplaced }: { prompt: Prompt; onReplaced(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const replacement = useMutation({
    mutationFn: (file: File) => sendFile('/api/prompts/{id}/sound', 'put', { path: { id: prompt.id } }, file, () => {}),
    onSuccess() {
      void queryClient.invalidateQueries({ queryKey: ['prompts'] });
      void message.success(t('prompts.replaced', { name: prompt.name }));
      onReplaced();
    },
  });
  const recording = useMutation({
    mutationFn: () => api.post('/api/prompts/{id}/record', { params: { path: { id: prompt.id } } }),
    onSuccess: () => message.info(t('prompts.ringing'), 8),
  });
  const error = replacement.error ?? recording.error;
  return (
    <div className={styles.replace}>
      {error ? <Alert type="error" showIcon role="alert" title={errorText(error)} className={styles.alert ?? ''} /> : null}
      <Upload
        accept="audio/*,video/mp4,.m4a,.amr,.wma"
        showUploadList={false}
        beforeUpload={(file) => {
          replacement.mutate(file);
          return false;
        }}
      >
        <Button icon={<SwapOutlined />} loading={replacement.isPending}>
          {t('prompts.replace')}
        </Button>
      </Upload>{' '}
      <Button icon={<PhoneOutlined />} loading={recording.isPending} onClick={() => recording.mutate()}>
        {t('prompts.recordAgain')}
      </Button>
      <p className="muted">{t('prompts.replaceHint')}</p>
    </div>
  );
}

import { SwapOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Prompt } from '@zuoxi/contract';
import { Alert, App, Button, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { promptsApi } from '../../api/endpoints.ts';
import styles from './prompts.module.css';

/** Another file for a sound that is there. */
export function ReplaceSound({ prompt, onReplaced }: { prompt: Prompt; onReplaced(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const replacement = useMutation({
    mutationFn: (file: File) => promptsApi.replace(prompt.id, file, () => {}),
    onSuccess() {
      void queryClient.invalidateQueries({ queryKey: ['prompts'] });
      void message.success(t('prompts.replaced', { name: prompt.name }));
      onReplaced();
    },
  });
  return (
    <div className={styles.replace}>
      {replacement.error ? (
        <Alert type="error" showIcon role="alert" title={errorText(replacement.error)} className={styles.alert ?? ''} />
      ) : null}
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
      </Upload>
      <p className="muted">{t('prompts.replaceHint')}</p>
    </div>
  );
}

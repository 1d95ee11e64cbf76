import { CheckCircleFilled, CloseCircleFilled, InboxOutlined } from '@ant-design/icons';
import { PromptKind, PromptLanguage } from '@zuoxi/contract';
import { Alert, Button, Modal, Progress, Segmented, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { formatDuration } from '../../ui/format.ts';
import styles from './prompts.module.css';
import { type Uploading, useUploads } from './upload.ts';

interface UploadDialogProps {
  open: boolean;
  converter: 'ffmpeg' | 'library';
  onClose(): void;
}

export function UploadDialog({ open, converter, onClose }: UploadDialogProps) {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const [kind, setKind] = useState<PromptKind>('prompt');
  const [language, setLanguage] = useState<PromptLanguage>(preferences.language);
  const { uploads, add, clear } = useUploads();
  const busy = uploads.some((upload) => upload.result === null);
  const close = () => {
    clear();
    onClose();
  };
  return (
    <Modal
      open={open}
      title={t('prompts.uploadTitle')}
      width={600}
      onCancel={close}
      mask={{ closable: false }}
      footer={
        <Button type="primary" disabled={busy} onClick={close}>
          {t(uploads.length > 0 ? 'prompts.finished' : 'common.close')}
        </Button>
      }
    >
      {converter === 'library' ? <Alert type="info" showIcon title={t('prompts.noFfmpeg')} className={styles.alert ?? ''} /> : null}
      <div className={styles.choices}>
        <Segmented
          aria-label={t('prompts.kind')}
          value={kind}
          onChange={setKind}
          options={PromptKind.options.map((value) => ({ value, label: t(`prompts.kinds.${value}`) }))}
        />
        <Segmented
          aria-label={t('prompts.language')}
          value={language}
          onChange={setLanguage}
          options={PromptLanguage.options.map((value) => ({ value, label: t(`prompts.languages.${value}`) }))}
        />
      </div>
      <Upload.Dragger
        multiple
        accept="audio/*,video/mp4,.m4a,.amr,.wma"
        showUploadList={false}
        beforeUpload={(file) => {
          void add(file, { kind, language });
          return false;
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p className="ant-upload-text">{t('prompts.drop')}</p>
        <p className="ant-upload-hint">{t(converter === 'library' ? 'prompts.dropHintLibrary' : 'prompts.dropHint')}</p>
      </Upload.Dragger>
      <ul className={styles.uploads}>
        {uploads.map((upload) => (
          <li key={upload.key}>
            <span className="ellipsis">{upload.fileName}</span>
            <Outcome upload={upload} />
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Outcome({ upload: { result, percent } }: { upload: Uploading }) {
  const { t } = useTranslation();
  if (!result)
    return percent < 100 ? <Progress percent={percent} size="small" /> : <span className="muted">{t('prompts.converting')}</span>;
  if ('prompt' in result) {
    return (
      <span className={styles.good}>
        <CheckCircleFilled /> {t('prompts.done', { duration: formatDuration(result.prompt.durationS) })}
      </span>
    );
  }
  return (
    <span className={styles.bad} role="alert">
      <CloseCircleFilled /> {'tooLarge' in result ? t('prompts.tooLarge') : errorText(result.error)}
    </span>
  );
}

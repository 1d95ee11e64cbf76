import { ExclamationCircleOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../api/client.ts';
import styles from './notice.module.css';

interface NoticeProps {
  icon?: ReactNode;
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  tone?: 'plain' | 'error';
}

/** An empty or failed place, said in a sentence, with what can be done about it. */
export function Notice({ icon, title, hint, action, tone = 'plain' }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${tone === 'error' ? styles.error : ''}`} role={tone === 'error' ? 'alert' : undefined}>
      {icon ? <div className={styles.icon}>{icon}</div> : null}
      <div className={styles.title}>{title}</div>
      {hint ? <div className={styles.hint}>{hint}</div> : null}
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  );
}

export function ErrorNotice({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      tone="error"
      icon={<ExclamationCircleOutlined />}
      title={title}
      hint={errorText(error)}
      action={
        onRetry ? (
          <Button icon={<ReloadOutlined />} onClick={onRetry}>
            {t('error.retry')}
          </Button>
        ) : null
      }
    />
  );
}

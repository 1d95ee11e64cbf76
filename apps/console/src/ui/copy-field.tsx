import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './copy-field.module.css';

const SHOWN_MS = 2000;

/** A labelled value with a button that copies it. */
export function CopyField({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // No clipboard on a page without encryption: mark the value, so that the keyboard copies it.
      if (text.current) getSelection()?.selectAllChildren(text.current);
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <div className={styles.field}>
      <span className="muted">{label}</span>
      <code ref={text} className={strong ? styles.strong : ''}>
        {value}
      </code>
      <Tooltip title={t(copied ? 'common.copied' : 'common.copy')}>
        <Button
          type="text"
          size="small"
          icon={copied ? <CheckOutlined /> : <CopyOutlined />}
          aria-label={`${t('common.copy')} ${label}`}
          onClick={() => void copy()}
        />
      </Tooltip>
    </div>
  );
}

import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, LoadingOutlined, MinusCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './preflight.module.css';

export type VerdictState = 'idle' | 'running' | 'pass' | 'warn' | 'fail';

const icons: Readonly<Record<VerdictState, ReactNode>> = {
  idle: <MinusCircleOutlined />,
  running: <LoadingOutlined />,
  pass: <CheckCircleFilled />,
  warn: <ExclamationCircleFilled />,
  fail: <CloseCircleFilled />,
};

interface VerdictProps {
  state: VerdictState;
  text: string;
  /** What to do about it. */
  hint?: string | undefined;
}

/** One plain word on one thing that was checked, and what to do. */
export function Verdict({ state, text, hint }: VerdictProps) {
  const { t } = useTranslation();
  return (
    <div className={`${styles.verdict} ${styles[state]}`} role="status">
      <span className={styles.verdictIcon} role="img" aria-label={state === 'running' ? t('preflight.checking') : t(`preflight.${state}`)}>
        {icons[state]}
      </span>
      <div>
        <div className={styles.verdictText}>{text}</div>
        {hint ? <div className="muted">{hint}</div> : null}
      </div>
    </div>
  );
}

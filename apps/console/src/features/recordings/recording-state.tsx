import { CheckCircleFilled, CloseCircleFilled, DeleteFilled, ExclamationCircleFilled, LoadingOutlined } from '@ant-design/icons';
import type { Recording } from '@zuoxi/contract';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './recordings.module.css';

const marks: Readonly<Record<Recording['state'], { icon: ReactNode; colour: string }>> = {
  recording: { icon: <LoadingOutlined />, colour: 'var(--zx-talking)' },
  ready: { icon: <CheckCircleFilled />, colour: 'var(--zx-idle)' },
  missing: { icon: <CloseCircleFilled />, colour: 'var(--zx-busy)' },
  damaged: { icon: <ExclamationCircleFilled />, colour: 'var(--zx-ringing)' },
  short: { icon: <ExclamationCircleFilled />, colour: 'var(--zx-ringing)' },
  removed: { icon: <DeleteFilled />, colour: 'var(--zx-busy)' },
  silent: { icon: <ExclamationCircleFilled />, colour: 'var(--zx-ringing)' },
};

/** What the check after the call found, and on hover what that means. */
export function RecordingState({ state, gapS }: Pick<Recording, 'state' | 'gapS'>) {
  const { t } = useTranslation();
  const { icon, colour } = marks[state];
  return (
    <Tooltip title={t(`recordings.stateHints.${state}`, { seconds: Math.ceil(gapS) })}>
      <span className={styles.state}>
        <span style={{ color: colour, fontSize: 12 }}>{icon}</span>
        {t(`recordings.states.${state}`)}
      </span>
    </Tooltip>
  );
}

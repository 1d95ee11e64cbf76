import { CheckOutlined, CloudSyncOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import styles from './flows.module.css';
import type { Autosave } from './use-autosave.ts';

/** Whether what is drawn is kept. */
export function SaveMark({ save }: { save: Autosave }) {
  const { t } = useTranslation();
  const { state, error } = save;
  const isWrong = state === 'invalid' || state === 'failed' || state === 'conflict';
  const icon = state === 'saved' ? <CheckOutlined /> : isWrong ? <ExclamationCircleOutlined /> : <CloudSyncOutlined />;
  return (
    <span
      className={`${styles.saveMark} ${isWrong ? styles.error : ''} ellipsis`}
      role="status"
      data-save={state}
      title={error ? errorText(error) : undefined}
    >
      {icon} {t(`flows.save.${state}`)}
    </span>
  );
}

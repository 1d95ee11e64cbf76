import { EyeOutlined } from '@ant-design/icons';
import type { FlowVersion } from '@zuoxi/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../ui/format.ts';
import styles from './flows.module.css';
import { RollbackButton } from './rollback-button.tsx';
import type { Autosave } from './use-autosave.ts';

interface VersionBannerProps {
  version: FlowVersion;
  save: Autosave;
  /** The draft becomes what this version was. */
  onTake(): void;
  onClose(): void;
}

/** Over an old version that is looked at. */
export function VersionBanner({ version, save, onTake, onClose }: VersionBannerProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.banner} role="status">
      <EyeOutlined />
      <span className="ellipsis">
        {t('flows.versions.looking', { version: version.version, time: formatInstant(version.publishedAt, false) })}
      </span>
      <span className={styles.versionButtons}>
        <Button onClick={onTake}>{t('flows.versions.take')}</Button>
        {version.version === save.flow.publishedVersion ? null : (
          <RollbackButton version={version} save={save} size="middle" onDone={onClose} />
        )}
        <Button type="primary" onClick={onClose}>
          {t('flows.versions.backToDraft')}
        </Button>
      </span>
    </div>
  );
}

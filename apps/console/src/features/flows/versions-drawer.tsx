import { EyeOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { FlowVersion } from '@zuoxi/contract';
import { Button, Drawer, Empty, Spin, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { formatInstant } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './flows.module.css';
import { RollbackButton } from './rollback-button.tsx';
import type { Autosave } from './use-autosave.ts';

interface VersionsDrawerProps {
  save: Autosave;
  onLook(version: FlowVersion): void;
  onClose(): void;
}

/** What was published, newest first: to be looked at, and to go back to. */
export function VersionsDrawer({ save, onLook, onClose }: VersionsDrawerProps) {
  const { t } = useTranslation();
  const { flow } = save;
  const { data, error, refetch } = useQuery({
    queryKey: ['flow-versions', flow.id],
    queryFn: ({ signal }) => api.get('/api/flows/{id}/versions', { params: { path: { id: flow.id } }, signal }),
    staleTime: 0,
  });
  return (
    <Drawer open title={t('flows.versions.title')} onClose={onClose} size={440}>
      <p className="muted" style={{ marginTop: 0 }}>
        {flow.publishedVersion === null ? t('flows.versions.never') : t('flows.versions.current', { version: flow.publishedVersion })}
      </p>
      {error ? <ErrorNotice title={t('error.listFailed')} error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Spin /> : null}
      {data?.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('flows.neverPublished')} /> : null}
      <ol className={styles.versions}>
        {data?.map((version) => (
          <li key={version.version}>
            <div className={styles.versionHead}>
              <strong>{t('flows.versions.number', { version: version.version })}</strong>
              {version.version === flow.publishedVersion ? <Tag color="success">{t('flows.versions.inUse')}</Tag> : null}
              <span className={styles.versionButtons}>
                <Button size="small" icon={<EyeOutlined />} onClick={() => onLook(version)}>
                  {t('flows.versions.look')}
                </Button>
                {version.version === flow.publishedVersion ? null : (
                  <RollbackButton version={version} save={save} size="small" onDone={() => {}} />
                )}
              </span>
            </div>
            <div className="muted">
              {formatInstant(version.publishedAt, false)}
              {version.publishedByName ? ` · ${version.publishedByName}` : ''}
            </div>
            {version.note ? <div>{version.note}</div> : null}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}

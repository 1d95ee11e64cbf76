import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { formatBytes } from '../../ui/format.ts';

const LOOK_MS = 60_000;

/** Before the disk of the recordings is full. */
export function StorageNotice() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { data } = useQuery({ queryKey: ['storage'], queryFn: () => api.get('/api/storage'), refetchInterval: LOOK_MS });
  if (!data?.isLow) return null;
  return (
    <Alert banner type="error" title={t('storage.low', { free: formatBytes(data.freeBytes, language) })} data-testid="storage-notice" />
  );
}

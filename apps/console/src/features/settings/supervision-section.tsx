import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SupervisionSettings } from '@zuoxi/contract';
import { App, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import styles from './settings.module.css';
import { SettingsSection } from './settings-section.tsx';

const KEY = ['supervision-settings'];

/** Whether agents see who listens to them (AGT-8). */
export function SupervisionSection() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => api.get('/api/supervision-settings') });
  const update = useMutation({
    mutationFn: (settings: SupervisionSettings) => api.put('/api/supervision-settings', { body: settings }),
    onSuccess(saved) {
      queryClient.setQueryData(KEY, saved);
      void message.success(t('common.saved'));
    },
    onError: (refused) => void message.error(errorText(refused)),
  });
  return (
    <SettingsSection title={t('settings.supervision')} query={query}>
      {({ visible }) => (
        <div className={styles.switch}>
          <Switch
            size="small"
            aria-label={t('settings.supervisionVisible')}
            checked={visible}
            loading={update.isPending}
            onChange={(on) => update.mutate({ visible: on })}
          />
          <div>
            {t('settings.supervisionVisible')}
            <div className={styles.hint}>{t('settings.supervisionVisibleHint')}</div>
          </div>
        </div>
      )}
    </SettingsSection>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SupervisionSettings } from '@zuoxi/contract';
import { App, Skeleton, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import styles from './settings.module.css';

const KEY = ['supervision-settings'];

/** Whether agents see who listens to them (AGT-8). */
export function SupervisionSection() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: () => api.get('/api/supervision-settings') });
  const update = useMutation({
    mutationFn: (settings: SupervisionSettings) => api.put('/api/supervision-settings', { body: settings }),
    onSuccess(saved) {
      queryClient.setQueryData(KEY, saved);
      void message.success(t('common.saved'));
    },
    onError: (refused) => void message.error(errorText(refused)),
  });
  return (
    <Section title={t('settings.supervision')}>
      {data ? (
        <div className={styles.switch}>
          <Switch
            size="small"
            aria-label={t('settings.supervisionVisible')}
            checked={data.visible}
            loading={update.isPending}
            onChange={(visible) => update.mutate({ visible })}
          />
          <div>
            {t('settings.supervisionVisible')}
            <div className={styles.hint}>{t('settings.supervisionVisibleHint')}</div>
          </div>
        </div>
      ) : null}
      {!data && error ? <ErrorNotice title={t('settings.failed')} error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton active title={false} paragraph={{ rows: 2 }} style={{ padding: 16 }} /> : null}
    </Section>
  );
}

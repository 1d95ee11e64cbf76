import { useMutation } from '@tanstack/react-query';
import type { AgentStatus } from '@zuoxi/contract';
import { App, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import styles from './panel.module.css';

/** One's own extension is left alone. The same setting as *78 on the phone; the new state comes back with the panel topic. */
export function DoNotDisturb({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const change = useMutation({
    mutationFn: (on: boolean) => api.post('/api/panel/do-not-disturb', { body: { on } }),
    onError: (error) => void message.error(errorText(error)),
  });
  return (
    <div className={styles.dnd}>
      <Switch
        size="small"
        checked={agent.doNotDisturb}
        loading={change.isPending}
        onChange={(on) => change.mutate(on)}
        aria-label={t('extensions.doNotDisturb')}
      />
      <span title={t('extensions.doNotDisturbHint')}>{t('extensions.doNotDisturb')}</span>
    </div>
  );
}

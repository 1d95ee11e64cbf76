import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Account, AccountWithSecret } from '@zuoxi/contract';
import { Alert, App, Button, Modal, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useInstallation } from '../../api/use-installation.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import styles from './accounts.module.css';

/** What is entered in a desk phone. The server is the host this page came from. */
export function SipSettings({ sipUser, secret }: { sipUser: string; secret: string | null }) {
  const { t } = useTranslation();
  const installation = useInstallation();
  return (
    <div className={styles.settings}>
      <CopyField label={t('accounts.sipServer')} value={location.hostname} />
      <CopyField label={t('accounts.sipPort')} value={installation ? String(installation.sipPort) : ''} />
      <CopyField label={t('accounts.sipTransport')} value="UDP" />
      <CopyField label={t('accounts.sipUser')} value={sipUser} />
      <CopyField label={t('accounts.sipAuthUser')} value={sipUser} />
      {secret ? <CopyField label={t('accounts.sipSecret')} value={secret} strong /> : null}
    </div>
  );
}

/** The only time the secret is seen. */
export function SecretDialog({ result, onClose }: { result: AccountWithSecret | null; onClose: () => void }) {
  const { t } = useTranslation();
  const extension = result?.account.extension;
  return (
    <Modal
      open={result !== null}
      title={`${t('accounts.sipSettings')} · ${extension?.number ?? ''}`}
      onCancel={onClose}
      mask={{ closable: false }}
      width={460}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('accounts.sipSecretOnce')} style={{ marginBottom: 12 }} />
      {extension ? <SipSettings sipUser={extension.sipUser} secret={result.sipSecret} /> : null}
    </Modal>
  );
}

/** In the drawer of an account with a SIP phone. */
export function SipSection({ account, onNewSecret }: { account: Account; onNewSecret: (result: AccountWithSecret) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const renew = useMutation({
    mutationFn: () => api.post('/api/accounts/{id}/sip-secret', { params: { path: { id: account.id } } }),
    onSuccess(result) {
      void queryClient.invalidateQueries({ queryKey: ['accounts'] });
      onNewSecret(result);
    },
    onError: (error) => void message.error(errorText(error)),
  });
  if (account.extension?.phoneType !== 'sip') return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{t('accounts.sipSettings')}</h3>
      <p className="muted">{t('accounts.sipSettingsHint')}</p>
      <SipSettings sipUser={account.extension.sipUser} secret={null} />
      <p className="muted">{t('accounts.sipSecretHidden')}</p>
      <Popconfirm
        title={t('accounts.newSecretTitle')}
        description={t('accounts.newSecretHint')}
        okText={t('accounts.newSecret')}
        onConfirm={() => renew.mutate()}
      >
        <Button loading={renew.isPending}>{t('accounts.newSecret')}</Button>
      </Popconfirm>
    </section>
  );
}

import { useTranslation } from 'react-i18next';
import { useInstallation } from '../api/use-installation.ts';

/** Where this page is to be had encrypted. Behind a proxy there is no port at all. */
export function SecureLink() {
  const { t } = useTranslation();
  const installation = useInstallation();
  if (!installation) return null;
  const port = location.port === '' ? '' : `:${installation.httpsPort}`;
  const address = `https://${location.hostname}${port}${location.pathname}`;
  return (
    <span>
      {t('phone.insecureHint')} <a href={address}>{address}</a>
    </span>
  );
}

import { useTranslation } from 'react-i18next';
import { SecureLink } from '../../phone/secure-link.tsx';
import { Section } from '../../ui/section.tsx';
import styles from './preflight.module.css';
import { Verdict } from './verdict.tsx';

/** A browser that does not trust the certificate, or sees none, offers no microphone. */
export function SecurityCheck() {
  const { t } = useTranslation();
  return (
    <Section title={t('preflight.security')}>
      <div className={styles.check}>
        {window.isSecureContext ? (
          <Verdict
            state="pass"
            text={t('preflight.secure')}
            hint={location.protocol === 'https:' ? location.host : t('preflight.localhost')}
          />
        ) : (
          <>
            <Verdict state="fail" text={t('preflight.insecure')} hint={t('preflight.insecureHint')} />
            <SecureLink />
          </>
        )}
      </div>
    </Section>
  );
}

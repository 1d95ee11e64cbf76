import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { DialLimitsSection } from './dial-limits-section.tsx';
import { ReasonsSection } from './reasons-section.tsx';
import styles from './settings.module.css';
import { SupervisionSection } from './supervision-section.tsx';
import { TelephonySection } from './telephony-section.tsx';

/** 呼叫中心设置: what holds for the whole call centre. */
export default function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('settings.title')}>
      <div className={styles.sections}>
        <ReasonsSection />
        <SupervisionSection />
        <DialLimitsSection />
        <TelephonySection />
      </div>
    </Page>
  );
}

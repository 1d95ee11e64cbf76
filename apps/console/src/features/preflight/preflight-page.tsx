import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/session.tsx';
import { Page } from '../../ui/page.tsx';
import { MicrophoneCheck } from './microphone-check.tsx';
import { NetworkCheck } from './network-check.tsx';
import styles from './preflight.module.css';
import { SecurityCheck } from './security-check.tsx';
import { SpeakerCheck } from './speaker-check.tsx';
import { TestCall } from './test-call.tsx';

/** 设备检测: what a call needs, checked before the first customer does (PAN-11b). */
export default function PreflightPage() {
  const { t } = useTranslation();
  const { extension } = useMe();
  const web = extension?.phoneType === 'web';
  return (
    <Page title={t('preflight.title')}>
      {extension?.phoneType === 'sip' ? <Alert type="info" showIcon message={t('preflight.deskOnly')} /> : null}
      <div className={styles.grid}>
        {web ? <MicrophoneCheck /> : null}
        {web ? <SpeakerCheck /> : null}
        {extension ? <NetworkCheck /> : null}
        {web ? <TestCall /> : null}
        <SecurityCheck />
      </div>
    </Page>
  );
}

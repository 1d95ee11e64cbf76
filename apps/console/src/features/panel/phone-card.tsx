import { DashboardOutlined } from '@ant-design/icons';
import type { PanelState } from '@zuoxi/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePhone } from '../../phone/phone-context.tsx';
import { ShortcutsHelp } from '../../phone/shortcuts-help.tsx';
import { Section } from '../../ui/section.tsx';
import { PREFLIGHT_PATH } from '../preflight/path.ts';
import { TestCustomerButton } from '../test-customer/test-customer-button.tsx';
import { CallCard } from './call-card.tsx';
import { DialPad } from './dial-pad.tsx';
import styles from './phone.module.css';
import { RecentCalls } from './recent-calls.tsx';
import { UnsavedNotes } from './unsaved-notes.tsx';
import { WrapUpCard } from './wrap-up-card.tsx';

export function PhoneCard({ panel }: { panel: PanelState }) {
  const { t } = useTranslation();
  const { call } = usePhone();
  const { wrapUp, disposition } = panel;
  return (
    <Section title={t('panel.phoneCard')} extra={<Tools />}>
      <div className={styles.body}>
        {call ? (
          <CallCard call={call} />
        ) : (
          <>
            {wrapUp ? <WrapUpCard key={wrapUp.callId} wrapUp={wrapUp} panel={panel} /> : null}
            <UnsavedNotes current={disposition} />
            <DialPad />
            {wrapUp ? null : <RecentCalls />}
          </>
        )}
      </div>
    </Section>
  );
}

function Tools() {
  const { t } = useTranslation();
  return (
    <>
      <TestCustomerButton size="small" />
      <Link to={PREFLIGHT_PATH}>
        <Button type="text" size="small" icon={<DashboardOutlined />} title={t('preflight.open')}>
          {t('preflight.title')}
        </Button>
      </Link>
      <ShortcutsHelp />
    </>
  );
}

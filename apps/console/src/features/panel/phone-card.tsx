import type { PanelState } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../phone/phone-context.tsx';
import { Section } from '../../ui/section.tsx';
import { CallCard } from './call-card.tsx';
import { DialPad } from './dial-pad.tsx';
import styles from './panel.module.css';
import { RecentCalls } from './recent-calls.tsx';
import { WrapUpCard } from './wrap-up-card.tsx';

export function PhoneCard({ wrapUp }: { wrapUp: PanelState['wrapUp'] }) {
  const { t } = useTranslation();
  const { call } = usePhone();
  return (
    <Section title={t('panel.phoneCard')}>
      <div className={styles.phoneBody}>
        {call ? (
          <CallCard call={call} />
        ) : (
          <>
            {wrapUp ? <WrapUpCard key={wrapUp.callId} wrapUp={wrapUp} /> : null}
            <DialPad />
            <RecentCalls />
          </>
        )}
      </div>
    </Section>
  );
}

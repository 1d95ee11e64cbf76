import type { AgentStatus } from '@zuoxi/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../phone/phone-context.tsx';
import { isStarting } from '../../phone/phone-status.ts';
import { SecureLink } from '../../phone/secure-link.tsx';
import { Section } from '../../ui/section.tsx';
import { Lamp, StateIcon, StateTag } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { DoNotDisturb } from './do-not-disturb.tsx';
import styles from './panel.module.css';

export function AgentCard({ agent }: { agent: AgentStatus }) {
  const { t } = useTranslation();
  const { status } = usePhone();
  return (
    <Section title={t('panel.agentCard')} extra={<span className="muted">{agent.displayName}</span>}>
      <div className={styles.agent}>
        <div className={styles.agentHead}>
          {isStarting(status) ? <StateIcon state="offline" size={18} /> : <Lamp usable={status.usable} size={18} />}
          <span className={`num ${styles.agentNumber}`}>{agent.extension}</span>
          <span className={styles.phoneType}>{t(`phoneType.${agent.phoneType}`)}</span>
        </div>
        <div className={styles.agentState}>
          <span data-testid="agent-state">
            <StateTag state={agent.state} reason={agent.reason} />
          </span>
          <Elapsed since={agent.since} />
        </div>
        <DoNotDisturb agent={agent} />
        {status.usable || isStarting(status) ? <div className="muted">{t(`phone.${status.text}`)}</div> : <PhoneHint />}
      </div>
    </Section>
  );
}

/** What is wrong with the phone and what the agent can do about it. */
function PhoneHint() {
  const { t } = useTranslation();
  const { status, askMicrophone, takeOver } = usePhone();
  return (
    <div className={styles.phoneHint} role="status">
      <strong>{t(`phone.${status.text}`)}</strong>
      {status.text === 'sipOffline' ? t('phone.sipOfflineHint') : null}
      {status.text === 'micDenied' ? t('phone.micDeniedHint') : null}
      {status.text === 'micMissing' ? t('phone.micMissingHint') : null}
      {status.text === 'insecure' ? <SecureLink /> : null}
      {status.text === 'micPrompt' ? (
        <Button type="primary" onClick={askMicrophone}>
          {t('phone.micAllow')}
        </Button>
      ) : null}
      {status.text === 'elsewhere' ? (
        <>
          {t('phone.elsewhereHint')}
          <Button type="primary" block onClick={takeOver} data-testid="use-here">
            {t('phone.useHere')}
          </Button>
        </>
      ) : null}
    </div>
  );
}

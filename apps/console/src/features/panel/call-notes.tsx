import type { PanelCall, Supervisor } from '@zuoxi/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallView } from '../../phone/call-view.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { QualityLamp } from '../../phone/quality-lamp.tsx';
import styles from './call.module.css';

/** Under the timer: is it recorded, how does it sound, and what the customer hears. */
export function CallNotes({ call }: { call: CallView }) {
  const { t } = useTranslation();
  return (
    <div className={styles.notes}>
      {call.conference ? null : (
        <span className={`${styles.rec} ${call.recording ? styles.recOn : ''}`}>
          <span className={styles.recDot} />
          {t(call.recording ? 'panel.recording' : 'panel.notRecording')}
        </span>
      )}
      <QualityLamp />
      {call.stage === 'held' && !call.server?.returning ? <span>{t('panel.heldHint')}</span> : null}
      {call.muted && call.server?.role !== 'supervisor' ? (
        <span>{t(call.conference ? 'panel.mutedInConference' : 'panel.mutedHint')}</span>
      ) : null}
    </div>
  );
}

/** What the agent has to know of this call beside it, a line each. */
export function CallNews({ call }: { call: CallView }) {
  const { t } = useTranslation();
  const { panel } = usePhone();
  const { server } = call;
  const agent = panel?.agent;
  return (
    <>
      {server?.by ? <News tone="plain">{t('inCall.asks', { name: server.by })}</News> : null}
      {server?.returning ? <News tone="warning">{t('inCall.returning')}</News> : null}
      {server?.handover ? (
        <News tone="plain">
          {t(server.handover.how === 'takenOver' ? 'inCall.takenOverFrom' : 'inCall.transferredBy', { name: server.handover.name })}
        </News>
      ) : null}
      {server?.notReached ? <NotReached of={server.notReached} /> : null}
      {server?.releasedBy && server.role === 'agent' ? (
        <News tone="warning">{t('inCall.releasedBy', { name: server.releasedBy })}</News>
      ) : null}
      {server?.customerLeft && !server.consult && !server.releasedBy ? <News tone="warning">{t('inCall.customerLeft')}</News> : null}
      {agent && agent.supervisors.length > 0 ? <Supervised by={agent.supervisors} /> : null}
      {agent?.handSince ? <News tone="plain">{t('inCall.handHint')}</News> : null}
    </>
  );
}

/** Whom the agent has asked, or given the customer to, in vain: they have the customer, and read why. */
function NotReached({ of: { how, number, name, reason } }: { of: NonNullable<PanelCall['notReached']> }) {
  const { t } = useTranslation();
  return (
    <News tone="warning">
      <span data-testid="not-reached">{t(`inCall.notReached.${how}`, { name: name ?? number, reason: t(`endReason.${reason}`) })}</span>
    </News>
  );
}

function Supervised({ by }: { by: readonly Supervisor[] }) {
  const { t } = useTranslation();
  return by.map(({ accountId, name, mode }) => (
    <News key={accountId} tone="plain">
      {t('inCall.supervisedBy', { name, mode: t(`inCall.modes.${mode}`) })}
    </News>
  ));
}

function News({ tone, children }: { tone: 'plain' | 'warning'; children: ReactNode }) {
  return (
    <div className={`${styles.news} ${tone === 'warning' ? styles.newsWarning : ''}`} role="status">
      {children}
    </div>
  );
}

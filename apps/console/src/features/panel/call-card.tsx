import { TeamOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { AnswerButton, HangupButton } from '../../phone/call-buttons.tsx';
import type { CallView } from '../../phone/call-view.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { callKind, stageText } from '../../phone/stage-text.ts';
import { VolumeControl } from '../../phone/volume-control.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { afterwardsOf } from './afterwards.ts';
import styles from './call.module.css';
import { CallControls } from './call-controls.tsx';
import { CallNews, CallNotes } from './call-notes.tsx';
import { ConsultBox, TransferBox } from './consult-box.tsx';
import { DispositionChoice } from './disposition-choice.tsx';
import { NextState } from './next-state.tsx';

/** The present call: who it is, what goes on, what can be done. */
export function CallCard({ call }: { call: CallView }) {
  const connected = call.stage === 'talking' || call.stage === 'held';
  const { server } = call;
  return (
    <div className={styles.call}>
      <Stage call={call} />
      <Party call={call} />
      {connected ? <CallNotes call={call} /> : null}
      <CallNews call={call} />
      {connected ? null : <WhereToAnswer call={call} />}
      {connected ? <CallControls call={call} /> : null}
      {server?.consult ? <ConsultBox consult={server.consult} customerLeft={server.customerLeft} /> : null}
      {server?.transfer ? <TransferBox transfer={server.transfer} /> : null}
      <div className={`${styles.foot} ${connected ? styles.footBelow : ''}`}>
        {connected ? <Afterwards call={call} /> : null}
        <div className={styles.callButtons}>
          {call.stage === 'incoming' ? <AnswerButton call={call} /> : null}
          <HangupButton />
        </div>
      </div>
    </div>
  );
}

function Stage({ call }: { call: CallView }) {
  const { t } = useTranslation();
  const kind = callKind(call);
  const tone = call.stage === 'talking' ? styles.talkingStage : call.stage === 'held' ? styles.heldStage : styles.ringingStage;
  const ringing = tone === styles.ringingStage;
  return (
    <div className={`${styles.callStage} ${tone}`} role="status">
      <span className={ringing ? styles.pulse : ''} style={{ display: 'inline-flex' }}>
        <StateIcon state={ringing ? 'ringing' : 'talking'} />
      </span>
      {kind ? `${t(kind)} · ` : ''}
      {t(stageText(call))}
      {call.since ? (
        <span className={styles.callTimer} data-testid="call-timer">
          <Elapsed since={call.since} />
        </span>
      ) : null}
    </div>
  );
}

/** The number large, or the name where there is none; and the queue. */
function Party({ call }: { call: CallView }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.callNumber} data-testid="incoming-number">
        {call.number ? <PhoneNumber number={call.number} /> : call.name}
      </div>
      <div className={styles.callWho}>
        {call.number && call.name ? <span className={styles.callName}>{call.name}</span> : null}
        {call.conference ? null : (
          <span className={styles.callQueue}>
            <TeamOutlined />
            {call.queueName ? `${call.queueName} ${call.queueNumber ?? ''}` : t('panel.directCall')}
          </span>
        )}
      </div>
    </>
  );
}

function WhereToAnswer({ call }: { call: CallView }) {
  const { t } = useTranslation();
  if (call.stage === 'dialling') return null;
  if (call.answer === 'desk') return <div className={styles.desk}>{t('panel.answerOnDesk')}</div>;
  return call.answer === 'elsewhere' ? <div className={styles.desk}>{t('inCall.answerElsewhere')}</div> : null;
}

/** What may be settled during the call for the time after it; and how loud it is. */
function Afterwards({ call }: { call: CallView }) {
  const { panel, web } = usePhone();
  const disposition = panel?.disposition ?? null;
  const own = call.server?.role === 'agent';
  return (
    <>
      {web ? <VolumeControl /> : null}
      {own ? (
        <div className={styles.afterwards}>
          {panel ? <NextState afterwards={afterwardsOf(panel)} queueIds={panel.agent.queues.map(({ queueId }) => queueId)} /> : null}
          {disposition ? <DispositionChoice key={disposition.callId} disposition={disposition} who={call.name ?? call.number} /> : null}
        </div>
      ) : null}
    </>
  );
}

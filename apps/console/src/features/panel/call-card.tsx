import {
  AudioMutedOutlined,
  AudioOutlined,
  NumberOutlined,
  PauseOutlined,
  PlayCircleOutlined,
  SmileOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerButton, HangupButton } from '../../phone/call-buttons.tsx';
import type { CallView } from '../../phone/call-view.ts';
import { type Hotkey, hotkeyLabel, useHotkeys } from '../../phone/hotkeys.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { stageTexts } from '../../phone/stage-text.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { Keypad } from './keypad.tsx';
import styles from './panel.module.css';

export function CallCard({ call }: { call: CallView }) {
  const { t } = useTranslation();
  const connected = call.stage === 'talking' || call.stage === 'held';
  const [keypad, setKeypad] = useState(false);
  const onDesk = call.answer === 'desk' && (call.stage === 'incoming' || call.stage === 'callingSelf');
  return (
    <div className={styles.call}>
      <Stage call={call} />
      <div className={styles.callNumber} data-testid="incoming-number">
        <PhoneNumber number={call.number} />
      </div>
      {call.name ? <div className={styles.callName}>{call.name}</div> : null}
      <div className={styles.callQueue}>
        <TeamOutlined />
        {call.queueName ? `${call.queueName} ${call.queueNumber ?? ''}` : t('panel.directCall')}
      </div>
      {call.since ? (
        <div className={styles.callTimer} data-testid="call-timer">
          <Elapsed since={call.since} />
        </div>
      ) : null}
      {connected ? <CallNotes call={call} /> : null}
      {onDesk ? <div className={styles.desk}>{t('panel.answerOnDesk')}</div> : null}
      {connected ? <CallControls call={call} keypad={keypad} onKeypad={() => setKeypad(!keypad)} /> : null}
      <div className={styles.callButtons}>
        {call.stage === 'incoming' ? <AnswerButton call={call} /> : null}
        <HangupButton />
      </div>
      {connected && keypad ? <DtmfPad /> : null}
    </div>
  );
}

function Stage({ call }: { call: CallView }) {
  const { t } = useTranslation();
  const tone = call.stage === 'talking' ? styles.talkingStage : call.stage === 'held' ? styles.heldStage : styles.ringingStage;
  const ringing = tone === styles.ringingStage;
  return (
    <div className={`${styles.callStage} ${tone}`} role="status">
      <span className={ringing ? styles.pulse : ''} style={{ display: 'inline-flex' }}>
        <StateIcon state={ringing ? 'ringing' : 'talking'} />
      </span>
      {call.stage === 'incoming' ? `${t('panel.incoming')} · ` : ''}
      {t(stageTexts[call.stage])}
    </div>
  );
}

/** Beside the timer: is it recorded, and what the customer hears. */
function CallNotes({ call }: { call: CallView }) {
  const { t } = useTranslation();
  return (
    <div className={styles.callNote}>
      <span className={`${styles.rec} ${call.recording ? styles.recOn : ''}`}>
        <span className={styles.recDot} />
        {t(call.recording ? 'panel.recording' : 'panel.notRecording')}
      </span>
      {call.stage === 'held' ? <span>{t('panel.heldHint')}</span> : null}
      {call.muted ? <span>{t('panel.mutedHint')}</span> : null}
    </div>
  );
}

function CallControls({ call, keypad, onKeypad }: { call: CallView; keypad: boolean; onKeypad: () => void }) {
  const { t } = useTranslation();
  const { actions } = usePhone();
  useHotkeys({ keypad: onKeypad });
  const held = call.stage === 'held';
  return (
    <div className={styles.controls}>
      <Control
        testId="hold"
        hotkey="hold"
        on={held}
        pending={actions.pending.hold}
        icon={held ? <PlayCircleOutlined /> : <PauseOutlined />}
        label={t(held ? 'panel.unhold' : 'panel.hold')}
        onClick={actions.toggleHold}
      />
      <Control
        testId="mute"
        hotkey="mute"
        on={call.muted}
        pending={actions.pending.mute}
        icon={call.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
        label={t(call.muted ? 'panel.unmute' : 'panel.mute')}
        onClick={actions.toggleMute}
      />
      <Control testId="keypad" hotkey="keypad" on={keypad} icon={<NumberOutlined />} label={t('panel.keypad')} onClick={onKeypad} />
      {call.surveyOffered ? (
        <Control
          testId="survey"
          hotkey="survey"
          on={false}
          pending={actions.pending.survey}
          icon={<SmileOutlined />}
          label={t('panel.toSurvey')}
          onClick={actions.sendToSurvey}
        />
      ) : null}
    </div>
  );
}

/** Tones towards the customer, and what was sent so far. */
function DtmfPad() {
  const { actions } = usePhone();
  const [sent, setSent] = useState('');
  const send = (digit: string) => {
    actions.dtmf(digit);
    setSent((sent + digit).slice(-16));
  };
  return (
    <div className={styles.callKeypad}>
      <div className={`num ${styles.dtmfSent}`} aria-live="polite">
        {sent}
      </div>
      <Keypad onPress={send} />
    </div>
  );
}

interface ControlProps {
  testId: string;
  hotkey: Hotkey;
  on: boolean;
  pending?: boolean;
  icon: ReactNode;
  label: string;
  onClick(): void;
}

function Control({ testId, hotkey, on, pending = false, icon, label, onClick }: ControlProps) {
  const { t } = useTranslation();
  return (
    <Tooltip title={t('panel.shortcut', { action: label, keys: hotkeyLabel(hotkey) })} placement="top" mouseEnterDelay={0.5}>
      <Button data-testid={testId} className={styles.control} aria-pressed={on} disabled={pending} icon={icon} onClick={onClick}>
        {label}
      </Button>
    </Tooltip>
  );
}

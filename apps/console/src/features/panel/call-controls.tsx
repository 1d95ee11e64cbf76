import {
  AudioMutedOutlined,
  AudioOutlined,
  CommentOutlined,
  NumberOutlined,
  PauseOutlined,
  PlayCircleOutlined,
  SmileOutlined,
  SwapOutlined,
} from '@ant-design/icons';
import type { PanelCall } from '@zuoxi/contract';
import { Drawer, Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { mayHold } from '../../phone/call-actions.ts';
import type { CallView } from '../../phone/call-view.ts';
import { type Hotkey, useHotkeys } from '../../phone/hotkeys.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { useOrder } from '../../phone/use-order.ts';
import { PHONE_SIZED, useMedia } from '../../ui/use-media.ts';
import { HandIcon } from '../supervision/hand-icon.tsx';
import styles from './call.module.css';
import { CallControl } from './call-control.tsx';
import { DtmfPad } from './dtmf-pad.tsx';
import { TargetPicker, type TargetPurpose } from './target-picker.tsx';

/** What can be done with a call that is up; who may not do a thing does not see it. */
export function CallControls({ call }: { call: CallView }) {
  const { t } = useTranslation();
  const { actions } = usePhone();
  const { server } = call;
  const held = call.stage === 'held';
  // Without the customer there is nothing to be done with them; the others go on talking.
  const hasCustomer = server?.role === 'agent' && !server.customerLeft;
  return (
    <div className={styles.controls}>
      {hasCustomer ? (
        <CallControl
          testId="hold"
          hotkey="hold"
          on={held}
          pending={actions.pending.hold}
          why={mayHold(call) ? undefined : t('inCall.why.consulting')}
          icon={held ? <PlayCircleOutlined /> : <PauseOutlined />}
          label={t(held ? 'panel.unhold' : 'panel.hold')}
          onClick={actions.toggleHold}
        />
      ) : null}
      {isOnlyListening(call) ? null : (
        <CallControl
          testId="mute"
          hotkey="mute"
          on={call.muted}
          pending={actions.pending.mute}
          icon={call.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
          label={t(call.muted ? 'panel.unmute' : 'panel.mute')}
          onClick={actions.toggleMute}
        />
      )}
      {hasCustomer || server?.role === 'errand' ? (
        <PopoverControl testId="keypad" hotkey="keypad" icon={<NumberOutlined />} label={t('panel.keypad')}>
          {() => <DtmfPad />}
        </PopoverControl>
      ) : null}
      {hasCustomer ? <AgentControls call={server} /> : null}
    </div>
  );
}

const isOnlyListening = ({ server }: CallView): boolean => server?.supervision?.mode === 'listen';

/** Of the one who has the customer. */
function AgentControls({ call }: { call: PanelCall }) {
  const { t } = useTranslation();
  const away = call.transfer === null ? undefined : t('inCall.why.transferring');
  return (
    <>
      {call.recordable ? <RecordControl recording={call.recording} /> : null}
      <ConsultControl why={away ?? (call.consult === null ? undefined : t('inCall.why.consulting'))} />
      <TransferControl why={away} purpose={call.consult ? 'transferToQueue' : 'transfer'} />
      <HandControl />
      {call.surveyOffered ? <SurveyControl label={t('panel.toSurvey')} /> : null}
    </>
  );
}

function RecordControl({ recording }: { recording: boolean }) {
  const { t } = useTranslation();
  const record = useOrder((on: boolean) => api.post('/api/panel/record', { body: { on } }));
  const toggle = () => record.mutate(!recording);
  useHotkeys({ record: toggle });
  return (
    <CallControl
      testId="record"
      hotkey="record"
      on={recording}
      pending={record.isPending}
      icon={<span className={recording ? styles.recordingIcon : styles.recordIcon} />}
      label={t(recording ? 'inCall.stopRecording' : 'inCall.record')}
      onClick={toggle}
    />
  );
}

function ConsultControl({ why }: { why: string | undefined }) {
  const { t } = useTranslation();
  const consult = useOrder((number: string) => api.post('/api/panel/consult', { body: { number } }));
  return (
    <PopoverControl testId="consult" hotkey="consult" icon={<CommentOutlined />} label={t('consult.consult')} why={why}>
      {(close) => (
        <TargetPicker purpose="consult" pending={consult.isPending} onChoose={(number) => consult.mutate(number, { onSuccess: close })} />
      )}
    </PopoverControl>
  );
}

function TransferControl({ why, purpose }: { why: string | undefined; purpose: TargetPurpose }) {
  const { t } = useTranslation();
  const transfer = useOrder((number: string) => api.post('/api/panel/transfer', { body: { number } }));
  return (
    <PopoverControl testId="transfer" hotkey="transfer" icon={<SwapOutlined />} label={t('consult.transfer')} why={why}>
      {(close) => (
        <TargetPicker purpose={purpose} pending={transfer.isPending} onChoose={(number) => transfer.mutate(number, { onSuccess: close })} />
      )}
    </PopoverControl>
  );
}

function HandControl() {
  const { t } = useTranslation();
  const { panel } = usePhone();
  const hand = useOrder((on: boolean) => api.post('/api/panel/hand', { body: { on } }));
  const raised = (panel?.agent.handSince ?? null) !== null;
  const toggle = () => hand.mutate(!raised);
  useHotkeys({ hand: toggle });
  return (
    <CallControl
      testId="hand"
      hotkey="hand"
      on={raised}
      pending={hand.isPending}
      icon={<HandIcon size={18} />}
      label={t(raised ? 'inCall.handDown' : 'inCall.hand')}
      onClick={toggle}
    />
  );
}

function SurveyControl({ label }: { label: string }) {
  const survey = useOrder(() => api.post('/api/panel/survey'));
  const send = () => survey.mutate();
  useHotkeys({ survey: send });
  return <CallControl testId="survey" hotkey="survey" pending={survey.isPending} icon={<SmileOutlined />} label={label} onClick={send} />;
}

interface PopoverControlProps {
  testId: string;
  hotkey: Hotkey;
  icon: ReactNode;
  label: string;
  why?: string | undefined;
  children(close: () => void): ReactNode;
}

/** A control that opens something; its shortcut opens and closes it, too. */
function PopoverControl({ children, ...control }: PopoverControlProps) {
  const [open, setOpen] = useState(false);
  const disabled = control.why !== undefined;
  const shown = open && !disabled;
  const toggle = () => setOpen(!shown);
  useHotkeys(disabled ? {} : { [control.hotkey]: toggle });
  const isPhone = useMedia(PHONE_SIZED);
  if (isPhone)
    return (
      <>
        <span className={styles.controlSlot}>
          <CallControl {...control} on={shown} onClick={toggle} />
        </span>
        <Drawer open={shown} onClose={() => setOpen(false)} placement="bottom" size="auto" title={control.label} destroyOnHidden>
          {children(() => setOpen(false))}
        </Drawer>
      </>
    );
  return (
    <Popover
      open={shown}
      onOpenChange={setOpen}
      trigger="click"
      // Beside the control: the number and the names of the call stay in sight.
      placement="rightTop"
      align={{ overflow: { adjustX: 1, shiftY: true } }}
      destroyOnHidden
      content={children(() => setOpen(false))}
    >
      <span className={styles.controlSlot}>
        <CallControl {...control} on={shown} onClick={() => {}} />
      </span>
    </Popover>
  );
}

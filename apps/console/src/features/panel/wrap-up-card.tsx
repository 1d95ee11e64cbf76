import type { PanelState } from '@zuoxi/contract';
import { Button, Input, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { hotkeyLabel, useHotkeys } from '../../phone/hotkeys.ts';
import { useOrder } from '../../phone/use-order.ts';
import { formatDuration, formatSpan } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { reasonText } from '../../ui/reason.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { useSecondsUntil } from '../../ui/timer.tsx';
import { type Afterwards, afterwardsOf } from './afterwards.ts';
import { NextState } from './next-state.tsx';
import { MOST } from './notes.ts';
import { AFTER_CALL, type Disposition, useDisposition } from './use-disposition.ts';
import styles from './wrap-up.module.css';

type WrapUp = NonNullable<PanelState['wrapUp']>;

interface WrapUpCardProps {
  wrapUp: WrapUp;
  panel: PanelState;
}

/** 话后处理: the time left, what became of the call, what comes next, and a way to be done before the time is over (PAN-11a). */
export function WrapUpCard({ wrapUp, panel }: WrapUpCardProps) {
  const { disposition } = panel;
  const afterwards = afterwardsOf(panel);
  const missing = disposition?.required === true && disposition.chosen === null;
  return (
    <div className={styles.wrapUp} data-testid="wrap-up">
      <Head wrapUp={wrapUp} missing={missing} afterwards={afterwards} />
      {disposition ? (
        <DispositionForm key={disposition.callId} disposition={disposition} who={wrapUp.customerName ?? wrapUp.customerNumber} />
      ) : null}
      {wrapUp.extension ? <Extend {...wrapUp.extension} /> : null}
      <div className={styles.end}>
        <NextState afterwards={afterwards} queueIds={panel.agent.queues.map(({ queueId }) => queueId)} />
        <EndButton waits={missing} busyNext={afterwards.kind !== 'ready'} />
      </div>
    </div>
  );
}

function Head({ wrapUp, missing, afterwards }: { wrapUp: WrapUp; missing: boolean; afterwards: Afterwards }) {
  const { t } = useTranslation();
  const whole = Math.max(1, (Date.parse(wrapUp.endsAt) - Date.parse(wrapUp.startedAt)) / 1000);
  // The server's clock may be a little ahead of the browser's: never more than there was.
  const left = Math.min(whole, useSecondsUntil(wrapUp.endsAt));
  return (
    <div className={styles.head}>
      <Progress
        type="circle"
        size={44}
        percent={Math.min(100, (left / whole) * 100)}
        strokeColor="var(--zx-wrap-up)"
        format={() => <span className="num">{left < 100 ? left : formatDuration(left)}</span>}
        aria-label={t('panel.wrapUp')}
      />
      <div className={styles.text}>
        <div className={styles.title}>
          {t('panel.wrapUp')}
          <span
            className={`ellipsis ${styles.who}`}
            title={[wrapUp.customerName ?? wrapUp.customerNumber, wrapUp.queueName].filter(Boolean).join(' · ')}
          >
            {wrapUp.customerName ?? <PhoneNumber number={wrapUp.customerNumber} />}
            {wrapUp.queueName ? ` · ${wrapUp.queueName}` : ''}
          </span>
        </div>
        <div className={missing ? styles.missing : 'muted'}>{missing ? t('wrapUp.waitingHint') : <Then afterwards={afterwards} />}</div>
      </div>
    </div>
  );
}

/** More time, where the queue allows it: by how much, and how often more. */
function Extend({ seconds, left }: { seconds: number; left: number }) {
  const { t } = useTranslation();
  const extend = useOrder(() => api.post('/api/panel/wrap-up/extend'), AFTER_CALL);
  return (
    <Button
      size="small"
      className={styles.extend ?? ''}
      loading={extend.isPending}
      onClick={() => extend.mutate()}
      data-testid="wrapup-extend"
    >
      {t('wrapUp.extend', { time: formatSpan(seconds, currentLanguage()), count: left })}
    </Button>
  );
}

/** What the end of the time brings. */
function Then({ afterwards }: { afterwards: Afterwards }) {
  const { t } = useTranslation();
  if (afterwards.kind === 'ready') return t('panel.wrapUpHint');
  const reason = reasonText(afterwards.reason) ?? t('panel.notReady');
  return t(afterwards.kind === 'busy' ? 'wrapUp.thenBusy' : 'wrapUp.thenStays', { reason });
}

function DispositionForm({ disposition, who }: { disposition: Disposition; who: string }) {
  const { t } = useTranslation();
  const { chosen, choose, note, setNote, save, saved } = useDisposition(disposition, who);
  const label = t(disposition.required ? 'wrapUp.dispositionRequired' : 'wrapUp.disposition');
  return (
    <fieldset className={styles.disposition}>
      <legend>{label}</legend>
      <div className={styles.options}>
        {disposition.options.map((option) => (
          <Button
            key={option}
            size="small"
            type={option === chosen ? 'primary' : 'default'}
            aria-pressed={option === chosen}
            onClick={() => choose(option)}
          >
            {option}
          </Button>
        ))}
      </div>
      <Input.TextArea
        value={note}
        maxLength={MOST}
        // Said only when it comes near: a counter under every note would be noise.
        showCount={note.length > MOST - 100}
        autoSize={{ minRows: 1, maxRows: 3 }}
        placeholder={t(chosen === null ? 'wrapUp.noteNeedsChoice' : 'wrapUp.notePlaceholder')}
        aria-label={t('wrapUp.note')}
        data-testid="disposition-note"
        onChange={(event) => setNote(event.target.value)}
        onBlur={save}
      />
      <span className={styles.saved} role="status">
        {saved ? t('wrapUp.saved') : null}
      </span>
    </fieldset>
  );
}

function EndButton({ waits, busyNext }: { waits: boolean; busyNext: boolean }) {
  const { t } = useTranslation();
  const end = useOrder(() => api.post('/api/panel/wrap-up/end'), AFTER_CALL);
  useHotkeys(waits ? {} : { wrapUpEnd: () => end.mutate() });
  const label = t(busyNext ? 'panel.wrapUpEndBusy' : 'panel.wrapUpEnd');
  return (
    <ReasonedButton
      type="primary"
      why={waits ? t('wrapUp.waitingHint') : undefined}
      loading={end.isPending}
      onClick={() => end.mutate()}
      tip={t('panel.shortcut', { action: label, keys: hotkeyLabel('wrapUpEnd') })}
      data-testid="wrapup-end"
    >
      {label}
    </ReasonedButton>
  );
}

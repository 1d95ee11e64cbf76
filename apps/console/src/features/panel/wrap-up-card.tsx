import type { PanelState } from '@zuoxi/contract';
import { Button, Input, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { hotkeyLabel, useHotkeys } from '../../phone/hotkeys.ts';
import { useOrder } from '../../phone/use-order.ts';
import { formatDuration } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { useSecondsUntil } from '../../ui/timer.tsx';
import { NextState } from './next-state.tsx';
import { AFTER_CALL, type Disposition, useDisposition } from './use-disposition.ts';
import styles from './wrap-up.module.css';

type WrapUp = NonNullable<PanelState['wrapUp']>;

interface WrapUpCardProps {
  wrapUp: WrapUp;
  disposition: Disposition | null;
  next: string | null;
}

/** 话后处理: the time left, what became of the call, what comes next, and a way to be done before the time is over (PAN-11a). */
export function WrapUpCard({ wrapUp, disposition, next }: WrapUpCardProps) {
  const missing = disposition?.required === true && disposition.chosen === null;
  return (
    <div className={styles.wrapUp} data-testid="wrap-up">
      <Head wrapUp={wrapUp} missing={missing} />
      {disposition ? <DispositionForm key={disposition.callId} disposition={disposition} /> : null}
      <div className={styles.end}>
        <NextState next={next} />
        <EndButton disabled={missing} busyNext={next !== null} />
      </div>
    </div>
  );
}

function Head({ wrapUp, missing }: { wrapUp: WrapUp; missing: boolean }) {
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
          <span className={`ellipsis ${styles.who}`}>
            {wrapUp.customerName ?? <PhoneNumber number={wrapUp.customerNumber} />}
            {wrapUp.queueName ? ` · ${wrapUp.queueName}` : ''}
          </span>
        </div>
        <div className={missing ? styles.missing : 'muted'}>{t(missing ? 'wrapUp.waitingHint' : 'panel.wrapUpHint')}</div>
      </div>
    </div>
  );
}

function DispositionForm({ disposition }: { disposition: Disposition }) {
  const { t } = useTranslation();
  const { choose, draft, setDraft, saveNote, pending, saved } = useDisposition(disposition);
  const label = t(disposition.required ? 'wrapUp.dispositionRequired' : 'wrapUp.disposition');
  return (
    <fieldset className={styles.disposition}>
      <legend>{label}</legend>
      <div className={styles.options}>
        {disposition.options.map((option) => (
          <Button
            key={option}
            size="small"
            type={option === disposition.chosen ? 'primary' : 'default'}
            aria-pressed={option === disposition.chosen}
            disabled={pending}
            onClick={() => choose(option)}
          >
            {option}
          </Button>
        ))}
      </div>
      <Input.TextArea
        value={draft}
        maxLength={500}
        autoSize={{ minRows: 1, maxRows: 3 }}
        disabled={disposition.chosen === null}
        placeholder={t(disposition.chosen === null ? 'wrapUp.noteNeedsChoice' : 'wrapUp.notePlaceholder')}
        aria-label={t('wrapUp.note')}
        data-testid="disposition-note"
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => void saveNote().catch(() => {})}
      />
      <span className={styles.saved} role="status">
        {saved ? t('wrapUp.saved') : null}
      </span>
    </fieldset>
  );
}

function EndButton({ disabled, busyNext }: { disabled: boolean; busyNext: boolean }) {
  const { t } = useTranslation();
  const end = useOrder(() => api.post('/api/panel/wrap-up/end'), AFTER_CALL);
  useHotkeys(disabled ? {} : { wrapUpEnd: () => end.mutate() });
  const label = t(busyNext ? 'panel.wrapUpEndBusy' : 'panel.wrapUpEnd');
  return (
    <Button
      type="primary"
      disabled={disabled}
      loading={end.isPending}
      onClick={() => end.mutate()}
      title={t('panel.shortcut', { action: label, keys: hotkeyLabel('wrapUpEnd') })}
      data-testid="wrapup-end"
    >
      {label}
    </Button>
  );
}

import type { PanelCall, PanelConsult, TalkingWith } from '@zuoxi/contract';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { type Hotkey, hotkeyLabel, useHotkeys } from '../../phone/hotkeys.ts';
import { useOrder } from '../../phone/use-order.ts';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import styles from './call.module.css';

const otherOf = ({ name, number }: { name: string | null; number: string }): string => name ?? number;

/** A consultation: who hears whom, and where it goes from here (PAN-2 … PAN-4). The server keeps all of it. */
export function ConsultBox({ consult, customerLeft }: { consult: PanelConsult; customerLeft: boolean }) {
  const { t } = useTranslation();
  const name = otherOf(consult);
  const rings = consult.state === 'ringing';
  return (
    <section className={styles.box} data-testid="consult-box" aria-label={t('consult.title', { name })}>
      <div className={styles.boxHead}>
        <StateIcon state={rings ? 'ringing' : 'talking'} />
        <strong className="ellipsis">{t(rings ? 'consult.ringing' : 'consult.title', { name })}</strong>
        <span className="num muted">{consult.name ? consult.number : null}</span>
        <span className={styles.boxTimer}>
          <Elapsed since={consult.since} />
        </span>
      </div>
      <div className={styles.boxText} role="status">
        <Hearing consult={consult} customerLeft={customerLeft} />
      </div>
      <ConsultButtons consult={consult} customerLeft={customerLeft} />
    </section>
  );
}

const hearing = { consulted: 'consult.withConsulted', customer: 'consult.withCustomer', all: 'consult.withAll' } as const;

function Hearing({ consult, customerLeft }: { consult: PanelConsult; customerLeft: boolean }) {
  const { t } = useTranslation();
  if (customerLeft) return t('inCall.customerLeft');
  return consult.state === 'ringing' ? t('consult.ringingHint') : t(hearing[consult.with], { name: otherOf(consult) });
}

function ConsultButtons({ consult, customerLeft }: { consult: PanelConsult; customerLeft: boolean }) {
  const { t } = useTranslation();
  const talkWith = useOrder((party: TalkingWith) => api.post('/api/panel/consult/with', { body: { with: party } }));
  const cancel = useOrder(() => api.post('/api/panel/consult/cancel'));
  const rings = consult.state === 'ringing';
  const choices = rings || customerLeft ? [] : (['customer', 'consulted', 'all'] as const).filter((party) => party !== consult.with);
  const other: TalkingWith = consult.with === 'customer' ? 'consulted' : 'customer';
  useHotkeys(
    choices.length === 0
      ? {}
      : {
          talkWith: () => talkWith.mutate(other),
          ...(consult.with === 'all' ? {} : { threeWay: () => talkWith.mutate('all') }),
        },
  );
  return (
    <div className={styles.boxButtons}>
      {choices.map((party) => (
        <KeyedButton
          key={party}
          testId={`consult-with-${party}`}
          hotkey={party === 'all' ? 'threeWay' : 'talkWith'}
          loading={talkWith.isPending && talkWith.variables === party}
          label={t(partyTexts[party])}
          onClick={() => talkWith.mutate(party)}
        />
      ))}
      {customerLeft ? null : <TransferNow consult={consult} />}
      <Button loading={cancel.isPending} onClick={() => cancel.mutate()} data-testid="consult-cancel">
        {t(rings ? 'consult.cancel' : 'consult.end')}
      </Button>
    </div>
  );
}

const partyTexts = { customer: 'consult.toCustomer', consulted: 'consult.toConsulted', all: 'consult.threeWay' } as const;

/** Before the answer it hangs up on the customer (PAN-3): the button says so, and asks. */
function TransferNow({ consult }: { consult: PanelConsult }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const complete = useOrder((hangUpCustomer: boolean) => api.post('/api/panel/consult/transfer', { body: { hangUpCustomer } }));
  const early = consult.state === 'ringing';
  const transfer = () => {
    if (!early) return complete.mutate(false);
    void modal.confirm({
      title: t('consult.completeEarlyTitle'),
      content: t('consult.completeEarlyText', { name: otherOf(consult) }),
      okText: t('consult.completeEarlyOk'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () => complete.mutateAsync(true).catch(() => {}),
    });
  };
  useHotkeys({ completeTransfer: transfer });
  return (
    <KeyedButton
      testId="consult-transfer"
      hotkey="completeTransfer"
      loading={complete.isPending}
      danger={early}
      label={t(early ? 'consult.completeEarly' : 'consult.complete')}
      onClick={transfer}
    />
  );
}

interface KeyedButtonProps {
  testId: string;
  hotkey: Hotkey;
  loading: boolean;
  danger?: boolean;
  label: string;
  onClick(): void;
}

function KeyedButton({ testId, hotkey, label, ...button }: KeyedButtonProps) {
  const { t } = useTranslation();
  return (
    <Button {...button} data-testid={testId} title={t('panel.shortcut', { action: label, keys: hotkeyLabel(hotkey) })}>
      {label}
    </Button>
  );
}

/** A blind transfer while it rings there (PAN-5). */
export function TransferBox({ transfer }: { transfer: NonNullable<PanelCall['transfer']> }) {
  const { t } = useTranslation();
  const cancel = useOrder(() => api.post('/api/panel/transfer/cancel'));
  return (
    <div className={styles.box} data-testid="transfer-box">
      <div className={styles.boxHead}>
        <StateIcon state="ringing" />
        <strong className="ellipsis">{t('consult.transferring', { name: otherOf(transfer) })}</strong>
        <span className="num muted">{transfer.name ? transfer.number : null}</span>
      </div>
      <div className={styles.boxText} role="status">
        {t('consult.transferringHint')}
      </div>
      <div className={styles.boxButtons}>
        <Button loading={cancel.isPending} onClick={() => cancel.mutate()} data-testid="transfer-cancel">
          {t('consult.cancelTransfer')}
        </Button>
      </div>
    </div>
  );
}

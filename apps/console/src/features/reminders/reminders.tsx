import { CheckOutlined, DownOutlined, PhoneOutlined, ScheduleOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import type { CallbackPlan } from '@zuoxi/contract';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { serverNow } from '../../api/server-clock.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { useDuePlans } from '../../realtime/realtime-context.tsx';
import { formatShort } from '../../ui/format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { useFinishPlan, useRefreshPlans } from '../callback-plans/use-finish-plan.ts';
import { useDialAndShow } from '../customers/dial-numbers.tsx';
import { PutOffDialog } from './put-off-dialog.tsx';
import styles from './reminders.module.css';
import { useReminderNotifications } from './use-reminder-notifications.ts';

const callbackPlansApi = crud('/api/callback-plans');

/** More of them at once are counted, and shown when one asks for them. */
const MOST_SHOWN = 2;

/** Callback plans that are due, over whatever page is open (PAN-11). Each stays until it is done or put off. */
export function Reminders() {
  const { t } = useTranslation();
  const due = useDuePlans();
  const [all, setAll] = useState(false);
  useReminderNotifications(due);
  const hidden = due.length - MOST_SHOWN;
  return (
    // There before the first reminder: what appears in it is then read out.
    <section className={styles.stack} aria-label={t('reminder.region')} aria-live="polite">
      {(all ? due : due.slice(0, MOST_SHOWN)).map((plan) => (
        <Reminder key={plan.id} plan={plan} />
      ))}
      {hidden > 0 ? (
        <Button size="small" className={styles.more ?? ''} onClick={() => setAll(!all)}>
          {all ? t('reminder.fewer') : t('reminder.more', { count: hidden })}
        </Button>
      ) : null}
    </section>
  );
}

function Reminder({ plan }: { plan: CallbackPlan }) {
  const { t } = useTranslation();
  const { dial, pending, possible } = useDialAndShow();
  const finish = useFinishPlan();
  return (
    <article className={styles.reminder} data-testid="reminder">
      <header className={styles.head}>
        <ScheduleOutlined />
        {t('reminder.title')}
        <span className={`num ${styles.when}`}>{formatShort(plan.dueAt, serverNow(), currentLanguage())}</span>
      </header>
      <div className={styles.who}>
        {plan.customerName ? <strong className="ellipsis">{plan.customerName}</strong> : null}
        <PhoneNumber number={plan.number} />
      </div>
      <div className={`${styles.note} ${plan.note ? '' : 'muted'}`}>{plan.note || t('reminder.noNote')}</div>
      <div className={styles.actions}>
        {possible ? (
          <Button type="primary" size="small" icon={<PhoneOutlined />} disabled={pending} onClick={() => dial(plan.number)}>
            {t('reminder.dial')}
          </Button>
        ) : null}
        <PutOff plan={plan} />
        <Button size="small" icon={<CheckOutlined />} onClick={() => finish(plan)}>
          {t('reminder.finish')}
        </Button>
      </div>
    </article>
  );
}

const MINUTE_MS = 60_000;
const waits = { in10Minutes: 10 * MINUTE_MS, in1Hour: 60 * MINUTE_MS } as const;

function PutOff({ plan }: { plan: CallbackPlan }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [choosing, setChoosing] = useState(false);
  const refresh = useRefreshPlans();
  const putOff = useMutation({
    mutationFn: (dueAt: string) => callbackPlansApi.update(plan.id, { ...plan, dueAt }),
    onSuccess: () => setChoosing(false),
    onError: (error) => void message.error(errorText(error)),
    onSettled: refresh,
  });
  const by = (ms: number) => putOff.mutate(new Date(serverNow() + ms).toISOString());
  const items = [
    { key: 'in10Minutes', label: t('reminder.in10Minutes'), onClick: () => by(waits.in10Minutes) },
    { key: 'in1Hour', label: t('reminder.in1Hour'), onClick: () => by(waits.in1Hour) },
    { key: 'choose', label: t('reminder.choose'), onClick: () => setChoosing(true) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="top">
        <Button size="small" loading={putOff.isPending}>
          {t('reminder.putOff')} <DownOutlined style={{ fontSize: 10 }} />
        </Button>
      </Dropdown>
      <PutOffDialog open={choosing} pending={putOff.isPending} onCancel={() => setChoosing(false)} onChoose={putOff.mutate} />
    </>
  );
}

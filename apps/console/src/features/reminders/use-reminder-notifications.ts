import type { CallbackPlan } from '@zuoxi/contract';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../phone/notifications.ts';

/** Shows each plan on the desktop once when it falls due, and takes it away as soon as it is done or put off. */
export function useReminderNotifications(due: readonly CallbackPlan[]): void {
  const { t } = useTranslation();
  const shown = useRef(new Map<string, () => void>());
  useEffect(() => {
    const keys = new Set(due.map(({ id, dueAt }) => `${id} ${dueAt}`));
    for (const [key, dismiss] of shown.current) {
      if (keys.has(key)) continue;
      dismiss();
      shown.current.delete(key);
    }
    for (const { id, dueAt, customerName, number, note } of due) {
      const key = `${id} ${dueAt}`;
      if (shown.current.has(key)) continue;
      const who = customerName ? `${customerName} ${number}` : number;
      shown.current.set(key, notify({ title: t('reminder.notification', { who }), body: note, tag: `zuoxi-plan-${id}` }));
    }
  }, [due, t]);
  useEffect(() => {
    const all = shown.current;
    return () => {
      for (const dismiss of all.values()) dismiss();
      all.clear();
    };
  }, []);
}

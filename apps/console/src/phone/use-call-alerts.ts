import type { PhoneType } from '@zuoxi/contract';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CallView } from './call-view.ts';
import { notifyCall } from './notifications.ts';
import { PHONE_PAGE } from './phone-page.ts';
import { startRinging } from './ring-tone.ts';

/** An outbound call's own leg arrives like an incoming one for a blink, until the server's word of it is there. */
const RING_AFTER_MS = 300;
/** Who calls, and in which queue, the server says; without its word the number alone is shown. */
const NAMELESS_AFTER_MS = 1500;

/** Rings in the browser, and shows the call on the desktop (SYS-5). */
export function useCallAlerts(call: CallView | null, phoneType: PhoneType | null): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // `navigate` is another one on every page; a change of page is no reason to announce the call anew.
  const show = useRef(() => {});
  useEffect(() => {
    show.current = () => void navigate(PHONE_PAGE);
  });
  const incoming = call?.stage === 'incoming' ? call : null;
  const rings = incoming?.answer === 'button';
  useEffect(() => {
    if (!rings) return;
    let silence = () => {};
    const timer = setTimeout(() => {
      silence = startRinging();
    }, RING_AFTER_MS);
    return () => {
      clearTimeout(timer);
      silence();
    };
  }, [rings]);

  const number = incoming?.number ?? null;
  const name = incoming?.name ?? null;
  const queue = incoming?.queueName ?? null;
  const waitMs = incoming?.server ? RING_AFTER_MS : NAMELESS_AFTER_MS;
  const notify = incoming !== null && isAnnounced(incoming, phoneType);
  useEffect(() => {
    if (!notify || number === null) return;
    let dismiss = () => {};
    const timer = setTimeout(() => {
      dismiss = notifyCall(
        t('phone.notification', { number: [name, number].filter(Boolean).join(' ') }),
        t('phone.notificationBody', { queue: queue ?? t('phone.direct'), site: location.host }),
        () => show.current(),
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      dismiss();
    };
  }, [notify, waitMs, number, name, queue, t]);
}

/**
 * A desk phone announces direct calls by itself; only queue calls are worth a notification there. Of several pages only the one
 * that is the phone says so; on a desk phone's account the same tag keeps it single.
 */
export function isAnnounced(call: CallView, phoneType: PhoneType | null): boolean {
  if (phoneType === 'web') return call.answer !== 'elsewhere';
  return call.queueName !== null && call.server?.role === 'agent';
}

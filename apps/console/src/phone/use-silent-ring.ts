import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useObservable } from '../ui/observable.ts';
import type { CallView } from './call-view.ts';
import { soundBlocked } from './sound-permission.ts';

/**
 * A page that may play no sound shows the call and says so to the server, to which nobody has missed it then. When the call has gone on
 * to somebody else, the page says why.
 */
export function useSilentRing(call: CallView | null): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const blocked = useObservable(soundBlocked);
  const ringing = call?.stage === 'incoming' && call.answer === 'button' ? (call.server?.callId ?? null) : null;
  const silent = blocked ? ringing : null;
  // What became of it shows when it rings no more.
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (silent === null) return;
    shown.current = silent;
    // Refused: it rings no more.
    api.post('/api/panel/rings-silently').catch(() => {});
  }, [silent]);
  const present = call?.server?.callId ?? null;
  useEffect(() => {
    if (shown.current === null || shown.current === present) return;
    shown.current = null;
    // A click that allowed the sound was somebody who is there.
    if (soundBlocked.get()) notification.warning({ title: t('phone.passedOn'), description: t('phone.passedOnHint'), duration: 0 });
  }, [present, notification, t]);
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api, errorText } from '../api/client.ts';
import type { CallView } from './call-view.ts';
import { useHotkeys } from './hotkeys.ts';
import { useOrder } from './use-order.ts';
import type { WebPhone } from './web-phone.ts';

/** What can be done with a call on every page; what only the panel has stands there, by `useOrder`. */
export interface CallActions {
  answer(): void;
  hangup(): void;
  toggleHold(): void;
  toggleMute(): void;
  dial(number: string): Promise<boolean>;
  /** What the server was asked for and has not confirmed. */
  pending: { hangup: boolean; hold: boolean; mute: boolean; dial: boolean };
}

export function useCallActions(web: WebPhone | null, call: CallView | null): CallActions {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const hangup = useMutation({
    mutationFn: () => api.post('/api/panel/hangup'),
    onError(error) {
      void message.error(errorText(error));
      // Without the server the agent can at least leave the line.
      if (error instanceof ApiError && error.code === 'network') web?.terminate();
    },
  });
  const hold = useOrder((on: boolean) => api.post('/api/panel/hold', { body: { on } }));
  const mute = useOrder((on: boolean) => api.post('/api/panel/mute', { body: { on } }));
  const dial = useOrder((number: string) => api.post('/api/panel/dial', { body: { number } }));

  const answer = () => {
    web?.answer().catch((error: unknown) => {
      void message.error(t('phone.answerFailed', { reason: microphoneReason(error, t) }));
    });
  };
  const toggleHold = () => hold.mutate(call?.stage !== 'held');
  const toggleMute = () => mute.mutate(!call?.muted);
  const connected = call?.stage === 'talking' || call?.stage === 'held';
  useHotkeys({
    ...(call?.stage === 'incoming' && call.answer === 'button' ? { answer } : {}),
    ...(call ? { hangup: () => hangup.mutate() } : {}),
    ...(connected ? { mute: toggleMute } : {}),
    ...(connected && mayHold(call) ? { hold: toggleHold } : {}),
  });

  return {
    answer,
    hangup: () => hangup.mutate(),
    toggleHold,
    toggleMute,
    dial: (number) =>
      dial
        .mutateAsync(number)
        .then(
          () => true,
          () => false,
        )
        .finally(() => void queryClient.invalidateQueries({ queryKey: ['recent-calls'] })),
    pending: useMemo(
      () => ({ hangup: hangup.isPending, hold: hold.isPending, mute: mute.isPending, dial: dial.isPending }),
      [hangup.isPending, hold.isPending, mute.isPending, dial.isPending],
    ),
  };
}

/** Only who has the customer holds him; whoever was asked or supervises can go, but not stop the others. */
export function mayHold(call: CallView): boolean {
  const { server } = call;
  return server?.role === 'agent' && server.consult === null;
}

function microphoneReason(error: unknown, t: (key: 'phone.micDenied' | 'phone.micMissing') => string): string {
  const missing = error instanceof DOMException && error.name === 'NotFoundError';
  return t(missing ? 'phone.micMissing' : 'phone.micDenied');
}

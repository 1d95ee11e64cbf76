import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, errorText } from '../api/client.ts';
import { panelApi } from '../api/endpoints.ts';
import type { CallView } from './call-view.ts';
import { useHotkeys } from './hotkeys.ts';
import type { WebPhone } from './web-phone.ts';

export interface CallActions {
  answer(): void;
  hangup(): void;
  toggleHold(): void;
  toggleMute(): void;
  dtmf(digit: string): void;
  dial(number: string): Promise<boolean>;
  endWrapUp(): void;
  /** Hangs up, and the customer is asked how it was. */
  sendToSurvey(): void;
  /** What the server was asked for and has not confirmed. */
  pending: { hangup: boolean; hold: boolean; mute: boolean; dial: boolean; endWrapUp: boolean; survey: boolean };
}

export function useCallActions(web: WebPhone | null, call: CallView | null): CallActions {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const onError = (error: unknown) => void message.error(errorText(error));
  const hangup = useMutation({
    mutationFn: panelApi.hangup,
    onError(error) {
      onError(error);
      // Without the server the agent can at least leave the line.
      if (error instanceof ApiError && error.code === 'network') web?.terminate();
    },
  });
  const hold = useMutation({ mutationFn: panelApi.hold, onError });
  const mute = useMutation({ mutationFn: panelApi.mute, onError });
  const dtmf = useMutation({ mutationFn: panelApi.dtmf, onError });
  const endWrapUp = useMutation({ mutationFn: panelApi.endWrapUp, onError });
  const survey = useMutation({ mutationFn: panelApi.sendToSurvey, onError });
  const dial = useMutation({
    mutationFn: panelApi.dial,
    onError,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['recent-calls'] }),
  });

  const answer = () => {
    web?.answer().catch((error: unknown) => {
      void message.error(t('phone.answerFailed', { reason: microphoneReason(error, t) }));
    });
  };
  const connected = call?.stage === 'talking' || call?.stage === 'held';
  const toggleHold = () => hold.mutate(call?.stage !== 'held');
  const toggleMute = () => mute.mutate(!call?.muted);
  useHotkeys({
    ...(call?.stage === 'incoming' && call.answer === 'button' ? { answer } : {}),
    ...(call ? { hangup: () => hangup.mutate() } : {}),
    ...(connected ? { hold: toggleHold, mute: toggleMute } : {}),
    ...(connected && call.surveyOffered ? { survey: () => survey.mutate() } : {}),
  });

  return {
    answer,
    hangup: () => hangup.mutate(),
    toggleHold,
    toggleMute,
    dtmf: (digit) => dtmf.mutate(digit),
    dial: (number) =>
      dial.mutateAsync(number).then(
        () => true,
        () => false,
      ),
    endWrapUp: () => endWrapUp.mutate(),
    sendToSurvey: () => survey.mutate(),
    pending: useMemo(
      () => ({
        hangup: hangup.isPending,
        hold: hold.isPending,
        mute: mute.isPending,
        dial: dial.isPending,
        endWrapUp: endWrapUp.isPending,
        survey: survey.isPending,
      }),
      [hangup.isPending, hold.isPending, mute.isPending, dial.isPending, endWrapUp.isPending, survey.isPending],
    ),
  };
}

function microphoneReason(error: unknown, t: (key: 'phone.micDenied' | 'phone.micMissing') => string): string {
  const missing = error instanceof DOMException && error.name === 'NotFoundError';
  return t(missing ? 'phone.micMissing' : 'phone.micDenied');
}

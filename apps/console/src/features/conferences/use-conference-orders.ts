import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conference, ConferenceInvitation } from '@zuoxi/contract';
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { errorText } from '../../api/client.ts';
import { conferencesApi } from '../../api/endpoints.ts';
import { CONFERENCES_PATH } from './path.ts';

/** Calls the members' phones and shows the conference. */
export function useStart(): (conference: Pick<Conference, 'id' | 'memberIds'>) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { mutate } = useMutation({
    mutationFn: conferencesApi.start,
    onSuccess: ({ conferenceId }) => void navigate(`${CONFERENCES_PATH}/${conferenceId}`),
    onError: (error) => void message.error(errorText(error)),
  });
  return useCallback(
    ({ id, memberIds }) => {
      if (memberIds.length === 0) void message.warning(t('conferences.noMembers'));
      else mutate(id);
    },
    [message, mutate, t],
  );
}

/** What is done with a conference while it is held; what has become of it comes with the live topic. */
export function useConferenceOrders({ id, name }: Pick<Conference, 'id' | 'name'>) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queryClient = useQueryClient();
  const onError = (error: unknown) => void message.error(errorText(error));
  const mute = useMutation({
    mutationFn: ({ partyId, on }: { partyId: string; on: boolean }) => conferencesApi.mute(id, partyId, on),
    onError,
  });
  const remove = useMutation({ mutationFn: (partyId: string) => conferencesApi.removeParty(id, partyId), onError });
  const callAgain = useMutation({ mutationFn: (partyId: string) => conferencesApi.callAgain(id, partyId), onError });
  const invite = useMutation({ mutationFn: (invitation: ConferenceInvitation) => conferencesApi.invite(id, invitation), onError });
  const end = () =>
    modal.confirm({
      title: t('conferences.endTitle', { name }),
      content: t('conferences.endText'),
      okText: t('conferences.end'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => conferencesApi.end(id).then(() => void queryClient.invalidateQueries({ queryKey: ['conference-sessions', id] }), onError),
    });
  return {
    mute: (partyId: string, on: boolean) => mute.mutate({ partyId, on }),
    remove: remove.mutate,
    callAgain: callAgain.mutate,
    invite,
    end,
  };
}

export type ConferenceOrders = ReturnType<typeof useConferenceOrders>;

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conference, ConferenceInvitation } from '@zuoxi/contract';
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, errorText } from '../../api/client.ts';
import { CONFERENCES_PATH } from './path.ts';

/** Calls the members' phones and shows the conference. */
export function useStart(): (conference: Pick<Conference, 'id' | 'memberIds'>) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { mutate } = useMutation({
    mutationFn: (id: string) => api.post('/api/conferences/{id}/start', { params: { path: { id } } }),
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
    mutationFn: ({ partyId, on }: { partyId: string; on: boolean }) =>
      api.post('/api/conferences/{id}/parties/{partyId}/mute', { params: { path: { id, partyId } }, body: { on } }),
    onError,
  });
  const remove = useMutation({
    mutationFn: (partyId: string) => api.post('/api/conferences/{id}/parties/{partyId}/remove', { params: { path: { id, partyId } } }),
    onError,
  });
  const callAgain = useMutation({
    mutationFn: (partyId: string) => api.post('/api/conferences/{id}/parties/{partyId}/call-again', { params: { path: { id, partyId } } }),
    onError,
  });
  const invite = useMutation({
    mutationFn: (invitation: ConferenceInvitation) =>
      api.post('/api/conferences/{id}/invite', { params: { path: { id } }, body: invitation }),
    onError,
  });
  const end = () =>
    modal.confirm({
      title: t('conferences.endTitle', { name }),
      content: t('conferences.endText'),
      okText: t('conferences.end'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () =>
        api
          .post('/api/conferences/{id}/end', { params: { path: { id } } })
          .then(() => void queryClient.invalidateQueries({ queryKey: ['conference-sessions', id] }), onError),
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

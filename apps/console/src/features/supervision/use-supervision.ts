import { useMutation } from '@tanstack/react-query';
import type { SupervisionMode } from '@zuoxi/contract';
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';

/** Whose call it is, in the words of the questions. */
export interface SupervisedCall {
  agentId: string;
  agentName: string;
  /** Name or number; empty when nobody knows. */
  customer: string;
}

/** The orders about an agent's call. Whom they hang up is asked before; the new state comes back with the panel. */
export function useSupervision() {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const order = useMutation({
    mutationFn: ({ agentId, mode }: { agentId: string; mode: SupervisionMode }) =>
      api.post('/api/agents/{id}/supervise', { params: { path: { id: agentId } }, body: { mode } }),
    onError: (error) => void message.error(errorText(error)),
  });
  const { mutate } = order;
  const supervise = useCallback((agentId: string, mode: SupervisionMode) => mutate({ agentId, mode }), [mutate]);

  const breakIn = useCallback(
    (mode: 'release' | 'takeOver', { agentId, agentName, customer }: SupervisedCall) => {
      const who = { agent: agentName, customer };
      modal.confirm({
        title: t(`supervision.${mode}Title`, who),
        content: t(`supervision.${mode}Text`, who),
        okText: t(`supervision.${mode}`),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: () =>
          api
            .post('/api/agents/{id}/supervise', { params: { path: { id: agentId } }, body: { mode } })
            .catch((error: unknown) => void message.error(errorText(error))),
      });
    },
    [modal, message, t],
  );
  return { supervise, breakIn, pending: order.isPending };
}

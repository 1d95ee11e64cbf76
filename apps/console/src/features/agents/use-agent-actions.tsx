import { useMutation } from '@tanstack/react-query';
import type { AgentStatus, SetQueueStates } from '@zuoxi/contract';
import { App } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { useQueueStatuses } from '../../realtime/realtime-context.tsx';
import { BusyDialog, type BusyTarget } from '../panel/busy-dialog.tsx';
import { useSupervision } from '../supervision/use-supervision.ts';
import type { AgentAction } from './board.ts';

interface OwnTarget extends BusyTarget {
  agentId: string;
}

/** Carries out what is chosen in a row of the board. `dialog` is to be rendered once beside it. */
export function useAgentActions(): { perform(action: AgentAction, agent: AgentStatus): void; dialog: ReactNode } {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { rows: queues } = useQueueStatuses();
  const { supervise, breakIn } = useSupervision();
  const [busyTarget, setBusyTarget] = useState<OwnTarget | null>(null);
  const onError = useCallback((error: unknown) => void message.error(errorText(error)), [message]);
  const dial = useMutation({ mutationFn: (number: string) => api.post('/api/panel/dial', { body: { number } }), onError });
  const pickUp = useMutation({ mutationFn: (id: string) => api.post('/api/agents/{id}/pick-up', { params: { path: { id } } }), onError });
  const endWrapUp = useMutation({
    mutationFn: (id: string) => api.post('/api/agents/{id}/wrap-up/end', { params: { path: { id } } }),
    onError,
  });
  const setStates = useMutation({
    mutationFn: ({ agentId, input }: { agentId: string; input: SetQueueStates }) =>
      api.post('/api/agents/{id}/queue-states', { params: { path: { id: agentId } }, body: input }),
    onError,
  });

  const signOut = (agent: AgentStatus) =>
    modal.confirm({
      title: t('supervision.signOutTitle', { agent: agent.displayName }),
      content: t('supervision.signOutText'),
      okText: t('supervision.signOutOk'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => api.post('/api/agents/{id}/sign-out', { params: { path: { id: agent.accountId } } }).catch(onError),
    });
  /** A supervisor directs his own queues only; the server would refuse the others. */
  const queueIdsOf = (agent: AgentStatus) =>
    agent.queues.map(({ queueId }) => queueId).filter((queueId) => queues.some((queue) => queue.queueId === queueId));

  const perform = (action: AgentAction, agent: AgentStatus) => {
    const { accountId: agentId, displayName: agentName } = agent;
    switch (action) {
      case 'listen':
      case 'whisper':
      case 'barge':
        return supervise(agentId, action);
      case 'release':
      case 'takeOver':
        return breakIn(action, { agentId, agentName, customer: agent.withName ?? agent.withNumber ?? '' });
      case 'pickUp':
        return pickUp.mutate(agentId);
      case 'dial':
        return dial.mutate(agent.extension);
      case 'ready':
        return setStates.mutate({ agentId, input: { queueIds: queueIdsOf(agent), ready: true } });
      case 'notReady':
        return setBusyTarget({ agentId, queueIds: queueIdsOf(agent), text: t('supervision.queues', { agent: agentName }) });
      case 'endWrapUp':
        return endWrapUp.mutate(agentId);
      case 'signOut':
        return void signOut(agent);
    }
  };

  const dialog = (
    <BusyDialog
      target={busyTarget}
      pending={setStates.isPending}
      onCancel={() => setBusyTarget(null)}
      onConfirm={(queueIds, reason) => {
        if (!busyTarget) return;
        const input = { queueIds: [...queueIds], ready: false, reason };
        setStates.mutate({ agentId: busyTarget.agentId, input }, { onSuccess: () => setBusyTarget(null) });
      }}
    />
  );
  return { perform, dialog };
}

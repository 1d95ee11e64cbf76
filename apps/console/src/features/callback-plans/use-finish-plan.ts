import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CallbackPlan } from '@zuoxi/contract';
import { App } from 'antd';
import { api, errorText } from '../../api/client.ts';

/** What is shown of plans is read again. */
export function useRefreshPlans(): () => void {
  const queryClient = useQueryClient();
  return () => {
    for (const key of ['callback-plans', 'customer-card']) void queryClient.invalidateQueries({ queryKey: [key] });
  };
}

/** Done: it reminds no more. */
export function useFinishPlan(): (plan: CallbackPlan) => void {
  const { message } = App.useApp();
  const refresh = useRefreshPlans();
  const finish = useMutation({
    mutationFn: (plan: CallbackPlan) => api.post('/api/callback-plans/{id}/done', { params: { path: { id: plan.id } } }),
    onError: (error) => void message.error(errorText(error)),
    onSettled: refresh,
  });
  return finish.mutate;
}

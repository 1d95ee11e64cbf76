import { useMutation, useQuery } from '@tanstack/react-query';
import type { SetQueueStates } from '@zuoxi/contract';
import { App } from 'antd';
import { useState } from 'react';
import { api, errorText } from '../../api/client.ts';

/** Ready or not in one, several or all of one's queues; the new state comes back with the panel topic. */
export function useSetQueueStates() {
  const { message } = App.useApp();
  return useMutation({
    mutationFn: (input: SetQueueStates) => api.post('/api/panel/queue-states', { body: input }),
    onError: (error) => void message.error(errorText(error)),
  });
}

export function useReasons(enabled: boolean): string[] {
  const { data } = useQuery({ queryKey: ['reasons'], queryFn: () => api.get('/api/reasons'), enabled, staleTime: 5 * 60_000 });
  return data ?? [];
}

/** Which queues are ticked; queues one has left meanwhile fall out. */
export function useSelection(existing: readonly string[]) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const selected = ticked.filter((id) => existing.includes(id));
  return {
    selected,
    toggle: (id: string) => setTicked(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]),
    clear: () => setTicked([]),
  };
}

import { useQuery } from '@tanstack/react-query';
import { DOUT } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../app/session.tsx';
import { usePhone } from '../../phone/phone-context.tsx';

interface Option {
  value: string;
  label: string;
}

/** The queues and agents one may filter by: supervisors and administrators see others' calls, an agent his own. */
export function useCallOptions(): { queues: Option[]; agents: Option[] | null; isPending: boolean } {
  const { t } = useTranslation();
  const seesOthers = useMe().permissions.includes('agents.list');
  const { panel } = usePhone();
  const queueStatus = useQuery({
    queryKey: ['queue-status'],
    queryFn: () => api.get('/api/queue-status'),
    enabled: seesOthers,
    staleTime: 60_000,
  });
  const agents = useQuery({ queryKey: ['agents', 'names'], queryFn: () => api.get('/api/agents'), enabled: seesOthers, staleTime: 60_000 });
  const queues = seesOthers ? queueStatus.data : panel?.agent.queues;
  return {
    queues: [
      ...(queues ?? []).map((queue) => ({ value: queue.queueId, label: `${queue.queueName} ${queue.queueNumber}` })),
      { value: DOUT, label: t('calls.dout') },
    ],
    agents: seesOthers
      ? (agents.data ?? []).map((agent) => ({ value: agent.accountId, label: `${agent.displayName} ${agent.extension}` }))
      : null,
    isPending: queues === undefined || (seesOthers && agents.data === undefined),
  };
}

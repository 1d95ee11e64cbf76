import { useQuery } from '@tanstack/react-query';
import { DOUT, type FilterTarget } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../app/session.tsx';

interface Option {
  value: string;
  label: string;
}

/**
 * The queues and agents that lists may be filtered by, those that are gone or were left marked so: their calls of then are still listed. Without
 * agents for whoever sees only their own calls.
 */
export function useCallOptions(): { queues: Option[]; agents: Option[] | null; isPending: boolean } {
  const { t } = useTranslation();
  const seesOthers = useMe().permissions.includes('agents.list');
  const { data } = useQuery({ queryKey: ['visibility'], queryFn: () => api.get('/api/visibility'), staleTime: 60_000 });
  const option = ({ id, name, number, isFormer }: FilterTarget): Option => {
    const label = number === '' ? name : `${name} ${number}`;
    return { value: id, label: isFormer ? t('calls.former', { name: label }) : label };
  };
  return {
    queues: [...(data?.queues ?? []).map(option), { value: DOUT, label: t('calls.dout') }],
    agents: seesOthers ? (data?.agents ?? []).map(option) : null,
    isPending: data === undefined,
  };
}

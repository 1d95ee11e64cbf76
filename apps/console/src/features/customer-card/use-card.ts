import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CustomerCard } from '@zuoxi/contract';
import { api } from '../../api/client.ts';
import type { CardDrafts } from './drafts.ts';
import type { Subject } from './subject.ts';

/** What every tab of the card is given. */
export interface CardProps {
  subject: Subject;
  card: CustomerCard;
  drafts: CardDrafts;
}

/** `customerId`: that one of several of the same number. */
export function useCard({ number, internal }: Subject, customerId: string | undefined) {
  return useQuery({
    queryKey: ['customer-card', number, internal, customerId],
    queryFn: ({ signal }) =>
      api.get('/api/customer-card', { params: { query: { number, internal: internal ? 'true' : 'false', customerId } }, signal }),
    // He may have been saved meanwhile by whoever had him before.
    staleTime: 0,
  });
}

/** The last 10 calls with him, newest first, and how many there are. Read again after each call. */
export function useCalls(number: string, customerId: string | undefined) {
  return useQuery({
    queryKey: ['history', number, customerId],
    queryFn: ({ signal }) => api.get('/api/customer-card/calls', { params: { query: { number, customerId } }, signal }),
  });
}

export function useRefreshCard(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    void queryClient.invalidateQueries({ queryKey: ['customers'] });
    void queryClient.invalidateQueries({ queryKey: ['history'] });
    await queryClient.invalidateQueries({ queryKey: ['customer-card'] });
  };
}

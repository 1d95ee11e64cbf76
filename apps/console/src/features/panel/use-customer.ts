import { useQuery } from '@tanstack/react-query';
import type { PanelState } from '@zuoxi/contract';
import { useState } from 'react';
import { callsApi } from '../../api/endpoints.ts';
import { usePhone } from '../../phone/phone-context.tsx';

export interface Customer {
  number: string;
  name: string | null;
}

/** Whom the customer area is about: the present call's, and until the end of the wrap-up the last one's. */
export function useCustomer(panel: PanelState): Customer | null {
  const { call } = usePhone();
  const [last, setLast] = useState<Customer | null>(null);
  if (call && (last?.number !== call.number || last.name !== call.name)) setLast({ number: call.number, name: call.name });

  const inWrapUp = !call && panel.wrapUp !== null;
  // After a reload in the wrap-up only the call's id is known.
  const record = useQuery({
    queryKey: ['call', panel.wrapUp?.callId],
    queryFn: () => callsApi.detail(panel.wrapUp?.callId ?? ''),
    enabled: inWrapUp && last === null,
    retry: 3,
  });
  if (call) return { number: call.number, name: call.name };
  if (!inWrapUp) return null;
  if (last) return last;
  return record.data ? { number: record.data.customerNumber, name: record.data.customerName } : null;
}

const HISTORY_SIZE = 10;

/** The last 10 calls with a number, newest first, and how many there are. */
export function useHistory(number: string) {
  return useQuery({
    queryKey: ['history', number],
    queryFn: ({ signal }) => callsApi.list({ number, page: 1, pageSize: HISTORY_SIZE, sort: 'startedAt', order: 'desc' }, signal),
  });
}

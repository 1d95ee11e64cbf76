import { useQuery } from '@tanstack/react-query';
import type { Installation } from '@zuoxi/contract';
import { api } from './client.ts';

/** Ports that only the server knows; undefined until it has answered. They do not change while it runs. */
export function useInstallation(): Installation | undefined {
  return useQuery({ queryKey: ['installation'], queryFn: () => api.get('/api/installation'), staleTime: Number.POSITIVE_INFINITY }).data;
}

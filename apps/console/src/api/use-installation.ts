import { useQuery } from '@tanstack/react-query';
import type { Installation } from '@zuoxi/contract';
import { installationApi } from './endpoints.ts';

/** Ports that only the server knows; undefined until it has answered. They do not change while it runs. */
export function useInstallation(): Installation | undefined {
  return useQuery({ queryKey: ['installation'], queryFn: installationApi.read, staleTime: Number.POSITIVE_INFINITY }).data;
}

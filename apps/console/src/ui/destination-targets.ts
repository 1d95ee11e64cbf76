import { useQuery } from '@tanstack/react-query';
import type { Destination } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { crud, listOf } from '../api/crud.ts';
import { allRows } from './all-rows.ts';

const accountsApi = crud('/api/accounts');
const queuesApi = crud('/api/queues');

interface Option {
  value: string;
  label: string;
}

/** What calls can be sent to, by its id, in the order of its names. */
export interface DestinationTargets {
  queues: Option[];
  flows: Option[];
  agents: Option[];
  prompts: Option[];
  isPending: boolean;
}

interface Named {
  id: string;
  name: string;
}

const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label, 'zh');

export function useDestinationTargets(): DestinationTargets {
  const queues = useQuery({ queryKey: ['queues', 'all'], queryFn: ({ signal }) => allRows(queuesApi.list, signal) });
  const agents = useQuery({ queryKey: ['accounts', 'all'], queryFn: ({ signal }) => allRows(accountsApi.list, signal) });
  const flows = useQuery({ queryKey: ['flows', 'all'], queryFn: ({ signal }) => allRows(listOf('/api/flows'), signal) });
  const prompts = useQuery({ queryKey: ['prompts', 'all'], queryFn: ({ signal }) => allRows(listOf('/api/prompts'), signal) });
  const isPending = queues.isPending || agents.isPending || flows.isPending || prompts.isPending;
  return useMemo(() => {
    const option = ({ id, name }: Named): Option => ({ value: id, label: name });
    return {
      queues: (queues.data ?? []).map(({ id, name, number }) => ({ value: id, label: `${name} ${number}` })).sort(byLabel),
      agents: (agents.data ?? [])
        .flatMap(({ id, displayName, extension }) => (extension ? { value: id, label: `${extension.number} ${displayName}` } : []))
        .sort(byLabel),
      flows: (flows.data ?? []).map(option).sort(byLabel),
      prompts: (prompts.data ?? []).map(option).sort(byLabel),
      isPending,
    };
  }, [queues.data, agents.data, flows.data, prompts.data, isPending]);
}

/** `Queue Sales 6001`: a destination in words. */
export function destinationText(t: TFunction, targets: DestinationTargets, destination: Destination): string {
  const nameIn = (options: readonly Option[], id: string) =>
    options.find(({ value }) => value === id)?.label ?? (targets.isPending ? '…' : t('destinations.unknown'));
  const text = (target: string) => `${t(`destinations.kinds.${destination.kind}`)} ${target}`;
  switch (destination.kind) {
    case 'queue':
    case 'voicemail':
      return text(nameIn(targets.queues, destination.queueId));
    case 'flow':
      return text(nameIn(targets.flows, destination.flowId));
    case 'extension':
      return text(nameIn(targets.agents, destination.agentId));
    case 'outside':
      return text(destination.number);
    case 'hangup':
      return destination.promptId === null
        ? t('destinations.kinds.hangup')
        : t('destinations.hangupAfter', { prompt: nameIn(targets.prompts, destination.promptId) });
  }
}

/** One line of words for a destination, for lists. */
export function useDestinationText(): (destination: Destination) => string {
  const { t } = useTranslation();
  const targets = useDestinationTargets();
  return useMemo(() => (destination) => destinationText(t, targets, destination), [t, targets]);
}

import { useQuery } from '@tanstack/react-query';
import type { Prompt } from '@zuoxi/contract';
import { createContext, useContext, useMemo } from 'react';
import { crud, listOf } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { useDestinationTargets } from '../../ui/destination-targets.ts';

const openingHoursApi = crud('/api/opening-hours');
const skillsApi = crud('/api/skills');

interface Option {
  value: string;
  label: string;
}

/** What a node can refer to, by its id. */
export interface FlowTargets {
  queues: Option[];
  flows: Option[];
  agents: Option[];
  hours: Option[];
  skills: Option[];
  /** All of them; a new one is chosen among those that `isPlayable`. */
  prompts: Prompt[];
  isPending: boolean;
}

export function useFlowTargets(): FlowTargets {
  const targets = useDestinationTargets();
  const prompts = useQuery({ queryKey: ['prompts', 'all'], queryFn: ({ signal }) => allRows(listOf('/api/prompts'), signal) });
  const hours = useQuery({ queryKey: ['opening-hours', 'all'], queryFn: ({ signal }) => allRows(openingHoursApi.list, signal) });
  const skills = useQuery({ queryKey: ['skills', 'all'], queryFn: ({ signal }) => allRows(skillsApi.list, signal) });
  const isPending = targets.isPending || prompts.isPending || hours.isPending || skills.isPending;
  return useMemo(() => {
    const option = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name });
    return {
      queues: targets.queues,
      flows: targets.flows,
      agents: targets.agents,
      hours: (hours.data ?? []).map(option),
      skills: (skills.data ?? []).map(option),
      prompts: prompts.data ?? [],
      isPending,
    };
  }, [targets, prompts.data, hours.data, skills.data, isPending]);
}

export const isPlayable = ({ state, kind }: Prompt): boolean => state === 'ready' && kind === 'prompt';

export const TargetsContext = createContext<FlowTargets | null>(null);

export function useTargets(): FlowTargets {
  const targets = useContext(TargetsContext);
  if (!targets) throw new Error('useTargets outside TargetsContext');
  return targets;
}

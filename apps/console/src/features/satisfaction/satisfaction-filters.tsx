import { DissatisfactionReason, DOUT, SatisfactionLevel, type SatisfactionQuery } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { dayRange } from '../../ui/day-range.ts';
import { DateRangeFilter, SelectFilter, TextFilter } from '../../ui/list-filters.tsx';
import type { ListControl, ListState } from '../../ui/list-state.ts';
import { useCallOptions } from '../calls/use-call-options.ts';

/** Names in the address; `from` and `to` are days there and become instants in the query. */
export const satisfactionFilters = ['number', 'queue', 'agentId', 'level', 'reason', 'from', 'to'] as const;
type SatisfactionFilter = (typeof satisfactionFilters)[number];

const levels = [...SatisfactionLevel.options, 'none'] as const;

export function satisfactionQuery({ filters }: ListState<SatisfactionFilter>): Partial<SatisfactionQuery> {
  const { number, queue, agentId, from, to } = filters;
  const level = levels.find((one) => one === filters.level);
  const reason = DissatisfactionReason.safeParse(filters.reason);
  return {
    ...(number ? { number } : {}),
    ...(queue ? { queueId: queue } : {}),
    ...(agentId ? { agentId } : {}),
    ...(level ? { level } : {}),
    ...(reason.success ? { reason: reason.data } : {}),
    ...dayRange(from, to),
  };
}

export function SatisfactionFilters({ control }: { control: ListControl<SatisfactionFilter> }) {
  const { t } = useTranslation();
  const { queues, agents, isPending } = useCallOptions();
  const { filters } = control.state;
  const set = (name: SatisfactionFilter) => (value: string | undefined) => control.setFilter(name, value);
  return (
    <>
      <TextFilter label={t('satisfaction.number')} value={filters.number} onChange={set('number')} />
      <SelectFilter
        label={t('satisfaction.queue')}
        value={filters.queue}
        options={queues.filter(({ value }) => value !== DOUT)}
        loading={isPending}
        onChange={set('queue')}
      />
      <SelectFilter
        label={t('satisfaction.agent')}
        value={filters.agentId}
        options={agents ?? []}
        loading={isPending}
        onChange={set('agentId')}
      />
      <SelectFilter
        label={t('satisfaction.level')}
        value={filters.level}
        options={levels.map((value) => ({ value, label: t(`satisfaction.levels.${value}`) }))}
        onChange={set('level')}
      />
      <SelectFilter
        label={t('satisfaction.reason')}
        value={filters.reason}
        options={DissatisfactionReason.options.map((value) => ({ value, label: t(`satisfaction.reasons.${value}`) }))}
        onChange={set('reason')}
      />
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

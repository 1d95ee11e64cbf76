import { CallAnswer, type CallQuery, CallType } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { dayRange } from '../../ui/day-range.ts';
import { DateRangeFilter, SelectFilter, TextFilter } from '../../ui/list-filters.tsx';
import type { ListControl, ListState } from '../../ui/list-state.ts';
import { useCallOptions } from './use-call-options.ts';

/** Names in the address; `from` and `to` are days there and become instants in the query. */
export const callFilters = ['number', 'queue', 'agentId', 'type', 'answer', 'from', 'to'] as const;
export type CallFilter = (typeof callFilters)[number];

export function callQuery({ filters }: ListState<CallFilter>): Partial<CallQuery> {
  const { number, queue, agentId, type, answer, from, to } = filters;
  const typed = CallType.safeParse(type);
  const answered = CallAnswer.safeParse(answer);
  return {
    ...(number ? { number } : {}),
    ...(queue ? { queue } : {}),
    ...(agentId ? { agentId } : {}),
    ...(typed.success ? { type: typed.data } : {}),
    ...(answered.success ? { answer: answered.data } : {}),
    ...dayRange(from, to),
  };
}

/** The conditions calls and recordings share. Whether it was answered is no question for a recording. */
export function CallFilters({ control, withAnswer }: { control: ListControl<CallFilter>; withAnswer: boolean }) {
  const { t } = useTranslation();
  const { queues, agents, isPending } = useCallOptions();
  const { filters } = control.state;
  const set = (name: CallFilter) => (value: string | undefined) => control.setFilter(name, value);
  return (
    <>
      <TextFilter label={t('calls.number')} value={filters.number} onChange={set('number')} />
      <SelectFilter label={t('calls.queue')} value={filters.queue} options={queues} loading={isPending} onChange={set('queue')} />
      {agents ? (
        <SelectFilter label={t('calls.agent')} value={filters.agentId} options={agents} loading={isPending} onChange={set('agentId')} />
      ) : null}
      <SelectFilter
        label={t('calls.type')}
        value={filters.type}
        options={CallType.options.map((value) => ({ value, label: t(`callType.${value}`) }))}
        onChange={set('type')}
      />
      {withAnswer ? (
        <SelectFilter
          label={t('calls.answer')}
          value={filters.answer}
          options={CallAnswer.options.map((value) => ({ value, label: t(`callAnswer.${value}`) }))}
          onChange={set('answer')}
        />
      ) : null}
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

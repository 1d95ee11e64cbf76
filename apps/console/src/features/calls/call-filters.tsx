import { CallAnswer, type CallQuery, CallType } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { dayRange } from '../../ui/day-range.ts';
import { DateRangeFilter, SelectFilter, TextFilter } from '../../ui/list-filters.tsx';
import type { ListControl, ListState } from '../../ui/list-state.ts';
import { useCallOptions } from './use-call-options.ts';

/** Names in the address; `from` and `to` are days there and become instants in the query. */
export const callFilters = ['number', 'customer', 'queue', 'agentId', 'type', 'answer', 'length', 'from', 'to'] as const;
export type CallFilter = (typeof callFilters)[number];

export function callQuery({ filters }: ListState<CallFilter>): Partial<CallQuery> {
  const { number, customer, queue, agentId, type, answer, length, from, to } = filters;
  const typed = CallType.safeParse(type);
  const answered = CallAnswer.safeParse(answer);
  return {
    ...(number ? { number } : {}),
    ...(customer ? { customer } : {}),
    ...(queue ? { queue } : {}),
    ...(agentId ? { agentId } : {}),
    ...(typed.success ? { type: typed.data } : {}),
    ...(answered.success ? { answer: answered.data } : {}),
    ...lengths.find(({ name }) => name === length)?.range,
    ...dayRange(from, to),
  };
}

/** Seconds, both ends inside. */
const lengths = [
  { name: 'none', range: { maxDurationS: 0 } },
  { name: 'brief', range: { minDurationS: 1, maxDurationS: 10 } },
  { name: 'minute', range: { minDurationS: 11, maxDurationS: 60 } },
  { name: 'fiveMinutes', range: { minDurationS: 61, maxDurationS: 300 } },
  { name: 'long', range: { minDurationS: 301 } },
] as const;

/** The conditions calls and recordings share. Whether it was answered is no question for a recording. */
export function CallFilters({ control, withAnswer }: { control: ListControl<CallFilter>; withAnswer: boolean }) {
  const { t } = useTranslation();
  const { queues, agents, isPending } = useCallOptions();
  const { filters } = control.state;
  const set = (name: CallFilter) => (value: string | undefined) => control.setFilter(name, value);
  return (
    <>
      <TextFilter label={t('calls.number')} value={filters.number} onChange={set('number')} />
      <TextFilter label={t('calls.customer')} value={filters.customer} width={96} onChange={set('customer')} />
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
      <SelectFilter
        label={t('calls.duration')}
        value={filters.length}
        width={104}
        options={lengths.map(({ name }) => ({ value: name, label: t(`calls.lengths.${name}`) }))}
        onChange={set('length')}
      />
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

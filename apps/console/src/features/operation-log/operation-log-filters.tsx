import { DOUT, OperationAction, OperationBy, type OperationLogQuery } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { dayRange } from '../../ui/day-range.ts';
import { DateRangeFilter, SelectFilter } from '../../ui/list-filters.tsx';
import type { ListControl, ListState } from '../../ui/list-state.ts';
import { useCallOptions } from '../calls/use-call-options.ts';

/** Names in the address; `from` and `to` are days there and become instants in the query. */
export const operationLogFilters = ['agentId', 'queueId', 'action', 'by', 'from', 'to'] as const;
type OperationLogFilter = (typeof operationLogFilters)[number];

export function operationLogQuery({ filters }: ListState<OperationLogFilter>): Partial<OperationLogQuery> {
  const { agentId, queueId, from, to } = filters;
  const action = OperationAction.safeParse(filters.action);
  const by = OperationBy.safeParse(filters.by);
  return {
    ...(agentId ? { agentId } : {}),
    ...(queueId ? { queueId } : {}),
    ...(action.success ? { action: action.data } : {}),
    ...(by.success ? { by: by.data } : {}),
    ...dayRange(from, to),
  };
}

export function OperationLogFilters({ control }: { control: ListControl<OperationLogFilter> }) {
  const { t } = useTranslation();
  const { queues, agents, isPending } = useCallOptions();
  const { filters } = control.state;
  const set = (name: OperationLogFilter) => (value: string | undefined) => control.setFilter(name, value);
  return (
    <>
      <SelectFilter
        label={t('operationLog.agent')}
        value={filters.agentId}
        options={agents ?? []}
        loading={isPending}
        onChange={set('agentId')}
      />
      <SelectFilter
        label={t('operationLog.queue')}
        value={filters.queueId}
        options={queues.filter(({ value }) => value !== DOUT)}
        loading={isPending}
        onChange={set('queueId')}
      />
      <SelectFilter
        label={t('operationLog.action')}
        value={filters.action}
        options={OperationAction.options.map((value) => ({ value, label: t(`operationLog.actions.${value}`) }))}
        onChange={set('action')}
      />
      <SelectFilter
        label={t('operationLog.by')}
        value={filters.by}
        options={OperationBy.options.map((value) => ({ value, label: t(`operationLog.byWhom.${value}`) }))}
        onChange={set('by')}
      />
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

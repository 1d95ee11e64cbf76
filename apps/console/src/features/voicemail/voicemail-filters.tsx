import { DOUT, type VoicemailQuery } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { dayRange } from '../../ui/day-range.ts';
import { DateRangeFilter, SelectFilter, TextFilter } from '../../ui/list-filters.tsx';
import type { ListControl, ListState } from '../../ui/list-state.ts';
import { useCallOptions } from '../calls/use-call-options.ts';

/** Names in the address; `from` and `to` are days there and become instants in the query. */
export const voicemailFilters = ['number', 'queue', 'handled', 'from', 'to'] as const;
type VoicemailFilter = (typeof voicemailFilters)[number];

export function voicemailQuery({ filters }: ListState<VoicemailFilter>): Partial<VoicemailQuery> {
  const { number, queue, handled, from, to } = filters;
  return {
    ...(number ? { number } : {}),
    ...(queue ? { queueId: queue } : {}),
    ...(handled === 'yes' || handled === 'no' ? { handled } : {}),
    ...dayRange(from, to),
  };
}

export function VoicemailFilters({ control }: { control: ListControl<VoicemailFilter> }) {
  const { t } = useTranslation();
  const { queues, isPending } = useCallOptions();
  const { filters } = control.state;
  const set = (name: VoicemailFilter) => (value: string | undefined) => control.setFilter(name, value);
  return (
    <>
      <TextFilter label={t('voicemail.number')} value={filters.number} onChange={set('number')} />
      <SelectFilter
        label={t('voicemail.queue')}
        value={filters.queue}
        options={queues.filter(({ value }) => value !== DOUT)}
        loading={isPending}
        onChange={set('queue')}
      />
      <SelectFilter
        label={t('voicemail.handled')}
        value={filters.handled}
        options={(['no', 'yes'] as const).map((value) => ({ value, label: t(`voicemail.handledFilter.${value}`) }))}
        onChange={set('handled')}
      />
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

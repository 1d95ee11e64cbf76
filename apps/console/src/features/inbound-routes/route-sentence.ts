import { useQuery } from '@tanstack/react-query';
import type { InboundRoute } from '@zuoxi/contract';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { useDestinationText } from '../../ui/destination-targets.ts';

const openingHoursApi = crud('/api/opening-hours');

/** Opening hours to choose from. */
export function useHoursOptions(): { hours: { value: string; label: string }[]; isPending: boolean } {
  const { data, isPending } = useQuery({
    queryKey: ['opening-hours', 'all'],
    queryFn: ({ signal }) => allRows(openingHoursApi.list, signal),
  });
  return { hours: (data ?? []).map(({ id, name }) => ({ value: id, label: name })), isPending };
}

type Rule = Pick<InboundRoute, 'calledNumber' | 'callerNumber' | 'hoursId' | 'destination' | 'closedDestination'>;

/** A rule as one reads it aloud: when, and where to. */
export function useRouteSentence(): (rule: Rule) => { when: string; where: string } {
  const { t } = useTranslation();
  const { hours, isPending } = useHoursOptions();
  const textOf = useDestinationText();
  return ({ calledNumber, callerNumber, hoursId, destination, closedDestination }) => {
    const when =
      callerNumber === ''
        ? t('inboundRoutes.whenCalled', { number: calledNumber })
        : t('inboundRoutes.whenCalledBy', { number: calledNumber, caller: callerNumber });
    if (hoursId === null || closedDestination === null) return { when, where: `→ ${textOf(destination)}` };
    const name = hours.find(({ value }) => value === hoursId)?.label ?? (isPending ? '…' : t('destinations.unknown'));
    return { when, where: t('inboundRoutes.whereByHours', { name, open: textOf(destination), closed: textOf(closedDestination) }) };
  };
}

import { CloseCircleOutlined, RetweetOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Callback, type CallbackQuery, CallbackState, DOUT } from '@zuoxi/contract';
import { App, Button, Popconfirm, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { dayRange } from '../../ui/day-range.ts';
import { formatInstant } from '../../ui/format.ts';
import { DateRangeFilter, SelectFilter, TextFilter } from '../../ui/list-filters.tsx';
import { type ListControl, type ListState, useListState } from '../../ui/list-state.ts';
import { NumbersIn } from '../../ui/numbers-in.tsx';
import { Page } from '../../ui/page.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { Elapsed } from '../../ui/timer.tsx';
import { CallDrawer } from '../calls/call-drawer.tsx';
import { useCallOptions } from '../calls/use-call-options.ts';

const filterNames = ['number', 'queue', 'state', 'from', 'to'] as const;
type Filter = (typeof filterNames)[number];
const states = ['open', ...CallbackState.options] as const;
const REFRESH_MS = 5000;

const isOpen = ({ state }: Callback) => state === 'waiting' || state === 'calling';

function queryOf({ filters }: ListState<Filter>): Partial<CallbackQuery> {
  const { number, queue, from, to } = filters;
  const state = states.find((one) => one === filters.state);
  return {
    ...(number ? { number } : {}),
    ...(queue ? { queueId: queue } : {}),
    ...(state ? { state } : {}),
    ...dayRange(from, to),
  };
}

/** 回拨: who has hung up and keeps his place, and what became of the others. */
export default function CallbacksPage() {
  const { t } = useTranslation();
  const control = useListState(filterNames);
  const [opened, setOpened] = useState<string | null>(null);
  const columns = useMemo(() => callbackColumns(t), [t]);
  return (
    <Page title={t('callbacks.title')}>
      <DataList<Callback>
        list="callbacks"
        queryKey={['callbacks']}
        control={control}
        fetchPage={(query, signal) => api.get('/api/callbacks', { params: { query: { ...query, ...queryOf(control.state) } }, signal })}
        rowKey={(callback) => callback.id}
        columns={columns}
        filters={<Filters control={control} />}
        empty={{ icon: <RetweetOutlined />, title: t('callbacks.empty'), hint: t('callbacks.emptyHint') }}
        onRowClick={(callback) => setOpened(isOpen(callback) ? callback.callId : (callback.lastCallId ?? callback.callId))}
        refreshEveryMs={REFRESH_MS}
      />
      <CallDrawer callId={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function Filters({ control }: { control: ListControl<Filter> }) {
  const { t } = useTranslation();
  const { queues, isPending } = useCallOptions();
  const { filters } = control.state;
  const set = (name: Filter) => (value: string | undefined) => control.setFilter(name, value);
  const stateText = (state: (typeof states)[number]) => (state === 'open' ? t('callbacks.open') : t(`callbacks.states.${state}`));
  return (
    <>
      <TextFilter label={t('callbacks.number')} value={filters.number} onChange={set('number')} />
      <SelectFilter
        label={t('callbacks.queue')}
        value={filters.queue}
        options={queues.filter(({ value }) => value !== DOUT)}
        loading={isPending}
        onChange={set('queue')}
      />
      <SelectFilter
        label={t('callbacks.state')}
        value={filters.state}
        options={states.map((value) => ({ value, label: stateText(value) }))}
        onChange={set('state')}
      />
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

function callbackColumns(t: TFunction): ListColumn<Callback>[] {
  return [
    { key: 'requestedAt', title: t('callbacks.requestedAt'), width: 160, render: (row) => formatInstant(row.requestedAt) },
    { key: 'customerName', title: t('callbacks.customer'), width: 100, render: (row) => row.customerName ?? '' },
    { key: 'customerNumber', title: t('callbacks.number'), width: 140, render: (row) => <PhoneNumber number={row.customerNumber} /> },
    { key: 'queueName', title: t('callbacks.queue'), width: 120, render: (row) => row.queueName },
    { key: 'state', title: t('callbacks.state'), width: 120, render: (row) => <State callback={row} /> },
    {
      key: 'place',
      title: t('callbacks.place'),
      width: 90,
      sortable: false,
      render: (row) => (row.place === null ? '' : t('callbacks.placeOf', { place: row.place })),
    },
    {
      key: 'enqueuedAt',
      title: t('callbacks.age'),
      width: 118,
      align: 'right',
      render: (row) => (isOpen(row) ? <Elapsed since={row.enqueuedAt} /> : ''),
    },
    {
      key: 'attempts',
      title: t('callbacks.attempts'),
      width: 90,
      align: 'right',
      render: (row) => t('callbacks.attemptCount', { count: row.attempts }),
    },
    { key: 'nextAttemptAt', title: t('callbacks.nextAttempt'), width: 160, render: (row) => <NextAttempt callback={row} /> },
    {
      key: 'expiresAt',
      title: t('callbacks.expires'),
      width: 140,
      render: (row) => (isOpen(row) ? formatInstant(row.expiresAt, false) : ''),
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 76,
      sortable: false,
      render: (row) => (isOpen(row) ? <Cancel callback={row} /> : null),
    },
  ];
}

function State({ callback }: { callback: Callback }) {
  const { t } = useTranslation();
  const text = t(`callbacks.states.${callback.state}`);
  if (isOpen(callback)) return <strong>{text}</strong>;
  return <span className={callback.state === 'done' ? '' : 'muted'}>{text}</span>;
}

function NextAttempt({ callback }: { callback: Callback }) {
  const { t } = useTranslation();
  if (callback.state !== 'waiting' || !callback.nextAttemptAt) return null;
  const isDue = Date.parse(callback.nextAttemptAt) <= serverNow();
  return isDue ? t('callbacks.asSoonAsFree') : formatInstant(callback.nextAttemptAt);
}

function Cancel({ callback }: { callback: Callback }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const number = callback.customerNumber;
  const cancel = useMutation({
    mutationFn: () => api.post('/api/callbacks/{id}/cancel', { params: { path: { id: callback.id } } }),
    onSuccess: () => void message.success(<NumbersIn text={t('callbacks.cancelled', { number })} />),
    onError: (error) => void message.error(errorText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['callbacks'] }),
  });
  return (
    <Popconfirm
      title={<NumbersIn text={t('callbacks.cancelTitle', { number })} />}
      description={t('callbacks.cancelHint')}
      okText={t('callbacks.cancel')}
      okButtonProps={{ danger: true }}
      cancelText={t('callbacks.keep')}
      onConfirm={() => cancel.mutateAsync().catch(() => undefined)}
      placement="left"
    >
      <Tooltip title={t('callbacks.cancel')}>
        <Button type="text" size="small" danger icon={<CloseCircleOutlined />} aria-label={`${t('callbacks.cancel')} ${number}`} />
      </Tooltip>
    </Popconfirm>
  );
}

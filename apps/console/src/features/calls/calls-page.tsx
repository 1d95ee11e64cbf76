import { UnorderedListOutlined } from '@ant-design/icons';
import type { CallRecord } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callsApi } from '../../api/endpoints.ts';
import { AnswerMark } from '../../ui/answer-mark.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { formatDuration, formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { CallDrawer } from './call-drawer.tsx';
import { CallFilters, callFilters, callQuery } from './call-filters.tsx';

export default function CallsPage() {
  const { t } = useTranslation();
  const control = useListState(callFilters);
  const [opened, setOpened] = useState<string | null>(null);
  const columns = useMemo(() => callColumns(t), [t]);
  return (
    <Page title={t('calls.title')}>
      <DataList
        queryKey={['calls']}
        control={control}
        fetchPage={(query, signal) => callsApi.list({ ...query, ...callQuery(control.state) }, signal)}
        rowKey={(call) => call.id}
        columns={columns}
        filters={<CallFilters control={control} withAnswer />}
        empty={{ icon: <UnorderedListOutlined />, title: t('calls.empty'), hint: t('calls.emptyHint') }}
        onRowClick={(call) => setOpened(call.id)}
      />
      <CallDrawer callId={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

/** Together as wide as a list is on a screen of 1366 pixels. */
function callColumns(t: TFunction): ListColumn<CallRecord>[] {
  return [
    { key: 'startedAt', title: t('calls.startedAt'), width: 146, render: (call) => formatInstant(call.startedAt) },
    { key: 'customerName', title: t('calls.customer'), width: 96, render: (call) => call.customerName ?? '' },
    { key: 'customerNumber', title: t('calls.number'), width: 114, render: (call) => <PhoneNumber number={call.customerNumber} /> },
    { key: 'queueName', title: t('calls.queueName'), width: 90, render: (call) => call.queueName },
    { key: 'queueNumber', title: t('calls.queueNumber'), width: 64, sortable: false, render: (call) => call.queueNumber },
    {
      key: 'agentName',
      title: t('calls.agent'),
      width: 74,
      render: (call) => call.agentName ?? <span className="muted">{t('calls.other')}</span>,
    },
    { key: 'extension', title: t('calls.extension'), width: 68, render: (call) => call.extension },
    { key: 'type', title: t('calls.type'), width: 120, render: (call) => t(`callType.${call.type}`) },
    { key: 'answer', title: t('calls.answer'), width: 104, render: (call) => <AnswerMark answer={call.answer} /> },
    { key: 'waitS', title: t('calls.wait'), width: 68, align: 'right', render: (call) => formatDuration(call.waitS) },
    { key: 'durationS', title: t('calls.duration'), width: 92, align: 'right', render: (call) => formatDuration(call.durationS) },
    { key: 'disposition', title: t('calls.disposition'), width: 108, render: (call) => call.disposition ?? '' },
  ];
}

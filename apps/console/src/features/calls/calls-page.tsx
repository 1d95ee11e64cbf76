import { UnorderedListOutlined } from '@ant-design/icons';
import type { CallRecord } from '@zuoxi/contract';
import { Tag } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/language.ts';
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
        list="calls"
        queryKey={['calls']}
        control={control}
        fetchPage={(query, signal) => api.get('/api/calls', { params: { query: { ...query, ...callQuery(control.state) } }, signal })}
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

/** Pixels, so that no word is cut; together at most as wide as a list is on a screen of 1366. */
const widths = {
  zh: {
    startedAt: 146,
    customerName: 96,
    customerNumber: 114,
    queueName: 90,
    queueNumber: 64,
    agentName: 74,
    extension: 68,
    type: 120,
    answer: 104,
    waitS: 68,
    durationS: 92,
    disposition: 108,
  },
  en: {
    startedAt: 142,
    customerName: 92,
    customerNumber: 108,
    queueName: 102,
    queueNumber: 76,
    agentName: 78,
    extension: 64,
    type: 126,
    answer: 96,
    waitS: 66,
    durationS: 90,
    disposition: 108,
  },
} as const;

/** The customer was one that the system plays. */
function TestMark({ name }: { name: string | null }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag>{t('calls.test')}</Tag>
      {name}
    </>
  );
}

function callColumns(t: TFunction): ListColumn<CallRecord>[] {
  const width = widths[currentLanguage()];
  return [
    { key: 'startedAt', title: t('calls.startedAt'), width: width.startedAt, render: (call) => formatInstant(call.startedAt) },
    {
      key: 'customerName',
      title: t('calls.customer'),
      width: width.customerName,
      render: (call) => (call.isTest ? <TestMark name={call.customerName} /> : (call.customerName ?? '')),
    },
    {
      key: 'customerNumber',
      title: t('calls.number'),
      width: width.customerNumber,
      render: (call) => <PhoneNumber number={call.customerNumber} />,
    },
    { key: 'queueName', title: t('calls.queueName'), width: width.queueName, render: (call) => call.queueName },
    {
      key: 'queueNumber',
      title: t('calls.queueNumber'),
      width: width.queueNumber,
      sortable: false,
      // English words need its room on a screen of 1366; the queue's name is there.
      hidden: currentLanguage() === 'en',
      render: (call) => call.queueNumber,
    },
    {
      key: 'agentName',
      title: t('calls.agent'),
      width: width.agentName,
      render: (call) => call.agentName ?? <span className="muted">{t('calls.other')}</span>,
    },
    { key: 'extension', title: t('calls.extension'), width: width.extension, render: (call) => call.extension },
    { key: 'type', title: t('calls.type'), width: width.type, render: (call) => t(`callType.${call.type}`) },
    { key: 'answer', title: t('calls.answer'), width: width.answer, render: (call) => <AnswerMark answer={call.answer} /> },
    { key: 'waitS', title: t('calls.wait'), width: width.waitS, align: 'right', render: (call) => formatDuration(call.waitS) },
    {
      key: 'durationS',
      title: t('calls.duration'),
      width: width.durationS,
      align: 'right',
      render: (call) => formatDuration(call.durationS),
    },
    { key: 'disposition', title: t('calls.disposition'), width: width.disposition, render: (call) => call.disposition ?? '' },
  ];
}

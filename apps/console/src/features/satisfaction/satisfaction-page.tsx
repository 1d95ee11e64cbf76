import { SmileOutlined } from '@ant-design/icons';
import type { SatisfactionResult } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { CallDrawer } from '../calls/call-drawer.tsx';
import { SatisfactionFilters, satisfactionFilters, satisfactionQuery } from './satisfaction-filters.tsx';
import { Summary } from './summary.tsx';

/** 满意度调查: who was asked after a call, and what he answered. */
export default function SatisfactionPage() {
  const { t } = useTranslation();
  const control = useListState(satisfactionFilters);
  const [opened, setOpened] = useState<string | null>(null);
  const columns = useMemo(() => satisfactionColumns(t), [t]);
  const query = satisfactionQuery(control.state);
  const { search } = control.state;
  return (
    <Page title={t('satisfaction.title')}>
      <Summary query={{ ...query, ...(search ? { search } : {}) }} />
      <DataList<SatisfactionResult>
        list="satisfaction"
        queryKey={['satisfaction']}
        control={control}
        fetchPage={(page, signal) => api.get('/api/satisfaction', { params: { query: { ...page, ...query } }, signal })}
        rowKey={(result) => result.id}
        columns={columns}
        filters={<SatisfactionFilters control={control} />}
        empty={{ icon: <SmileOutlined />, title: t('satisfaction.empty'), hint: t('satisfaction.emptyHint') }}
        onRowClick={(result) => setOpened(result.callId)}
      />
      <CallDrawer callId={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function satisfactionColumns(t: TFunction): ListColumn<SatisfactionResult>[] {
  return [
    { key: 'at', title: t('satisfaction.at'), width: 160, render: (row) => formatInstant(row.at) },
    { key: 'customerName', title: t('satisfaction.customer'), width: 110, render: (row) => row.customerName ?? '' },
    { key: 'customerNumber', title: t('satisfaction.number'), width: 140, render: (row) => <PhoneNumber number={row.customerNumber} /> },
    { key: 'queueName', title: t('satisfaction.queue'), width: 130, render: (row) => row.queueName },
    { key: 'agentName', title: t('satisfaction.agent'), width: 110, render: (row) => row.agentName ?? '' },
    { key: 'level', title: t('satisfaction.level'), width: 120, render: (row) => <Level level={row.level} /> },
    {
      key: 'reason',
      title: t('satisfaction.reason'),
      width: 190,
      render: (row) => (row.reason ? t(`satisfaction.reasons.${row.reason}`) : ''),
    },
    {
      key: 'byAgent',
      title: t('satisfaction.how'),
      width: 110,
      render: (row) => t(row.byAgent ? 'satisfaction.byAgent' : 'satisfaction.automatic'),
    },
  ];
}

function Level({ level }: Pick<SatisfactionResult, 'level'>) {
  const { t } = useTranslation();
  const text = t(`satisfaction.levels.${level ?? 'none'}`);
  if (level === null) return <span className="muted">{text}</span>;
  return level === 'dissatisfied' ? <strong style={{ color: 'var(--zx-busy)' }}>{text}</strong> : text;
}

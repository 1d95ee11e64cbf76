import { AuditOutlined } from '@ant-design/icons';
import { type AuditEntry, type AuditQuery, type AuditWord, auditWordLabels } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { dayRange } from '../../ui/day-range.ts';
import { formatInstant, formatList } from '../../ui/format.ts';
import { DateRangeFilter, SelectFilter } from '../../ui/list-filters.tsx';
import { type ListControl, type ListState, useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { useCallOptions } from '../calls/use-call-options.ts';
import { actionText, fieldText } from './action-text.ts';
import { AuditDrawer } from './audit-drawer.tsx';

/** Names in the address; `from` and `to` are days there and become instants in the query. */
const auditFilters = ['accountId', 'word', 'from', 'to'] as const;
type AuditFilter = (typeof auditFilters)[number];

const isWord = (text: string | undefined): text is AuditWord => text !== undefined && Object.hasOwn(auditWordLabels, text);
const words = Object.keys(auditWordLabels).filter(isWord);

function auditQuery({ filters: { accountId, word, from, to } }: ListState<AuditFilter>): Partial<AuditQuery> {
  return { ...(accountId ? { accountId } : {}), ...(isWord(word) ? { word } : {}), ...dayRange(from, to) };
}

/** 管理日志: who changed what. */
export default function AuditPage() {
  const { t } = useTranslation();
  const control = useListState(auditFilters);
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const columns = useMemo(() => auditColumns(t), [t]);
  return (
    <Page title={t('audit.title')} note={t('audit.note')}>
      <DataList<AuditEntry>
        list="audit"
        queryKey={['audit']}
        control={control}
        fetchPage={(query, signal) => api.get('/api/audit', { params: { query: { ...query, ...auditQuery(control.state) } }, signal })}
        rowKey={(entry) => entry.id}
        columns={columns}
        filters={<AuditFilters control={control} />}
        empty={{ icon: <AuditOutlined />, title: t('audit.empty'), hint: t('audit.emptyHint') }}
        onRowClick={setOpened}
      />
      <AuditDrawer entry={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function AuditFilters({ control }: { control: ListControl<AuditFilter> }) {
  const { t } = useTranslation();
  const { agents, isPending } = useCallOptions();
  const { filters } = control.state;
  return (
    <>
      <SelectFilter
        label={t('audit.by')}
        value={filters.accountId}
        options={agents ?? []}
        loading={isPending}
        onChange={(value) => control.setFilter('accountId', value)}
      />
      <SelectFilter
        label={t('audit.word')}
        value={filters.word}
        options={words.map((value) => ({ value, label: t(`audit.words.${value}`) }))}
        onChange={(value) => control.setFilter('word', value)}
      />
      <DateRangeFilter from={filters.from} to={filters.to} onChange={(from, to) => control.setFilters({ from, to })} />
    </>
  );
}

const MOST_FIELDS = 3;

/** The names of the first fields that were changed. */
function summary({ action, changes }: AuditEntry, t: TFunction): string {
  const labels = [...new Set(Object.keys(changes ?? {}).map((path) => fieldText(action, path)))];
  const more = labels.length - MOST_FIELDS;
  return formatList([...labels.slice(0, MOST_FIELDS), ...(more > 0 ? [t('audit.more', { count: more })] : [])], currentLanguage());
}

function auditColumns(t: TFunction): ListColumn<AuditEntry>[] {
  return [
    { key: 'at', title: t('audit.at'), width: 160, render: (row) => formatInstant(row.at) },
    { key: 'accountName', title: t('audit.by'), width: 120, sortable: false, render: (row) => row.accountName || t('audit.nobody') },
    { key: 'action', title: t('audit.action'), width: 200, render: (row) => actionText(row.action) },
    { key: 'targetName', title: t('audit.target'), width: 180, sortable: false, render: (row) => row.targetName },
    { key: 'changes', title: t('audit.changes'), width: 320, sortable: false, render: (row) => summary(row, t) },
  ];
}

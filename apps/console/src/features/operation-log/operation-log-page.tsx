import { HistoryOutlined } from '@ant-design/icons';
import type { Operation } from '@zuoxi/contract';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { reasonText } from '../../ui/reason.ts';
import { OperationLogFilters, operationLogFilters, operationLogQuery } from './operation-log-filters.tsx';

/** 操作日志: who signed in and out, and was ready or not ready for which queue, since when and why. */
export default function OperationLogPage() {
  const { t } = useTranslation();
  const control = useListState(operationLogFilters);
  const columns = useMemo(() => operationColumns(t), [t]);
  return (
    <Page title={t('operationLog.title')}>
      <DataList<Operation>
        list="operationLog"
        queryKey={['operationLog']}
        control={control}
        fetchPage={(query, signal) =>
          api.get('/api/operation-log', { params: { query: { ...query, ...operationLogQuery(control.state) } }, signal })
        }
        rowKey={(operation) => operation.id}
        columns={columns}
        filters={<OperationLogFilters control={control} />}
        empty={{ icon: <HistoryOutlined />, title: t('operationLog.empty'), hint: t('operationLog.emptyHint') }}
      />
    </Page>
  );
}

function operationColumns(t: TFunction): ListColumn<Operation>[] {
  const by = ({ by, byName }: Operation) =>
    by === 'supervisor' && byName !== '' ? t('operationLog.bySupervisor', { name: byName }) : t(`operationLog.byWhom.${by}`);
  return [
    { key: 'at', title: t('operationLog.at'), width: 160, render: (row) => formatInstant(row.at) },
    { key: 'agentName', title: t('operationLog.agent'), width: 110, render: (row) => row.agentName },
    { key: 'extension', title: t('operationLog.extension'), width: 80, render: (row) => row.extension },
    { key: 'action', title: t('operationLog.action'), width: 120, render: (row) => t(`operationLog.actions.${row.action}`) },
    { key: 'queueName', title: t('operationLog.queueName'), width: 130, render: (row) => row.queueName },
    { key: 'queueNumber', title: t('operationLog.queueNumber'), width: 96, render: (row) => row.queueNumber },
    { key: 'reason', title: t('operationLog.reason'), width: 150, render: (row) => reasonText(row.reason) },
    { key: 'by', title: t('operationLog.by'), width: 160, render: by },
  ];
}

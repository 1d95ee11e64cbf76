import { InboxOutlined, RedoOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SetAsideFact, SetAsideRun } from '@zuoxi/contract';
import { App, Button, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorText } from '../../api/client.ts';
import { listOf } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { CallDrawer } from '../calls/call-drawer.tsx';

/** Facts that the database refused: what they are, why, and the way to run them again. */
export default function SetAsideFactsPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const [opened, setOpened] = useState<string | null>(null);
  const again = useRun();
  const columns = useMemo(() => setAsideColumns(t, (id) => again.mutate(id)), [t, again.mutate]);
  const runAll = (
    <Button icon={<RedoOutlined />} loading={again.isPending} onClick={() => again.mutate(null)}>
      {t('setAsideFacts.runAll')}
    </Button>
  );
  return (
    <Page title={t('setAsideFacts.title')} note={t('setAsideFacts.note')} actions={runAll}>
      <DataList<SetAsideFact>
        list="setAsideFacts"
        queryKey={['set-aside-facts']}
        control={control}
        fetchPage={listOf('/api/set-aside-facts')}
        rowKey={(fact) => fact.id}
        columns={columns}
        empty={{ icon: <InboxOutlined />, title: t('setAsideFacts.empty'), hint: t('setAsideFacts.emptyHint') }}
        onRowClick={(fact) => setOpened(fact.stream === 'call' ? fact.subjectId : null)}
      />
      <CallDrawer callId={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

/** Null: all of them. */
function useRun() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  return useMutation<SetAsideRun, Error, string | null>({
    mutationFn: (id) =>
      id === null ? api.post('/api/set-aside-facts/run') : api.post('/api/set-aside-facts/{id}/run', { params: { path: { id } } }),
    onSuccess: ({ stored, refused }) => {
      if (refused > 0) void message.warning(t('setAsideFacts.stillRefused', { stored, refused }));
      else void message.success(t('setAsideFacts.stored', { stored }));
    },
    onError: (error) => void message.error(errorText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['set-aside-facts'] }),
  });
}

function setAsideColumns(t: TFunction, run: (id: string) => void): ListColumn<SetAsideFact>[] {
  return [
    { key: 'at', title: t('setAsideFacts.at'), width: 170, render: (row) => formatInstant(row.at) },
    { key: 'stream', title: t('setAsideFacts.stream'), width: 90, render: (row) => t(`setAsideFacts.streams.${row.stream}`) },
    { key: 'type', title: t('setAsideFacts.type'), width: 140, render: (row) => <code>{row.type}</code> },
    { key: 'stage', title: t('setAsideFacts.stage'), width: 150, render: (row) => t(`setAsideFacts.stages.${row.stage}`) },
    { key: 'consumer', title: t('setAsideFacts.consumer'), width: 130, render: (row) => consumerName(t, row.consumer) },
    { key: 'error', title: t('setAsideFacts.error'), width: 420, render: (row) => row.error },
    { key: 'attempts', title: t('setAsideFacts.attempts'), width: 90, align: 'right', render: (row) => row.attempts },
    { key: 'subjectId', title: t('setAsideFacts.subject'), width: 320, render: (row) => <code>{row.subjectId}</code> },
    { key: 'setAsideAt', title: t('setAsideFacts.setAsideAt'), width: 170, render: (row) => formatInstant(row.setAsideAt) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 96,
      sortable: false,
      render: (row) => (
        <span style={{ display: 'inline-flex', gap: 4 }}>
          <Tooltip title={t('setAsideFacts.run')}>
            <Button
              type="text"
              size="small"
              icon={<RedoOutlined />}
              aria-label={`${t('setAsideFacts.run')} ${row.type}`}
              onClick={(event) => {
                event.stopPropagation();
                run(row.id);
              }}
            />
          </Tooltip>
          <RowActions
            name={row.type}
            queryKey="set-aside-facts"
            hint={t('setAsideFacts.removeHint')}
            remove={() => api.delete('/api/set-aside-facts/{id}', { params: { path: { id: row.id } } })}
          />
        </span>
      ),
    },
  ];
}

const CONSUMERS = ['journal', 'calls', 'recordings', 'voicemail', 'satisfaction', 'callbacks', 'conferences'] as const;

/** One of an earlier or later version is shown by its own word. */
function consumerName(t: TFunction, name: string): string {
  const known = CONSUMERS.find((one) => one === name);
  return known ? t(`setAsideFacts.consumers.${known}`) : name;
}

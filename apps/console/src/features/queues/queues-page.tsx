import { PlusOutlined, UsergroupAddOutlined } from '@ant-design/icons';
import type { Queue, QueueInput } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { queuesApi } from '../../api/endpoints.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { QueueFields } from './queue-fields.tsx';

const fieldOf = {
  'queues.nameTaken': 'name',
  'queues.numberTaken': 'number',
  'accounts.extensionTaken': 'number',
  'queues.memberWithoutExtension': 'memberIds',
};

/** What a queue starts with: plain, and nothing that the caller would be surprised by. */
const NEW_QUEUE: QueueInput = {
  number: '',
  name: '',
  strategy: 'longestIdle',
  ringTimeoutS: 20,
  retryS: 0,
  maxWaitS: 300,
  maxLength: 0,
  wrapUpS: 30,
  serviceLevelS: 20,
  priority: 0,
  missesBeforePause: 1,
  recordingEnabled: true,
  language: 'zh',
  greetingPromptId: null,
  musicPromptId: null,
  maxWaitPromptId: null,
  announcePosition: false,
  announceWait: false,
  announceEveryS: 60,
  periodicPromptId: null,
  periodicEveryS: 60,
  hoursId: null,
  closedDestination: null,
  overflow: [],
  leaveWhenEmpty: false,
  stickyAgent: true,
  stickyDays: 0,
  stickyWaitS: 0,
  requiredSkills: [],
  voicemailEnabled: false,
  voicemailAfterS: 60,
  callbackEnabled: false,
  callbackAfterS: 60,
  callbackMode: 'agentFirst',
  callbackAttempts: 3,
  callbackRetryS: 600,
  callbackExpiryS: 86_400,
  satisfaction: 'off',
  memberIds: [],
  penalties: {},
};

function toInput(queue: Queue | null): QueueInput {
  if (!queue) return NEW_QUEUE;
  const { id: _id, members: _members, inboundNumbers: _inboundNumbers, createdAt: _createdAt, ...input } = queue;
  return input;
}

export default function QueuesPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const editor = useEditor<Queue, QueueInput, Queue>({
    queryKey: 'queues',
    save: (input, row) => (row ? queuesApi.update(row.id, input) : queuesApi.create(input)),
    nameOf: (input) => input.name,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => queueColumns(t, open), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('queues.create')}
    </Button>
  );
  return (
    <Page title={t('queues.title')} actions={create}>
      <DataList<Queue>
        queryKey={['queues']}
        control={control}
        fetchPage={queuesApi.list}
        rowKey={(queue) => queue.id}
        columns={columns}
        empty={{ icon: <UsergroupAddOutlined />, title: t('queues.empty'), hint: t('queues.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('queues.edit', { name: editor.row.name }) : t('queues.create')}
        form={editor.form}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        size={640}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <QueueFields />
      </FormDrawer>
    </Page>
  );
}

function queueColumns(t: TFunction, edit: (queue: Queue) => void): ListColumn<Queue>[] {
  const seconds = (count: number) => t('common.seconds', { count });
  return [
    { key: 'number', title: t('queues.number'), width: 90, render: (row) => row.number },
    { key: 'name', title: t('queues.name'), width: 150, render: (row) => <strong>{row.name}</strong> },
    {
      key: 'members',
      title: t('queues.members'),
      width: 90,
      sortable: false,
      align: 'right',
      render: (row) => t('queues.memberCount', { count: row.members.length }),
    },
    { key: 'strategy', title: t('queues.strategy'), width: 130, sortable: false, render: (row) => t(`queues.strategies.${row.strategy}`) },
    {
      key: 'ringTimeoutS',
      title: t('queues.ringTimeout'),
      width: 96,
      sortable: false,
      align: 'right',
      render: (row) => seconds(row.ringTimeoutS),
    },
    { key: 'maxWaitS', title: t('queues.maxWait'), width: 96, sortable: false, align: 'right', render: (row) => seconds(row.maxWaitS) },
    { key: 'wrapUpS', title: t('queues.wrapUp'), width: 96, sortable: false, align: 'right', render: (row) => seconds(row.wrapUpS) },
    {
      key: 'recording',
      title: t('queues.recording'),
      width: 90,
      sortable: false,
      render: (row) => <OnOff on={row.recordingEnabled}>{t(row.recordingEnabled ? 'common.on' : 'common.off')}</OnOff>,
    },
    {
      key: 'inboundNumbers',
      title: t('queues.inboundNumbers'),
      width: 170,
      sortable: false,
      render: (row) => row.inboundNumbers.join(' · '),
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions id={row.id} name={row.name} queryKey="queues" onEdit={() => edit(row)} remove={() => queuesApi.remove(row.id)} />
      ),
    },
  ];
}

import { ExperimentOutlined, PlusOutlined, UsergroupAddOutlined } from '@ant-design/icons';
import type { Queue, QueueInput } from '@zuoxi/contract';
import { Button, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { TestCustomerButton } from '../test-customer/test-customer-button.tsx';
import { DryRunDrawer } from './dry-run-drawer.tsx';
import { merged, toInput } from './new-queue.ts';
import { QueueFields } from './queue-fields.tsx';
import { queueFeatures, queueSentence } from './queue-sentence.ts';

const queuesApi = crud('/api/queues');

const fieldOf = {
  'queues.nameTaken': 'name',
  'queues.numberTaken': 'number',
  'accounts.extensionTaken': 'number',
  'queues.memberWithoutExtension': 'memberIds',
};

export default function QueuesPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const [tried, setTried] = useState<Queue | null>(null);
  const editor = useEditor<Queue, QueueInput, Queue>({
    queryKey: 'queues',
    save(values, row) {
      const input = merged(row, values);
      return row ? queuesApi.update(row.id, input) : queuesApi.create(input);
    },
    nameOf: (input) => input.name,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => queueColumns(t, open, setTried), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('queues.create')}
    </Button>
  );
  return (
    <Page
      title={t('queues.title')}
      actions={
        <>
          <TestCustomerButton />
          {create}
        </>
      }
    >
      <DataList<Queue>
        list="queues"
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
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        size={760}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <QueueFields />
      </FormDrawer>
      <DryRunDrawer queue={tried} onClose={() => setTried(null)} />
    </Page>
  );
}

function queueColumns(t: TFunction, edit: (queue: Queue) => void, tryOut: (queue: Queue) => void): ListColumn<Queue>[] {
  return [
    { key: 'number', title: t('queues.labels.number'), width: 100, render: (row) => row.number },
    { key: 'name', title: t('queues.labels.name'), width: 140, render: (row) => <strong>{row.name}</strong> },
    {
      key: 'members',
      title: t('queues.members'),
      width: 76,
      sortable: false,
      align: 'right',
      render: (row) => t('queues.memberCount', { count: row.members.length }),
    },
    { key: 'rule', title: t('queues.rule'), width: 404, sortable: false, render: (row) => <Sentence text={queueSentence(t, row)} /> },
    {
      key: 'features',
      title: t('queues.features'),
      width: 190,
      sortable: false,
      render: (row) => <Sentence text={queueFeatures(t, row)} />,
    },
    {
      key: 'inboundNumbers',
      title: t('queues.inboundNumbers'),
      width: 140,
      sortable: false,
      render: (row) => <Sentence text={row.inboundNumbers.join(' · ')} />,
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 116,
      sortable: false,
      render: (row) => (
        <span style={{ display: 'inline-flex', gap: 4 }}>
          <Tooltip title={t('dryRun.title')}>
            <Button
              type="text"
              size="small"
              icon={<ExperimentOutlined />}
              aria-label={`${t('dryRun.title')} ${row.name}`}
              onClick={() => tryOut(row)}
            />
          </Tooltip>
          <RowActions name={row.name} queryKey="queues" id={row.id} onEdit={() => edit(row)} remove={() => queuesApi.remove(row.id)} />
        </span>
      ),
    },
  ];
}

/** All of it, in as many lines as it takes. */
function Sentence({ text }: { text: string }) {
  return (
    <span title={text} style={{ display: 'block', whiteSpace: 'normal' }}>
      {text}
    </span>
  );
}

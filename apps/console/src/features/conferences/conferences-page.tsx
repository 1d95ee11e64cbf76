import { CommentOutlined, PlusOutlined } from '@ant-design/icons';
import type { Conference, ConferenceInput, ConferenceSession } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { crud } from '../../api/crud.ts';
import { useConferenceSessions } from '../../realtime/realtime-context.tsx';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { ConferenceFields } from './conference-fields.tsx';
import styles from './conferences.module.css';
import { joinedCount, namesOfMembers } from './parties.ts';
import { CONFERENCES_PATH } from './path.ts';
import { useStart } from './use-conference-orders.ts';

const conferencesApi = crud('/api/conferences');

const fieldOf = { 'conferences.nameTaken': 'name' };

export default function ConferencesPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const { rows: sessions } = useConferenceSessions();
  const start = useStart();
  const editor = useEditor<Conference, ConferenceInput, Conference>({
    queryKey: 'conferences',
    save: (input, row) => (row ? conferencesApi.update(row.id, input) : conferencesApi.create(input)),
    nameOf: (input) => input.name,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => conferenceColumns(t, sessions, open, start), [t, sessions, open, start]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('conferences.create')}
    </Button>
  );
  return (
    <Page title={t('conferences.title')} actions={create}>
      <DataList<Conference>
        list="conferences"
        queryKey={['conferences']}
        control={control}
        fetchPage={conferencesApi.list}
        rowKey={(conference) => conference.id}
        columns={columns}
        empty={{ icon: <CommentOutlined />, title: t('conferences.empty'), hint: t('conferences.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('conferences.edit', { name: editor.row.name }) : t('conferences.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <ConferenceFields />
      </FormDrawer>
    </Page>
  );
}

function toInput(row: Conference | null): ConferenceInput {
  return {
    name: row?.name ?? '',
    description: row?.description ?? '',
    memberIds: row?.memberIds ?? [],
    recorded: row?.recorded ?? false,
  };
}

function conferenceColumns(
  t: TFunction,
  sessions: readonly ConferenceSession[],
  edit: (conference: Conference) => void,
  start: (conference: Conference) => void,
): ListColumn<Conference>[] {
  const sessionOf = ({ id }: Conference) => sessions.find((session) => session.conferenceId === id);
  return [
    { key: 'name', title: t('conferences.name'), width: 200, render: (row) => <strong>{row.name}</strong> },
    { key: 'description', title: t('conferences.description'), width: 220, sortable: false, render: (row) => row.description },
    {
      key: 'members',
      title: t('conferences.members'),
      width: 260,
      sortable: false,
      render: (row) => {
        const names = namesOfMembers(row);
        return <span title={names}>{names}</span>;
      },
    },
    { key: 'state', title: t('conferences.state'), width: 130, sortable: false, render: (row) => <HeldState session={sessionOf(row)} /> },
    {
      key: 'createdByName',
      title: t('conferences.createdBy'),
      width: 110,
      sortable: false,
      render: (row) => row.createdByName ?? t('common.none'),
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 170,
      sortable: false,
      render: (row) => (
        <span className={styles.rowActions}>
          {sessionOf(row) ? null : (
            <Button type="link" size="small" aria-label={t('conferences.startOf', { name: row.name })} onClick={() => start(row)}>
              {t('conferences.start')}
            </Button>
          )}
          <Link className={styles.enter} to={`${CONFERENCES_PATH}/${row.id}`} aria-label={t('conferences.enterOf', { name: row.name })}>
            {t('conferences.enter')}
          </Link>
          <RowActions
            name={row.name}
            queryKey="conferences"
            hint={t('conferences.deleteHint')}
            onEdit={() => edit(row)}
            remove={() => conferencesApi.remove(row.id)}
          />
        </span>
      ),
    },
  ];
}

function HeldState({ session }: { session: ConferenceSession | undefined }) {
  const { t } = useTranslation();
  if (!session) return <span className="muted">{t('conferences.notHeld')}</span>;
  return <span className={styles.held}>{t('conferences.held', { count: joinedCount(session) })}</span>;
}

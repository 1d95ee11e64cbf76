import { PlusOutlined, UsergroupAddOutlined, UserOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { Account, AccountWithSecret } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { allRows } from '../../ui/all-rows.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { DoNotDisturbTag } from '../../ui/do-not-disturb-tag.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { AccountFields } from './account-fields.tsx';
import { type AccountValues, accountFieldOf, toCreate, toUpdate, toValues } from './account-form.ts';
import { BulkDrawer } from './bulk-drawer.tsx';
import { SecretDialog, SipSection } from './sip-settings.tsx';

const accountsApi = crud('/api/accounts');
const queuesApi = crud('/api/queues');

export default function AccountsPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const [isBulk, setBulk] = useState(false);
  const [secret, setSecret] = useState<AccountWithSecret | null>(null);
  const editor = useEditor<Account, AccountValues, AccountWithSecret | Account>({
    queryKey: 'accounts',
    save: (values, row) => (row ? accountsApi.update(row.id, toUpdate(values)) : accountsApi.create(toCreate(values))),
    nameOf: (values) => values.displayName,
    fieldOf: accountFieldOf,
    onSaved: (result) => ('sipSecret' in result && result.sipSecret ? setSecret(result) : undefined),
  });
  const queueNames = useQueueNames();
  const { open } = editor;
  const columns = useMemo(() => accountColumns(t, queueNames, open), [t, queueNames, open]);
  const create = (
    <>
      <Button icon={<UsergroupAddOutlined />} onClick={() => setBulk(true)}>
        {t('extensions.bulk.open')}
      </Button>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
        {t('accounts.create')}
      </Button>
    </>
  );
  return (
    <Page title={t('accounts.title')} actions={create}>
      <DataList<Account>
        list="accounts"
        queryKey={['accounts']}
        control={control}
        fetchPage={(query, signal) => accountsApi.list(query, signal)}
        rowKey={(account) => account.id}
        columns={columns}
        empty={{ icon: <UserOutlined />, title: t('accounts.empty'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('accounts.edit', { name: editor.row.displayName }) : t('accounts.create')}
        size={640}
        form={editor.form}
        draft={editor.draft}
        initialValues={toValues(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
        after={editor.row ? <SipSection account={editor.row} onNewSecret={setSecret} /> : null}
      >
        <AccountFields isNew={editor.row === null} />
      </FormDrawer>
      <BulkDrawer open={isBulk} onClose={() => setBulk(false)} />
      <SecretDialog result={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}

function useQueueNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({ queryKey: ['queues', 'names'], queryFn: ({ signal }) => allRows(queuesApi.list, signal) });
  return useMemo(() => new Map(data?.map((queue) => [queue.id, queue.name])), [data]);
}

function accountColumns(t: TFunction, queueNames: ReadonlyMap<string, string>, edit: (account: Account) => void): ListColumn<Account>[] {
  return [
    { key: 'name', title: t('accounts.name'), width: 104, render: (row) => row.name },
    { key: 'displayName', title: t('accounts.displayName'), width: 108, render: (row) => <strong>{row.displayName}</strong> },
    { key: 'role', title: t('accounts.role'), width: 108, render: (row) => t(`role.${row.role}`) },
    {
      key: 'extension',
      title: t('accounts.extension'),
      width: 104,
      render: (row) => row.extension?.number ?? <span className="muted">{t('common.none')}</span>,
    },
    {
      key: 'phoneType',
      title: t('accounts.phoneType'),
      width: 92,
      sortable: false,
      render: (row) => (row.extension ? t(`phoneType.${row.extension.phoneType}`) : null),
    },
    { key: 'phoneState', title: t('accounts.phoneState'), width: 206, sortable: false, render: (row) => <PhoneState account={row} /> },
    {
      key: 'recording',
      title: t('accounts.recording'),
      width: 92,
      sortable: false,
      render: (row) =>
        row.extension ? (
          <OnOff on={row.extension.recordingEnabled}>{t(row.extension.recordingEnabled ? 'common.on' : 'common.off')}</OnOff>
        ) : null,
    },
    {
      key: 'queues',
      title: t('accounts.queues'),
      width: 150,
      sortable: false,
      render: (row) => row.queueIds.flatMap((id) => queueNames.get(id) ?? []).join(' · '),
    },
    {
      key: 'enabled',
      title: t('accounts.status'),
      width: 96,
      render: (row) => <OnOff on={row.enabled}>{t(row.enabled ? 'accounts.enabled' : 'accounts.disabled')}</OnOff>,
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions
          id={row.id}
          name={row.displayName}
          queryKey="accounts"
          onEdit={() => edit(row)}
          remove={() => accountsApi.remove(row.id)}
        />
      ),
    },
  ];
}

function PhoneState({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { extension } = account;
  if (!extension) return null;
  return (
    <OnOff on={extension.online}>
      {t(extension.online ? 'accounts.online' : 'accounts.offline')}
      {extension.online && extension.registeredFrom ? <span className="muted num"> {extension.registeredFrom}</span> : null}
      {extension.doNotDisturb ? <DoNotDisturbTag compact /> : null}
    </OnOff>
  );
}

import { ApiOutlined, PlusOutlined } from '@ant-design/icons';
import type { Trunk, TrunkInput } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { crud } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { TrunkFields } from './trunk-fields.tsx';
import { STATE_REFRESH_MS, TrunkStateTag } from './trunk-state.tsx';
import { TrunkTestBox, TrunkTestButton } from './trunk-test.tsx';

const trunksApi = crud('/api/trunks');

const fieldOf = {
  'trunks.nameTaken': 'name',
  'trunks.addressTaken': 'matchAddresses',
  'trunks.addressRequired': 'matchAddresses',
  'trunks.usernameRequired': 'username',
  'trunks.passwordRequired': 'password',
  'trunks.secondServerSame': 'secondHost',
};

const NEW: TrunkInput = {
  name: '',
  kind: 'registration',
  host: '',
  port: 5060,
  secondHost: '',
  secondPort: 5060,
  transport: 'udp',
  verifyCertificate: true,
  username: '',
  password: '',
  domain: '',
  matchAddresses: [],
  callerId: '',
  outbound: true,
  watched: true,
  maxChannels: 0,
  callsPerSecond: 0,
  rtpTimeoutS: 0,
  dtmfMode: 'auto',
  enabled: true,
};

function toInput(trunk: Trunk | null): TrunkInput {
  if (!trunk) return NEW;
  const { id: _id, hasPassword: _has, state: _state, stateStatus: _status, channelsInUse: _used, createdAt: _at, ...settings } = trunk;
  return { ...settings, password: '' };
}

export default function TrunksPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const editor = useEditor<Trunk, TrunkInput, Trunk>({
    queryKey: 'trunks',
    save(values, row) {
      // Fields that are not shown are not among the values.
      const input = { ...toInput(row), ...values };
      return row ? trunksApi.update(row.id, input) : trunksApi.create(input);
    },
    nameOf: (input) => input.name,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => trunkColumns(t, open), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('trunks.create')}
    </Button>
  );
  return (
    <Page title={t('trunks.title')} actions={create}>
      <DataList<Trunk>
        list="trunks"
        queryKey={['trunks']}
        control={control}
        fetchPage={trunksApi.list}
        rowKey={(trunk) => trunk.id}
        columns={columns}
        empty={{ icon: <ApiOutlined />, title: t('trunks.empty'), hint: t('trunks.emptyHint'), action: create }}
        onRowClick={open}
        refreshEveryMs={STATE_REFRESH_MS}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('trunks.edit', { name: editor.row.name }) : t('trunks.create')}
        form={editor.form}
        draft={editor.draft}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
        after={editor.row ? <TrunkTestBox trunk={editor.row} /> : null}
      >
        <TrunkFields trunk={editor.row} />
      </FormDrawer>
    </Page>
  );
}

function trunkColumns(t: TFunction, edit: (trunk: Trunk) => void): ListColumn<Trunk>[] {
  return [
    { key: 'name', title: t('trunks.name'), width: 150, render: (row) => <strong>{row.name}</strong> },
    { key: 'host', title: t('trunks.host'), width: 190, render: (row) => `${row.host}:${row.port}` },
    {
      key: 'kind',
      title: t('trunks.kind'),
      width: 200,
      sortable: false,
      render: (row) => (
        <>
          {t(`trunks.kinds.${row.kind}`)}{' '}
          <span className="muted">{row.kind === 'registration' ? row.username : row.matchAddresses.join(' · ')}</span>
        </>
      ),
    },
    {
      key: 'callerId',
      title: t('trunks.callerId'),
      width: 142,
      sortable: false,
      render: (row) => row.callerId || <span className="muted">{t('common.none')}</span>,
    },
    {
      key: 'outbound',
      title: t('trunks.outbound'),
      width: 156,
      sortable: false,
      render: (row) => <OnOff on={row.outbound}>{t(row.outbound ? 'common.yes' : 'common.no')}</OnOff>,
    },
    {
      key: 'channelsInUse',
      title: t('trunks.channelsInUse'),
      width: 100,
      sortable: false,
      align: 'right',
      render: (row) => (row.maxChannels > 0 ? `${row.channelsInUse} / ${row.maxChannels}` : row.channelsInUse),
    },
    {
      key: 'enabled',
      title: t('trunks.state'),
      width: 150,
      render: (row) => <TrunkStateTag trunk={row} />,
    },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 112,
      sortable: false,
      render: (row) => (
        <span style={{ display: 'inline-flex', gap: 4 }}>
          {row.enabled ? <TrunkTestButton trunk={row} /> : null}
          <RowActions id={row.id} name={row.name} queryKey="trunks" onEdit={() => edit(row)} remove={() => trunksApi.remove(row.id)} />
        </span>
      ),
    },
  ];
}

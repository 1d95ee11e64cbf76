import { LoginOutlined, PlusOutlined } from '@ant-design/icons';
import type { InboundRoute, InboundRouteInput } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { inboundRoutesApi } from '../../api/endpoints.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { formatInstant } from '../../ui/format.ts';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { InboundRouteFields } from './inbound-route-fields.tsx';

const fieldOf = { 'inboundRoutes.numberTaken': 'calledNumber' };

function toInput(route: InboundRoute | null): InboundRouteInput {
  return {
    calledNumber: route?.calledNumber ?? '',
    callerNumber: route?.callerNumber ?? '',
    hoursId: route?.hoursId ?? null,
    destination: route?.destination ?? { kind: 'hangup', promptId: null },
    closedDestination: route?.closedDestination ?? null,
    priority: route?.priority ?? 0,
    description: route?.description ?? '',
    enabled: route?.enabled ?? true,
  };
}

export default function InboundRoutesPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const editor = useEditor<InboundRoute, InboundRouteInput, InboundRoute>({
    queryKey: 'inbound-routes',
    save: (input, row) => (row ? inboundRoutesApi.update(row.id, input) : inboundRoutesApi.create(input)),
    nameOf: (input) => input.calledNumber,
    fieldOf,
  });
  const { open } = editor;
  const columns = useMemo(() => routeColumns(t, open), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('inboundRoutes.create')}
    </Button>
  );
  return (
    <Page title={t('inboundRoutes.title')} actions={create}>
      <DataList<InboundRoute>
        queryKey={['inbound-routes']}
        control={control}
        fetchPage={inboundRoutesApi.list}
        rowKey={(route) => route.id}
        columns={columns}
        empty={{ icon: <LoginOutlined />, title: t('inboundRoutes.empty'), hint: t('inboundRoutes.emptyHint'), action: create }}
        onRowClick={open}
      />
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('inboundRoutes.edit', { number: editor.row.calledNumber }) : t('inboundRoutes.create')}
        form={editor.form}
        initialValues={toInput(editor.row)}
        pending={editor.pending}
        error={editor.error}
        submitText={t(editor.row ? 'common.save' : 'common.create')}
        onSubmit={editor.submit}
        onClose={editor.close}
      >
        <InboundRouteFields />
      </FormDrawer>
    </Page>
  );
}

function routeColumns(t: TFunction, edit: (route: InboundRoute) => void): ListColumn<InboundRoute>[] {
  return [
    { key: 'calledNumber', title: t('inboundRoutes.calledNumber'), width: 180, render: (row) => <strong>{row.calledNumber}</strong> },
    { key: 'destination', title: t('inboundRoutes.queue'), width: 200, sortable: false, render: (row) => row.destination.kind },
    { key: 'description', title: t('inboundRoutes.description'), width: 320, sortable: false, render: (row) => row.description },
    { key: 'createdAt', title: t('common.createdAt'), width: 160, render: (row) => formatInstant(row.createdAt, false) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 84,
      sortable: false,
      render: (row) => (
        <RowActions
          name={row.calledNumber}
          queryKey="inbound-routes"
          onEdit={() => edit(row)}
          remove={() => inboundRoutesApi.remove(row.id)}
        />
      ),
    },
  ];
}

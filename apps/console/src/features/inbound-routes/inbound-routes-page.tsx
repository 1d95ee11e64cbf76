import { ExperimentOutlined, LoginOutlined, PlusOutlined } from '@ant-design/icons';
import type { InboundRoute, InboundRouteInput } from '@zuoxi/contract';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import { DataList, type ListColumn } from '../../ui/data-list.tsx';
import { FormDrawer } from '../../ui/form-drawer.tsx';
import { useListState } from '../../ui/list-state.ts';
import { OnOff } from '../../ui/on-off.tsx';
import { Page } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { inRuleOrder, MoveButtons, type RuleOrder, useRuleOrder } from '../../ui/rule-order.tsx';
import { WithSidePanel } from '../../ui/side-panel.tsx';
import { useEditor } from '../../ui/use-editor.ts';
import { InboundRouteFields } from './inbound-route-fields.tsx';
import { useRouteSentence } from './route-sentence.ts';
import { RouteTest } from './route-test.tsx';

const inboundRoutesApi = {
  ...crud('/api/inbound-routes'),
  order: (ids: string[]) => api.put('/api/inbound-routes/order', { body: { ids } }),
};

const fieldOf = { 'inboundRoutes.numberTaken': 'calledNumber' };

function toInput(route: InboundRoute | null): InboundRouteInput {
  return {
    calledNumber: route?.calledNumber ?? '',
    callerNumber: route?.callerNumber ?? '',
    hoursId: route?.hoursId ?? null,
    destination: route?.destination ?? { kind: 'queue', queueId: '' },
    closedDestination: route?.closedDestination ?? null,
    priority: route?.priority ?? 0,
    description: route?.description ?? '',
    enabled: route?.enabled ?? true,
  };
}

const fetchPage = inRuleOrder(inboundRoutesApi.list);

/** Rules are read from the top; the first that fits is taken. */
export default function InboundRoutesPage() {
  const { t } = useTranslation();
  const control = useListState([]);
  const [isTesting, setTesting] = useState(false);
  const order = useRuleOrder('inbound-routes', inboundRoutesApi);
  const sentence = useRouteSentence();
  const editor = useEditor<InboundRoute, InboundRouteInput, InboundRoute>({
    queryKey: 'inbound-routes',
    save(values, row) {
      // What is not shown is not among the values: without hours there is nothing closed.
      const input = { ...toInput(row), ...values };
      const rule = input.hoursId === null ? { ...input, closedDestination: null } : input;
      return row ? inboundRoutesApi.update(row.id, rule) : inboundRoutesApi.create(rule);
    },
    nameOf: (input) => input.calledNumber,
    fieldOf,
  });
  const { open } = editor;
  const columns = routeColumns(t, open, order, sentence);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(null)}>
      {t('inboundRoutes.create')}
    </Button>
  );
  const actions = (
    <>
      <Button icon={<ExperimentOutlined />} aria-pressed={isTesting} onClick={() => setTesting(!isTesting)}>
        {t('inboundRoutes.test.title')}
      </Button>
      {create}
    </>
  );
  return (
    <Page title={t('inboundRoutes.title')} note={t('rules.note')} actions={actions}>
      <WithSidePanel side={isTesting ? <RouteTest /> : null}>
        <DataList<InboundRoute>
          list="inboundRoutes"
          queryKey={['inbound-routes']}
          control={control}
          fetchPage={fetchPage}
          rowKey={(route) => route.id}
          columns={columns}
          empty={{ icon: <LoginOutlined />, title: t('inboundRoutes.empty'), hint: t('inboundRoutes.emptyHint'), action: create }}
          onRowClick={open}
        />
      </WithSidePanel>
      <FormDrawer
        key={editor.row?.id ?? 'new'}
        open={editor.isOpen}
        title={editor.row ? t('inboundRoutes.edit', { number: editor.row.calledNumber }) : t('inboundRoutes.create')}
        form={editor.form}
        draft={editor.draft}
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

function routeColumns(
  t: TFunction,
  edit: (route: InboundRoute) => void,
  order: RuleOrder,
  sentence: ReturnType<typeof useRouteSentence>,
): ListColumn<InboundRoute>[] {
  return [
    {
      key: 'position',
      title: t('rules.order'),
      width: 90,
      sortable: false,
      render: (row) => <MoveButtons id={row.id} name={row.calledNumber} order={order} />,
    },
    { key: 'calledNumber', title: t('inboundRoutes.when'), width: 250, render: (row) => <strong>{sentence(row).when}</strong> },
    { key: 'destination', title: t('inboundRoutes.where'), width: 430, sortable: false, render: (row) => sentence(row).where },
    { key: 'description', title: t('inboundRoutes.description'), width: 120, sortable: false, render: (row) => row.description },
    {
      key: 'enabled',
      title: t('inboundRoutes.enabled'),
      width: 90,
      sortable: false,
      render: (row) => <OnOff on={row.enabled}>{t(row.enabled ? 'common.on' : 'common.off')}</OnOff>,
    },
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

import { BranchesOutlined, ImportOutlined, PlusOutlined } from '@ant-design/icons';
import type { Flow } from '@zuoxi/contract';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { crud } from '../../api/crud.ts';
import { DataList } from '../../ui/data-list.tsx';
import { useListState } from '../../ui/list-state.ts';
import { Page } from '../../ui/page.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { flowColumns } from './flow-columns.tsx';
import { FLOWS_PATH } from './path.ts';
import { useImport } from './use-import.ts';

const flowsApi = crud('/api/flows');

/** All IVRs. Each is drawn on a page of its own. */
export default function FlowsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const control = useListState([]);
  const [creating, setCreating] = useState(false);
  const open = useMemo(() => (flow: Flow) => void navigate(`${FLOWS_PATH}/${flow.id}`), [navigate]);
  const { choose, isPending } = useImport(open);
  const columns = useMemo(() => flowColumns(t, open), [t, open]);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('flows.create')}
    </Button>
  );
  const actions = (
    <>
      <Button icon={<ImportOutlined />} loading={isPending} onClick={choose}>
        {t('flows.import')}
      </Button>
      {create}
    </>
  );
  return (
    <Page title={t('flows.title')} actions={actions}>
      <DataList<Flow>
        list="flows"
        queryKey={['flows']}
        control={control}
        fetchPage={flowsApi.list}
        rowKey={(flow) => flow.id}
        columns={columns}
        empty={{ icon: <BranchesOutlined />, title: t('flows.empty'), hint: t('flows.emptyHint'), action: create }}
        onRowClick={open}
      />
      {creating ? <CreateDialog onClose={() => setCreating(false)} onCreated={open} /> : null}
    </Page>
  );
}

import { CheckCircleFilled, DownloadOutlined, EditFilled, MinusCircleOutlined, WarningFilled } from '@ant-design/icons';
import type { Flow } from '@zuoxi/contract';
import { Button, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { urlOf } from '../../api/client.ts';
import { crud } from '../../api/crud.ts';
import type { ListColumn } from '../../ui/data-list.tsx';
import { formatInstant } from '../../ui/format.ts';
import { RowActions } from '../../ui/row-actions.tsx';
import styles from './flows.module.css';

const flowsApi = crud('/api/flows');

export function flowColumns(t: TFunction, open: (flow: Flow) => void): ListColumn<Flow>[] {
  return [
    { key: 'name', title: t('flows.name'), width: 170, render: (row) => <strong>{row.name}</strong> },
    { key: 'state', title: t('flows.state'), width: 232, sortable: false, render: (row) => <FlowState flow={row} t={t} /> },
    { key: 'problems', title: t('flows.problems'), width: 104, sortable: false, render: (row) => <ProblemCount flow={row} t={t} /> },
    {
      key: 'usedBy',
      title: t('flows.usedBy'),
      width: 190,
      sortable: false,
      render: ({ usedBy }) =>
        usedBy.length === 0 ? (
          <span className="muted">{t('flows.notUsed')}</span>
        ) : (
          usedBy.map(({ kind, name }) => `${t(`useKinds.${kind}`)} ${name}`).join(' · ')
        ),
    },
    {
      key: 'description',
      title: t('flows.description'),
      width: 168,
      sortable: false,
      render: (row) => <span className="muted">{row.description}</span>,
    },
    { key: 'updatedAt', title: t('flows.updatedAt'), width: 150, render: (row) => formatInstant(row.updatedAt, false) },
    {
      key: 'actions',
      title: t('common.actions'),
      fixed: 'right',
      width: 116,
      sortable: false,
      render: (row) => (
        <span style={{ display: 'inline-flex', gap: 4 }}>
          <Tooltip title={t('flows.export')}>
            <Button
              type="text"
              size="small"
              icon={<DownloadOutlined />}
              href={urlOf('/api/flows/{id}/export', 'get', { path: { id: row.id } })}
              download
              aria-label={`${t('flows.export')} ${row.name}`}
            />
          </Tooltip>
          <RowActions id={row.id} name={row.name} queryKey="flows" onEdit={() => open(row)} remove={() => flowsApi.remove(row.id)} />
        </span>
      ),
    },
  ];
}

/** Never published, published, or published and drawn on since; with shape, colour and word. */
export function FlowState({ flow, t }: { flow: Pick<Flow, 'publishedVersion' | 'changed'>; t: TFunction }) {
  const { publishedVersion: version, changed } = flow;
  if (version === null) {
    return (
      <span className={styles.state}>
        <MinusCircleOutlined className={styles.off} /> <span className="muted">{t('flows.neverPublished')}</span>
      </span>
    );
  }
  return (
    <span className={styles.state}>
      {changed ? <EditFilled className={styles.changed} /> : <CheckCircleFilled className={styles.on} />}
      {t(changed ? 'flows.publishedChanged' : 'flows.published', { version })}
    </span>
  );
}

function ProblemCount({ flow, t }: { flow: Flow; t: TFunction }) {
  const count = flow.problems.filter((problem) => !problem.warning).length;
  if (count === 0) return <span className="muted">{t('flows.noProblems')}</span>;
  return (
    <span className={styles.state}>
      <WarningFilled className={styles.problem} /> {t('flows.problemCount', { count })}
    </span>
  );
}

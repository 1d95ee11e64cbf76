import type { BulkCreated, BulkLine, BulkProblem } from '@zuoxi/contract';
import { Alert, Table } from 'antd';
import i18next from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadCsv } from '../../ui/csv.ts';
import styles from './accounts.module.css';

/** Rows in sight; the rest is scrolled to. */
const HEIGHT = 460;

/** What will be made; lines that cannot be say why, and come first to the eye by their colour. */
export function LinesTable({ lines, problems }: { lines: readonly BulkLine[]; problems: readonly BulkProblem[] }) {
  const { t } = useTranslation();
  const rows = useMemo(() => {
    const problemOf = new Map(problems.map(({ line, problem }) => [line, problem]));
    const all = lines.map((line, index) => ({ ...line, line: index + 1, problem: problemOf.get(index + 1) ?? null }));
    return all.sort((a, b) => Number(b.problem !== null) - Number(a.problem !== null));
  }, [lines, problems]);
  const isFine = problems.length === 0;
  return (
    <>
      <Alert
        type={isFine ? 'success' : 'error'}
        showIcon
        role="status"
        title={isFine ? t('extensions.bulk.fine', { count: lines.length }) : t('extensions.bulk.wrong', { count: problems.length })}
        className={styles.made ?? ''}
      />
      <Table<(typeof rows)[number]>
        virtual
        size="small"
        rowKey="line"
        dataSource={rows}
        pagination={false}
        scroll={{ x: 680, y: HEIGHT }}
        columns={[
          { key: 'line', title: t('extensions.bulk.line'), width: 70, render: (_v, row) => row.line },
          { key: 'number', title: t('accounts.extension'), width: 110, render: (_v, row) => <span className="num">{row.number}</span> },
          { key: 'name', title: t('accounts.name'), width: 160, ellipsis: true, render: (_v, row) => row.name },
          { key: 'displayName', title: t('accounts.displayName'), width: 160, ellipsis: true, render: (_v, row) => row.displayName },
          {
            key: 'problem',
            title: t('extensions.bulk.problem'),
            width: 180,
            render: (_v, row) => (row.problem ? <span className={styles.problem}>{t(`extensions.problems.${row.problem}`)}</span> : null),
          },
        ]}
      />
    </>
  );
}

/** Passwords and secrets, this once. */
export function CreatedTable({ created }: { created: readonly BulkCreated[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t('extensions.bulk.made', { count: created.length })}
        description={t('extensions.bulk.once')}
        className={styles.made ?? ''}
      />
      <Table<BulkCreated>
        virtual
        size="small"
        rowKey="number"
        dataSource={[...created]}
        pagination={false}
        scroll={{ x: 690, y: HEIGHT }}
        columns={[
          { key: 'number', title: t('accounts.extension'), width: 90, render: (_v, row) => <span className="num">{row.number}</span> },
          { key: 'name', title: t('accounts.name'), width: 120, ellipsis: true, render: (_v, row) => row.name },
          { key: 'password', title: t('accounts.password'), width: 170, render: (_v, row) => <code>{row.password}</code> },
          { key: 'sipUser', title: t('accounts.sipUser'), width: 130, ellipsis: true, render: (_v, row) => <code>{row.sipUser}</code> },
          { key: 'sipSecret', title: t('extensions.bulk.sipSecret'), width: 180, render: (_v, row) => <code>{row.sipSecret ?? ''}</code> },
        ]}
      />
    </>
  );
}

export function downloadCreated(created: readonly BulkCreated[]): void {
  const heads = ['accounts.extension', 'accounts.name', 'accounts.displayName', 'accounts.password', 'accounts.sipUser'] as const;
  const head = [...heads.map((key) => i18next.t(key)), i18next.t('extensions.bulk.sipSecret')];
  const rows = created.map((one) => [one.number, one.name, one.displayName, one.password, one.sipUser, one.sipSecret ?? '']);
  downloadCsv(`${i18next.t('accounts.title')}-${created[0]?.number ?? ''}.csv`, [head, ...rows]);
}

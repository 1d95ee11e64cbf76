import { useQuery } from '@tanstack/react-query';
import type { Account } from '@zuoxi/contract';
import { Transfer } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../../api/endpoints.ts';
import { ErrorNotice } from '../../ui/notice.tsx';

interface MemberTransferProps {
  value?: string[];
  onChange?(memberIds: string[]): void;
}

const PAGE_SIZE = 100;

/** Every account with an extension: the members are chosen among all, not among a page of them. */
async function allWithExtension(signal: AbortSignal): Promise<Account[]> {
  const all: Account[] = [];
  for (let page = 1; ; page++) {
    const { rows, total } = await accountsApi.list({ page, pageSize: PAGE_SIZE, sort: 'extension', order: 'asc' }, signal);
    all.push(...rows.filter((account) => account.extension));
    if (rows.length === 0 || page * PAGE_SIZE >= total) return all;
  }
}

export function MemberTransfer({ value = [], onChange }: MemberTransferProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['accounts', 'with-extension'],
    queryFn: ({ signal }) => allWithExtension(signal),
  });
  const items = useMemo(
    () =>
      (data ?? []).map((account) => ({
        key: account.id,
        title: `${account.extension?.number ?? ''} ${account.displayName}`,
        description: t(`role.${account.role}`),
      })),
    [data, t],
  );
  if (error && !data) return <ErrorNotice title={t('error.listFailed')} error={error} onRetry={() => void refetch()} />;
  return (
    <Transfer
      dataSource={items}
      targetKeys={value}
      onChange={(keys) => onChange?.(keys.map(String))}
      render={(item) => (
        <span className="num">
          {item.title} <span className="muted">{item.description}</span>
        </span>
      )}
      titles={[t('queues.candidates'), t('queues.selectedMembers')]}
      locale={{ searchPlaceholder: t('queues.memberSearch'), notFoundContent: [t('queues.noCandidates'), t('queues.noMembers')] }}
      showSearch
      filterOption={(input, item) => item.title.toLowerCase().includes(input.toLowerCase())}
      styles={{ section: { flex: 1, minWidth: 0, height: 300 } }}
    />
  );
}

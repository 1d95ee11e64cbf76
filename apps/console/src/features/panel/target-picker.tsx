import { PhoneOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { PanelTarget, PanelTargets } from '@zuoxi/contract';
import { Button, Input, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { dialProblem, normalizeNumber } from './dial-number.ts';
import styles from './target-picker.module.css';

/** Who is free changes all the time. */
const REFRESH_MS = 2000;

type TransferList = keyof PanelTargets['transfer'];
const transferLists: readonly TransferList[] = ['supervisors', 'members', 'others'];

interface TargetPickerProps {
  purpose: 'consult' | 'transfer';
  pending: boolean;
  /** An extension or an outside number. */
  onChoose(number: string): void;
}

/** Whom to consult (one list), or where to transfer (组长 / 成员 / 其他), or any number that is typed. */
export function TargetPicker({ purpose, pending, onChoose }: TargetPickerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [list, setList] = useState<TransferList>('supervisors');
  const { data, error, refetch } = useQuery({
    queryKey: ['panel-targets'],
    queryFn: () => api.get('/api/panel/targets'),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });

  const rows = data && (purpose === 'consult' ? data.consult : data.transfer[list]);
  const found = rows?.filter((target) => matches(target, typed));
  const number = dialProblem(typed) === null ? normalizeNumber(typed) : null;
  const listOptions = transferLists.map((value) => ({
    value,
    label: `${t(`consult.${value}`)} ${data ? data.transfer[value].filter((target) => matches(target, typed)).length : ''}`,
  }));
  return (
    <div className={styles.picker} data-testid="target-picker">
      <Input
        autoFocus
        allowClear
        value={typed}
        maxLength={40}
        placeholder={t('consult.search')}
        aria-label={t('consult.search')}
        data-testid="target-search"
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={() => number && !pending && onChoose(number)}
      />
      {purpose === 'transfer' ? <Segmented block size="small" value={list} options={listOptions} onChange={setList} /> : null}
      <div className={styles.rows}>
        {error && !data ? <ErrorNotice title={t('consult.failed')} error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <Skeleton active title={false} paragraph={{ rows: 3 }} style={{ padding: 8 }} /> : null}
        {found?.map((target) => (
          <TargetRow key={target.accountId} target={target} disabled={pending} onClick={() => onChoose(target.extension)} />
        ))}
        {found?.length === 0 ? <NobodyFound purpose={purpose} searched={typed !== ''} /> : null}
      </div>
      {number ? (
        <Button type="primary" icon={<PhoneOutlined />} loading={pending} onClick={() => onChoose(number)} data-testid="target-number">
          {t(purpose === 'consult' ? 'consult.callNumber' : 'consult.transferNumber', { number })}
        </Button>
      ) : null}
    </div>
  );
}

function matches({ displayName, extension }: PanelTarget, typed: string): boolean {
  const sought = typed.trim().toLowerCase();
  return displayName.toLowerCase().includes(sought) || extension.includes(sought);
}

function NobodyFound({ purpose, searched }: { purpose: 'consult' | 'transfer'; searched: boolean }) {
  const { t } = useTranslation();
  const nobody = t(purpose === 'consult' ? 'consult.noConsult' : 'consult.noTransfer');
  return <Notice title={searched ? t('consult.noMatch') : nobody} hint={t('consult.typeNumber')} />;
}

function TargetRow({ target, disabled, onClick }: { target: PanelTarget; disabled: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  const queues = target.queueNames.join(' · ');
  return (
    <button type="button" className={styles.row} disabled={disabled} onClick={onClick} data-testid={`target-${target.extension}`}>
      <StateIcon state={target.state} />
      <span className={styles.who}>
        <span className="ellipsis">
          {target.displayName} <span className="muted">{t(`role.${target.role}`)}</span>
        </span>
        <span className={`ellipsis ${styles.queues}`} title={queues}>
          {queues}
        </span>
      </span>
      <span className={styles.state}>{t(`agentState.${target.state}`)}</span>
      <span className="num">{target.extension}</span>
    </button>
  );
}

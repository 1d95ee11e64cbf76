import { PhoneOutlined, TeamOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { PanelQueueTarget, PanelTarget, PanelTargets } from '@zuoxi/contract';
import { Button, Input, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { NumbersIn } from '../../ui/numbers-in.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { dialProblem, normalizeNumber } from './dial-number.ts';
import styles from './target-picker.module.css';
import { firstFilled, matchesQueue, matchesTarget, type TransferList, transferLists } from './targets.ts';

/** Who is free changes all the time. */
const REFRESH_MS = 2000;

/** transferToQueue: a colleague is consulted already, so only a queue can take the customer blindly. */
export type TargetPurpose = 'consult' | 'transfer' | 'transferToQueue';

interface TargetPickerProps {
  purpose: TargetPurpose;
  pending: boolean;
  /** An extension, an outside number or a queue's. */
  onChoose(number: string): void;
}

/** Whom to consult (one list), or where to transfer (组长 / 成员 / 其他 / 队列), or any number that is typed. */
export function TargetPicker({ purpose, pending, onChoose }: TargetPickerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<TransferList | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['panel-targets'],
    queryFn: () => api.get('/api/panel/targets'),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });

  const list = purpose === 'transferToQueue' ? 'queues' : (chosen ?? (data ? firstFilled(data, typed) : 'members'));
  const dialled = dialProblem(typed) === null ? normalizeNumber(typed) : null;
  const isQueue = data?.queues.some((queue) => queue.number === dialled) ?? false;
  // A customer is sent to a queue; nobody is asked there.
  const isFit = { consult: !isQueue, transfer: true, transferToQueue: isQueue }[purpose];
  const number = isFit ? dialled : null;
  return (
    <div className={styles.picker} data-testid="target-picker">
      <Input
        autoFocus
        allowClear
        value={typed}
        maxLength={40}
        placeholder={t(purpose === 'transferToQueue' ? 'consult.searchQueue' : 'consult.search')}
        aria-label={t(purpose === 'transferToQueue' ? 'consult.searchQueue' : 'consult.search')}
        data-testid="target-search"
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={() => number && !pending && onChoose(number)}
      />
      {purpose === 'transfer' ? (
        <Segmented block size="small" value={list} options={listOptions(data, typed, t)} onChange={setChosen} />
      ) : null}
      <div className={styles.rows}>
        {error && !data ? <ErrorNotice title={t('consult.failed')} error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <Skeleton active title={false} paragraph={{ rows: 3 }} style={{ padding: 8 }} /> : null}
        {data ? (
          <Rows data={data} list={purpose === 'consult' ? 'consult' : list} typed={typed} pending={pending} onChoose={onChoose} />
        ) : null}
      </div>
      {purpose === 'consult' && isQueue ? <div className={styles.queues}>{t('consult.queueNotConsulted')}</div> : null}
      {number ? (
        <Button type="primary" icon={<PhoneOutlined />} loading={pending} onClick={() => onChoose(number)} data-testid="target-number">
          <NumbersIn text={t(purpose === 'consult' ? 'consult.callNumber' : 'consult.transferNumber', { number })} />
        </Button>
      ) : null}
    </div>
  );
}

function listOptions(data: PanelTargets | undefined, typed: string, t: (key: `consult.${TransferList}`) => string) {
  const countOf = (value: TransferList) => {
    if (!data) return '';
    if (value === 'queues') return data.queues.filter((queue) => matchesQueue(queue, typed)).length;
    return data.transfer[value].filter((target) => matchesTarget(target, typed)).length;
  };
  return transferLists.map((value) => ({ value, label: `${t(`consult.${value}`)} ${countOf(value)}` }));
}

interface RowsProps {
  data: PanelTargets;
  list: TransferList | 'consult';
  typed: string;
  pending: boolean;
  onChoose(number: string): void;
}

function Rows({ data, list, typed, pending, onChoose }: RowsProps) {
  const { t } = useTranslation();
  if (list === 'queues') {
    const found = data.queues.filter((queue) => matchesQueue(queue, typed));
    if (found.length === 0) return <Notice title={t(typed ? 'consult.noMatch' : 'consult.noQueues')} />;
    return found.map((queue) => (
      <QueueTargetRow key={queue.queueId} queue={queue} pending={pending} onClick={() => onChoose(queue.number)} />
    ));
  }
  const found = (list === 'consult' ? data.consult : data.transfer[list]).filter((target) => matchesTarget(target, typed));
  if (found.length === 0) {
    const nobody = t(list === 'consult' ? 'consult.noConsult' : 'consult.noTransfer');
    return <Notice title={typed ? t('consult.noMatch') : nobody} hint={t('consult.typeNumber')} />;
  }
  return found.map((target) => (
    <TargetRow key={target.accountId} target={target} pending={pending} onClick={() => onChoose(target.extension)} />
  ));
}

function TargetRow({ target, pending, onClick }: { target: PanelTarget; pending: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  const queues = target.queueNames.join(' · ');
  return (
    <button type="button" className={styles.row} disabled={pending} onClick={onClick} data-testid={`target-${target.extension}`}>
      <StateIcon state={target.state} />
      <span className={styles.who}>
        <span className="ellipsis" title={target.displayName}>
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

/** In one's own queues: how many wait, and how many could take the customer. */
function QueueTargetRow({ queue, pending, onClick }: { queue: PanelQueueTarget; pending: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.row} disabled={pending} onClick={onClick} data-testid={`target-${queue.number}`}>
      <TeamOutlined />
      <span className={styles.who}>
        <span className="ellipsis" title={queue.name}>
          {queue.name}
        </span>
        {queue.figures ? <span className={styles.queues}>{t('consult.queueFigures', queue.figures)}</span> : null}
      </span>
      <span className={styles.state}>{queue.isOpen ? null : t('consult.queueClosed')}</span>
      <span className="num">{queue.number}</span>
    </button>
  );
}

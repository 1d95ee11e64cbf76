import { TeamOutlined } from '@ant-design/icons';
import type { AgentQueueState } from '@zuoxi/contract';
import { Button, Checkbox, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice.tsx';
import { reasonText } from '../../ui/reason.ts';
import { Section } from '../../ui/section.tsx';
import { StateIcon } from '../../ui/status-lamp.tsx';
import { BusyDialog, type BusyTarget } from './busy-dialog.tsx';
import styles from './panel.module.css';
import { useSelection, useSetQueueStates } from './use-queue-states.ts';

/** 状态切换模块: ready (闲) or not (忙) per queue, for one, the ticked ones, or all. */
export function QueueStates({ queues }: { queues: AgentQueueState[] }) {
  const { t } = useTranslation();
  const setStates = useSetQueueStates();
  const all = queues.map((queue) => queue.queueId);
  const { selected, toggle, clear } = useSelection(all);
  const [busyTarget, setBusyTarget] = useState<BusyTarget | null>(null);
  const readyCount = queues.filter((queue) => queue.ready).length;

  const targets = selected.length > 0 ? selected : all;
  const targetText = selected.length > 0 ? t('panel.busyTargetCount', { count: selected.length }) : t('panel.busyTargetAll');
  const setReady = (queueIds: readonly string[]) => setStates.mutate({ queueIds: [...queueIds], ready: true }, { onSuccess: clear });

  return (
    <Section
      title={t('panel.queueTable')}
      extra={<span className="muted num">{queues.length > 0 ? `${t('panel.ready')} ${readyCount} / ${queues.length}` : null}</span>}
    >
      {queues.length === 0 ? (
        <Notice icon={<TeamOutlined />} title={t('panel.noQueues')} hint={t('panel.noQueuesHint')} />
      ) : (
        <>
          <div className={styles.queueTools}>
            <Button onClick={() => setReady(targets)} disabled={setStates.isPending}>
              {selected.length > 0 ? t('panel.selectedReady', { count: selected.length }) : t('panel.allReady')}
            </Button>
            <Button onClick={() => setBusyTarget({ queueIds: targets, text: targetText })} disabled={setStates.isPending}>
              {selected.length > 0 ? t('panel.selectedBusy', { count: selected.length }) : t('panel.allBusy')}
            </Button>
          </div>
          <ul className={styles.queueList}>
            {queues.map((queue) => (
              <QueueRow
                key={queue.queueId}
                queue={queue}
                ticked={selected.includes(queue.queueId)}
                pending={setStates.isPending && setStates.variables.queueIds.includes(queue.queueId)}
                onTick={() => toggle(queue.queueId)}
                onSwitch={(ready) =>
                  ready ? setReady([queue.queueId]) : setBusyTarget({ queueIds: [queue.queueId], text: queue.queueName })
                }
              />
            ))}
          </ul>
        </>
      )}
      <BusyDialog
        target={busyTarget}
        pending={setStates.isPending}
        onCancel={() => setBusyTarget(null)}
        onConfirm={(queueIds, reason) =>
          setStates.mutate(
            { queueIds: [...queueIds], ready: false, reason },
            {
              onSuccess() {
                setBusyTarget(null);
                clear();
              },
            },
          )
        }
      />
    </Section>
  );
}

interface QueueRowProps {
  queue: AgentQueueState;
  ticked: boolean;
  pending: boolean;
  onTick(): void;
  onSwitch(ready: boolean): void;
}

function QueueRow({ queue, ticked, pending, onTick, onSwitch }: QueueRowProps) {
  const { t } = useTranslation();
  return (
    <li className={styles.queueRow}>
      <Checkbox checked={ticked} onChange={onTick} aria-label={queue.queueName} />
      <div className={styles.queueName}>
        <div className="ellipsis" title={queue.queueName}>
          {queue.queueName}
        </div>
        <div className={`num ${styles.queueNumber}`}>{queue.queueNumber}</div>
      </div>
      <span className={styles.readyText} title={reasonText(queue.reason) ?? undefined}>
        <StateIcon state={queue.ready ? 'idle' : 'busy'} size={10} />
        <span className="ellipsis">{queue.ready ? t('panel.ready') : (reasonText(queue.reason) ?? t('panel.notReady'))}</span>
      </span>
      <Switch
        size="small"
        checked={queue.ready}
        loading={pending}
        onChange={onSwitch}
        data-testid={`queue-ready-${queue.queueNumber}`}
        aria-label={t('panel.queueToggle', { queue: queue.queueName })}
      />
    </li>
  );
}

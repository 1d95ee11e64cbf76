import { ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import type { FlowNodeKind } from '@zuoxi/contract';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { exitText } from '../drawing/exits.ts';
import styles from './board.module.css';
import { kindLooks } from './kind-icons.tsx';

/** What a card shows; plain words, so that a card is drawn anew only when one of them changes. */
export interface CardData extends Record<string, unknown> {
  kind: FlowNodeKind;
  title: string;
  summary: string;
  /** Joined by spaces: an array would be a new one each time. */
  exits: string;
  wired: string;
  problem: 'error' | 'warning' | null;
  isDefault: boolean;
  /** In a test call: the caller was here, or is. */
  lit: 'passed' | 'here' | null;
}
export type CardNode = Node<CardData, 'card'>;

export const NodeCard = memo(
  function NodeCard({ data, selected, isConnectable }: NodeProps<CardNode>) {
    const { t } = useTranslation();
    const { kind, title, summary, problem, lit } = data;
    const { icon, tone } = kindLooks[kind];
    const wired = data.wired.split(' ');
    const exits = data.exits === '' ? [] : data.exits.split(' ');
    const classes = [
      styles.card,
      styles[tone],
      selected ? styles.selected : '',
      lit ? styles[lit] : '',
      problem === 'error' ? styles.wrong : '',
    ];
    return (
      <div className={classes.join(' ')} data-lit={lit ?? undefined}>
        {kind === 'start' ? null : <Handle type="target" position={Position.Left} className={styles.entry} isConnectable={isConnectable} />}
        <div className={styles.cardHead}>
          <span className={styles.cardIcon}>{icon}</span>
          <div className={styles.cardText}>
            <div className={styles.cardTitle}>
              <span className="ellipsis">{title}</span>
              {data.isDefault ? <span className={styles.badge}>{t('flows.defaultBadge')}</span> : null}
              {problem === 'error' ? <ExclamationCircleFilled className={styles.errorMark} aria-label={t('flows.hasErrors')} /> : null}
              {problem === 'warning' ? <WarningFilled className={styles.warningMark} aria-label={t('flows.hasWarnings')} /> : null}
            </div>
            <div className={`${styles.cardSummary} ellipsis`} title={summary}>
              {summary || t(`flows.kinds.${kind}`)}
            </div>
          </div>
        </div>
        {exits.map((exit) => (
          <div key={exit} className={styles.exit}>
            <span className={wired.includes(exit) ? styles.exitText : styles.exitLoose}>
              {exitText(t, kind, exit)}
              {wired.includes(exit) ? null : <span className={styles.toDefault}>{t('flows.toDefault')}</span>}
            </span>
            <Handle
              type="source"
              id={exit}
              position={Position.Right}
              className={`${styles.handle} ${wired.includes(exit) ? styles.wired : ''}`}
              isConnectable={isConnectable}
              aria-label={exitText(t, kind, exit)}
            />
          </div>
        ))}
      </div>
    );
  },
  (before, after) =>
    before.selected === after.selected &&
    before.isConnectable === after.isConnectable &&
    Object.keys(after.data).every((key) => before.data[key] === after.data[key]),
);

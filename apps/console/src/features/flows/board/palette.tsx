import type { FlowNodeKind } from '@zuoxi/contract';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { DRAGGED_KIND } from './board.tsx';
import { kindLooks, palette } from './kind-icons.tsx';

interface PaletteProps {
  /** Why nothing can be added now. */
  why: string | undefined;
  /** A drawing without a start can be given one. */
  hasStart: boolean;
  onAdd(kind: FlowNodeKind): void;
}

/** Kinds of nodes: dragged onto the board, or put there by a click or the Enter key. */
export function Palette({ why, hasStart, onAdd }: PaletteProps) {
  const { t } = useTranslation();
  const entry = (kind: FlowNodeKind) => {
    const { icon, tone } = kindLooks[kind];
    return (
      <Tooltip key={kind} title={why ?? t(`flows.kindHints.${kind}`)} placement="right" mouseEnterDelay={0.6}>
        <button
          type="button"
          className={`${styles.kind} ${styles[tone]}`}
          // Not `disabled`: the tooltip that says why would not show.
          aria-disabled={why !== undefined}
          draggable={why === undefined}
          data-kind={kind}
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAGGED_KIND, kind);
            event.dataTransfer.effectAllowed = 'copy';
          }}
          onClick={() => (why === undefined ? onAdd(kind) : undefined)}
        >
          <span className={styles.kindIcon}>{icon}</span>
          <span className="ellipsis">{t(`flows.kinds.${kind}`)}</span>
        </button>
      </Tooltip>
    );
  };
  return (
    <nav className={styles.palette} aria-label={t('flows.palette')}>
      {hasStart ? null : entry('start')}
      {palette.map(({ group, kinds }) => (
        <div key={group}>
          <div className={styles.paletteTitle}>{t(`flows.groups.${group}`)}</div>
          {kinds.map(entry)}
        </div>
      ))}
    </nav>
  );
}

import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined, HolderOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from './reasoned-button.tsx';
import styles from './sortable-rows.module.css';

interface SortableRowsProps {
  rows: { key: string; name: string; content: ReactNode }[];
  onMove(from: number, to: number): void;
  onRemove(index: number): void;
}

/** Rows whose order counts: dragged by the mouse, moved by buttons for whoever uses the keyboard. */
export function SortableRows({ rows, onMove, onRemove }: SortableRowsProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const drop = (to: number) => {
    if (dragged !== null && dragged !== to) onMove(dragged, to);
    setDragged(null);
    setOver(null);
  };
  return (
    <ol className={styles.rows}>
      {rows.map(({ key, name, content }, index) => (
        <li
          key={key}
          className={`${styles.row} ${over === index && dragged !== null ? styles.over : ''}`}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(index);
          }}
          onDrop={(event) => {
            event.preventDefault();
            drop(index);
          }}
        >
          <Tooltip title={t('list.drag')}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: for the mouse only; the buttons do the same for the keyboard */}
            <span
              className={styles.handle}
              draggable
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(index);
              }}
              onDragEnd={() => setDragged(null)}
            >
              <HolderOutlined />
            </span>
          </Tooltip>
          <div className={styles.grow}>{content}</div>
          <ReasonedButton
            type="text"
            size="small"
            icon={<ArrowUpOutlined />}
            aria-label={t('list.moveUp', { name })}
            why={index === 0 ? t('common.why.first') : undefined}
            onClick={() => onMove(index, index - 1)}
          />
          <ReasonedButton
            type="text"
            size="small"
            icon={<ArrowDownOutlined />}
            aria-label={t('list.moveDown', { name })}
            why={index === rows.length - 1 ? t('common.why.last') : undefined}
            onClick={() => onMove(index, index + 1)}
          />
          <Button
            type="text"
            size="small"
            danger
            icon={<CloseOutlined />}
            aria-label={t('list.remove', { name })}
            onClick={() => onRemove(index)}
          />
        </li>
      ))}
    </ol>
  );
}

import { EditOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { NumbersIn } from '../../ui/numbers-in.tsx';
import styles from './card.module.css';
import type { Draft } from './drafts.ts';

interface UnsavedBarProps {
  unsaved: readonly Draft[];
  /** The one that is shown instead of the call's customer. */
  shown: Draft | undefined;
  onOpen(draft: Draft): void;
  onDrop(draft: Draft): void;
  /** There is a call to go back to. */
  onBack?(): void;
}

/** For whom something was typed and not saved, one line each. */
export function UnsavedBar({ unsaved, shown, onOpen, onDrop, onBack }: UnsavedBarProps) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const whoOf = ({ name, number }: Draft) => (name ? `${name} ${number}` : number);
  const drop = (draft: Draft) =>
    modal.confirm({
      title: <NumbersIn text={t('customerCard.dropTitle', { who: whoOf(draft) })} />,
      okText: t('customerCard.drop'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => onDrop(draft),
    });
  return unsaved.map((draft) => (
    <div key={draft.number} className={styles.unsaved} role="status">
      <EditOutlined />
      <span className="ellipsis">
        <NumbersIn text={t('customerCard.unsavedOf', { who: whoOf(draft) })} />
      </span>
      <span className={styles.unsavedActions}>
        {draft.number === shown?.number ? (
          onBack && (
            <Button size="small" onClick={onBack}>
              {t('customerCard.backToCall')}
            </Button>
          )
        ) : (
          <Button size="small" onClick={() => onOpen(draft)}>
            {t('customerCard.openUnsaved')}
          </Button>
        )}
        <Button size="small" type="text" onClick={() => drop(draft)}>
          {t('customerCard.drop')}
        </Button>
      </span>
    </div>
  ));
}

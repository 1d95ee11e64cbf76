import { useTranslation } from 'react-i18next';
import { HandIcon } from '../supervision/hand-icon.tsx';
import styles from './agents.module.css';

interface HandFilterProps {
  count: number;
  chosen: boolean;
  onChoose(only: boolean): void;
}

/** How many ask for help; there only while somebody does, or while the board shows nobody else. */
export function HandFilter({ count, chosen, onChoose }: HandFilterProps) {
  const { t } = useTranslation();
  if (count === 0 && !chosen) return null;
  return (
    <button
      type="button"
      className={styles.state}
      aria-pressed={chosen}
      title={t('supervision.handOnly')}
      onClick={() => onChoose(!chosen)}
    >
      <HandIcon /> {t('supervision.hand')} <b className="num">{count}</b>
    </button>
  );
}

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './phone.module.css';

const keys: readonly (readonly [digit: string, letters: string])[] = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
];

export function Keypad({ onPress }: { onPress: (digit: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.keypad}>
      {keys.map(([digit, letters]) => (
        <Button key={digit} className={styles.key} aria-label={t('panel.digit', { digit })} onClick={() => onPress(digit)}>
          <span>{digit}</span>
          {letters ? <span className={styles.keyLetters} data-letters={letters} /> : null}
        </Button>
      ))}
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import styles from './call.module.css';
import { type Disposition, useDisposition } from './use-disposition.ts';

/** During the call, in one line. */
export function DispositionChoice({ disposition, who }: { disposition: Disposition; who: string }) {
  const { t } = useTranslation();
  const { chosen, choose } = useDisposition(disposition, who);
  const label = t(disposition.required ? 'wrapUp.dispositionRequired' : 'wrapUp.disposition');
  return (
    <div className={styles.field}>
      <span className={styles.fieldLabel}>{label}</span>
      <Choice
        isOfWords
        value={chosen}
        placeholder={t('wrapUp.choose')}
        aria-label={label}
        data-testid="disposition"
        showSearch
        options={disposition.options.map((value) => ({ value, label: value }))}
        onChange={(value) => value && choose(value)}
      />
    </div>
  );
}

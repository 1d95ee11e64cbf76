import type { PromptLanguage } from '@zuoxi/contract';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/choice.tsx';
import { menuKeys } from '../drawing/exits.ts';
import { NumberField } from './number-field.tsx';
import styles from './properties.module.css';
import { OneSoundField } from './sounds-field.tsx';

/** What menus and asking for digits have in common: patience. */
export function AskFields({ kind, language }: { kind: 'menu' | 'collect'; language: PromptLanguage }) {
  const { t } = useTranslation();
  return (
    <>
      <NumberField kind={kind} name="timeoutS" min={1} max={60} seconds />
      <NumberField kind={kind} name="retries" min={0} max={9} />
      <Form.Item name="invalidSound" label={t('flows.invalidSound')}>
        <OneSoundField language={language} />
      </Form.Item>
      <Form.Item name="noInputSound" label={t('flows.noInputSound')}>
        <OneSoundField language={language} />
      </Form.Item>
    </>
  );
}

/** The keys that a menu has an exit for, as on a telephone. */
export function KeysField({ value = [], onChange }: { value?: string[]; onChange?(value: string[]): void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.keys}>
      {menuKeys.map((key) => {
        const isOn = value.includes(key);
        return (
          <button
            key={key}
            type="button"
            className={`${styles.key} ${isOn ? styles.keyOn : ''}`}
            aria-pressed={isOn}
            aria-label={t('flows.key', { key })}
            onClick={() => onChange?.(isOn ? value.filter((one) => one !== key) : [...value, key])}
          >
            {key}
          </button>
        );
      })}
    </div>
  );
}

/** Texts of several beginnings of numbers. */
export function PrefixesField({ value = [], onChange }: { value?: string[]; onChange?(value: string[]): void }) {
  const { t } = useTranslation();
  return (
    <Choice
      mode="tags"
      aria-label={t('flows.condition.prefixes')}
      placeholder="138, 020, +852"
      tokenSeparators={[' ', ',', '，', '、', ';']}
      value={value}
      onChange={(next: string[]) => onChange?.(next)}
      open={false}
      suffixIcon={null}
    />
  );
}

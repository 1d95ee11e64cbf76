import { ExclamationCircleOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import i18next from 'i18next';
import { Choice } from '../../ui/choice.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { readNumber, tidyNumbers } from './customer-form.ts';

interface NumberChipsProps {
  value?: string[];
  onChange?(texts: string[]): void;
  id?: string;
}

/** Several numbers, each a chip made by Enter, a comma or by leaving the field (CRM-2). A field of an antd form; its rule is `numbersRule`. */
export function NumberChips({ value = [], onChange, id }: NumberChipsProps) {
  return (
    <Choice<string[]>
      mode="tags"
      {...(id === undefined ? {} : { id })}
      value={value}
      onChange={(texts) => onChange?.(tidyNumbers(texts))}
      tokenSeparators={[',', '，', ';', '；', '\n']}
      // A list of what is chosen already would take a number away by a second Enter.
      open={false}
      suffixIcon={null}
      tagRender={({ value: text, closable, onClose }) => <NumberChip text={String(text)} closable={closable} onClose={onClose} />}
    />
  );
}

function NumberChip({ text, closable, onClose }: { text: string; closable: boolean; onClose: () => void }) {
  const read = readNumber(text);
  return (
    <Tag
      closable={closable}
      onClose={onClose}
      color={read ? 'default' : 'error'}
      {...(read ? {} : { icon: <ExclamationCircleOutlined /> })}
      // Else a click on the chip opens the list of suggestions.
      onMouseDown={(event) => event.stopPropagation()}
      // Read even where the field may not be edited yet.
      style={{ marginInlineEnd: 4, ...(read ? { color: 'var(--ant-color-text)' } : {}) }}
    >
      {read?.label ? <span className="muted">{read.label} </span> : null}
      {read ? <PhoneNumber number={read.number} /> : text}
    </Tag>
  );
}

/** At least one, and nothing that is no number. */
export function numbersRule(label: string) {
  return {
    validator(_rule: unknown, value: unknown) {
      const texts = Array.isArray(value) ? value.map(String) : [];
      if (texts.length === 0) return Promise.reject(new Error(i18next.t('common.required', { field: label })));
      const wrong = texts.find((text) => readNumber(text) === undefined);
      return wrong === undefined ? Promise.resolve() : Promise.reject(new Error(i18next.t('customers.numberInvalid', { text: wrong })));
    },
  };
}
